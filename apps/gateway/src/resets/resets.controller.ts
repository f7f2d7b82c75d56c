import { Controller } from '@nestjs/common';
import type { Caller } from '@tollgate/contracts';
import { type ResetRequest, resetsRpc } from '@tollgate/contracts/auth/resets';
import type { SendCodeRequest } from '@tollgate/contracts/auth/verifications';
import { RpcClient } from '@tollgate/platform/rpc';
import { From } from '../http/route/caller.js';
import { Input } from '../http/route/input.js';
import { Route } from '../http/route.js';

/** Resetting a forgotten password. */
@Controller()
export class ResetsController {
  constructor(private readonly rpc: RpcClient) {}

  @Route('GET', '/api/reset_password', resetsRpc.request, { changesState: true })
  request(@Input() request: SendCodeRequest, @From() caller: Caller) {
    return this.rpc.call(resetsRpc.request, request, caller);
  }

  @Route('POST', '/api/user/reset', resetsRpc.finish, { data: 'password' })
  finish(@Input() request: ResetRequest, @From() caller: Caller) {
    return this.rpc.call(resetsRpc.finish, request, caller);
  }
}
