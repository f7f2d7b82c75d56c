import { Controller } from '@nestjs/common';
import type { Caller } from '@tollgate/contracts';
import { AuditItem, type AuditRequest, auditRpc } from '@tollgate/contracts/admin/audit';
import { LIST_FILE, listOrFile } from '../http/answers/list-file.js';
import { From } from '../http/route/caller.js';
import { Input } from '../http/route/input.js';
import { type Forwarded, Route } from '../http/route.js';
import { RpcController } from '../http/route/rpc-controller.js';

/** The audit trail and its verification. */
@Controller()
export class AuditController extends RpcController {
  @Route('GET', '/api/audit', auditRpc.list, { ...LIST_FILE })
  list(@Input() request: AuditRequest, @From() caller: Caller) {
    const list = { contract: auditRpc.list, item: AuditItem, name: 'audit' };
    return listOrFile(this.rpc, list, request, caller);
  }

  @Route('GET', '/api/audit/verify', auditRpc.verify)
  readonly verify: Forwarded;
}
