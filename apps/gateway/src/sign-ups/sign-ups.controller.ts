import { Controller } from '@nestjs/common';
import { signUpsRpc } from '@tollgate/contracts/auth/sign-ups';
import { type Forwarded, Route } from '../http/route.js';
import { RpcController } from '../http/route/rpc-controller.js';

/** Signing up. */
@Controller()
export class SignUpsController extends RpcController {
  @Route('POST', '/api/user/register', signUpsRpc.register, { success: 'registered', query: ['turnstile'] })
  readonly register: Forwarded;
}
