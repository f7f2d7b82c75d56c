import { Controller } from '@nestjs/common';
import { setupRpc } from '@tollgate/contracts/admin/setup';
import { type Forwarded, Route } from '../http/route.js';
import { RpcController } from '../http/route/rpc-controller.js';

/** The set-up of a new installation. */
@Controller()
export class SetupController extends RpcController {
  @Route('GET', '/api/setup', setupRpc.get, { shared: ({ status }) => status })
  readonly get: Forwarded;

  @Route('POST', '/api/setup', setupRpc.run, { success: 'setUp', take: { headers: { header_token: 'x-setup-token' } } })
  readonly run: Forwarded;
}
