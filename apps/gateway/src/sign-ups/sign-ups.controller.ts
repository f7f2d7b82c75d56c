import { Controller } from '@nestjs/common';
import type { Caller } from '@tollgate/contracts';
import { type RegisterRequest, signUpsRpc } from '@tollgate/contracts/auth/sign-ups';
import { Route } from '../http/route.js';
import { type Answer, ok } from '../http/route/answer.js';
import { From } from '../http/route/caller.js';
import { Input } from '../http/route/input.js';
import { RpcController } from '../http/route/rpc-controller.js';

/** Signing up. */
@Controller()
export class SignUpsController extends RpcController {
  /** Without an affiliate code the answer has no data, as the documented interface says. */
  @Route('POST', '/api/user/register', signUpsRpc.register, { success: 'registered', query: ['turnstile'] })
  async register(@Input() request: RegisterRequest, @From() caller: Caller): Promise<Answer> {
    const reply = await this.rpc.call(signUpsRpc.register, request, caller);
    return ok(reply.invited === undefined ? undefined : reply);
  }
}
