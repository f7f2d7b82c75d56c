import { Controller } from '@nestjs/common';
import type { Caller } from '@tollgate/contracts';
import { type RegisterRequest, signUpsRpc } from '@tollgate/contracts/auth/sign-ups';
import { RpcClient } from '@tollgate/platform/rpc';
import { From } from '../http/route/caller.js';
import { Input } from '../http/route/input.js';
import { Route } from '../http/route.js';

/** Signing up. */
@Controller()
export class SignUpsController {
  constructor(private readonly rpc: RpcClient) {}

  @Route('POST', '/api/user/register', signUpsRpc.register, { success: 'registered', query: ['turnstile'] })
  register(@Input() request: RegisterRequest, @From() caller: Caller) {
    return this.rpc.call(signUpsRpc.register, request, caller);
  }
}
