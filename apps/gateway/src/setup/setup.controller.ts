import { Controller } from '@nestjs/common';
import type { Caller, Nothing } from '@tollgate/contracts';
import { type SetupRequest, setupRpc } from '@tollgate/contracts/admin/setup';
import { RpcClient } from '@tollgate/platform/rpc';
import { From } from '../http/route/caller.js';
import { Input } from '../http/route/input.js';
import { Route } from '../http/route.js';

/** The first start. */
@Controller()
export class SetupController {
  constructor(private readonly rpc: RpcClient) {}

  @Route('GET', '/api/setup', setupRpc.get)
  get(@Input() request: Nothing, @From() caller: Caller) {
    return this.rpc.call(setupRpc.get, request, caller);
  }

  @Route('POST', '/api/setup', setupRpc.run, { success: 'setUp' })
  run(@Input() request: SetupRequest, @From() caller: Caller) {
    return this.rpc.call(setupRpc.run, request, caller);
  }
}
