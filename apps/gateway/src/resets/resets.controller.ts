import { Controller } from '@nestjs/common';
import { resetsRpc } from '@tollgate/contracts/auth/resets';
import { type Forwarded, Route } from '../http/route.js';
import { RpcController } from '../http/route/rpc-controller.js';

/** Resetting a forgotten password. */
@Controller()
export class ResetsController extends RpcController {
  @Route('GET', '/api/reset_password', resetsRpc.request, { changesState: true })
  readonly request: Forwarded;

  @Route('POST', '/api/user/reset', resetsRpc.finish, { data: 'password' })
  readonly finish: Forwarded;
}
