import { Controller } from '@nestjs/common';
import { userApiKeysRpc } from '@tollgate/contracts/auth/user-api-keys';
import { type Forwarded, Route } from '../http/route.js';
import { RpcController } from '../http/route/rpc-controller.js';

/** API keys of users, for administrators. */
@Controller()
export class UserApiKeysController extends RpcController {
  @Route('GET', '/api/user/:user_id/tokens', userApiKeysRpc.list)
  readonly list: Forwarded;

  @Route('PUT', '/api/user/:user_id/tokens/:id', userApiKeysRpc.disable)
  readonly disable: Forwarded;

  @Route('DELETE', '/api/user/:user_id/tokens/:id', userApiKeysRpc.delete)
  readonly delete: Forwarded;
}
