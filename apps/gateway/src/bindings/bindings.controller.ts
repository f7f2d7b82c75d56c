import { Controller } from '@nestjs/common';
import { bindingsRpc } from '@tollgate/contracts/auth/bindings';
import { type Forwarded, Route } from '../http/route.js';
import { RpcController } from '../http/route/rpc-controller.js';

/** Bindings as clients of 2026 ask for them: own ones at custom providers, and those of other users. */
@Controller()
export class BindingsController extends RpcController {
  @Route('GET', '/api/user/oauth/bindings', bindingsRpc.custom, { data: 'bindings' })
  readonly custom: Forwarded;

  @Route('DELETE', '/api/user/oauth/bindings/:provider_id', bindingsRpc.unbindCustom)
  readonly unbindCustom: Forwarded;

  @Route('GET', '/api/user/:id/oauth/bindings', bindingsRpc.customOfUser, { data: 'bindings' })
  readonly customOfUser: Forwarded;

  @Route('DELETE', '/api/user/:id/oauth/bindings/:provider_id', bindingsRpc.unbindCustomOfUser)
  readonly unbindCustomOfUser: Forwarded;

  @Route('DELETE', '/api/user/:id/bindings/:type', bindingsRpc.unbindOfUser)
  readonly unbindOfUser: Forwarded;
}
