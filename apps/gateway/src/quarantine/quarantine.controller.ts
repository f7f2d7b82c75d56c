import { Controller } from '@nestjs/common';
import type { Caller } from '@tollgate/contracts';
import { type QuarantineRequest, quarantineRpc, type ResolveRequest } from '@tollgate/contracts/billing/quarantine';
import { RpcClient } from '@tollgate/platform/rpc';
import { From } from '../http/route/caller.js';
import { Input } from '../http/route/input.js';
import { Route } from '../http/route.js';

/** Callbacks of payment providers that are in doubt. */
@Controller()
export class QuarantineController {
  constructor(private readonly rpc: RpcClient) {}

  @Route('GET', '/api/topup/quarantine', quarantineRpc.list, { tag: 'payments' })
  list(@Input() request: QuarantineRequest, @From() caller: Caller) {
    return this.rpc.call(quarantineRpc.list, request, caller);
  }

  @Route('POST', '/api/topup/quarantine/resolve', quarantineRpc.resolve, { tag: 'payments' })
  resolve(@Input() request: ResolveRequest, @From() caller: Caller) {
    return this.rpc.call(quarantineRpc.resolve, request, caller);
  }
}
