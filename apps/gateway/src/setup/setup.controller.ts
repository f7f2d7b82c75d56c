import { Controller } from '@nestjs/common';
import { setupRpc } from '@tollgate/contracts/admin/setup';
import { type Forwarded, Route } from '../http/route.js';
import { RpcController } from '../http/route/rpc-controller.js';

/** The first start. */
@Controller()
export class SetupController extends RpcController {
  @Route('GET', '/api/setup', setupRpc.get)
  readonly get: Forwarded;

  @Route('POST', '/api/setup', setupRpc.run, { success: 'setUp' })
  readonly run: Forwarded;
}
