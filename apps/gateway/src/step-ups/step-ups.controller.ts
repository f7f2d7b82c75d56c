import { Controller } from '@nestjs/common';
import type { Caller, Nothing } from '@tollgate/contracts';
import { stepUpsRpc, type VerifyRequest } from '@tollgate/contracts/auth/step-ups';
import { RpcClient } from '@tollgate/platform/rpc';
import { From } from '../http/route/caller.js';
import { Input } from '../http/route/input.js';
import { Route } from '../http/route.js';

/** Proving again who one is. */
@Controller()
export class StepUpsController {
  constructor(private readonly rpc: RpcClient) {}

  @Route('POST', '/api/verify', stepUpsRpc.verify, { success: 'verified' })
  verify(@Input() request: VerifyRequest, @From() caller: Caller) {
    return this.rpc.call(stepUpsRpc.verify, request, caller);
  }

  @Route('GET', '/api/verify/status', stepUpsRpc.status)
  status(@Input() request: Nothing, @From() caller: Caller) {
    return this.rpc.call(stepUpsRpc.status, request, caller);
  }
}
