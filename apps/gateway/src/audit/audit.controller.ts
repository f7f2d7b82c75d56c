import { Controller } from '@nestjs/common';
import type { Caller, Nothing } from '@tollgate/contracts';
import { type AuditRequest, auditRpc } from '@tollgate/contracts/admin/audit';
import { RpcClient } from '@tollgate/platform/rpc';
import { From } from '../http/route/caller.js';
import { Input } from '../http/route/input.js';
import { Route } from '../http/route.js';

/** Who did what, and whether the trail of it is whole. */
@Controller()
export class AuditController {
  constructor(private readonly rpc: RpcClient) {}

  @Route('GET', '/api/audit', auditRpc.list)
  list(@Input() request: AuditRequest, @From() caller: Caller) {
    return this.rpc.call(auditRpc.list, request, caller);
  }

  @Route('GET', '/api/audit/verify', auditRpc.verify)
  verify(@Input() request: Nothing, @From() caller: Caller) {
    return this.rpc.call(auditRpc.verify, request, caller);
  }
}
