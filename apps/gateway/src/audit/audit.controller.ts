import { Controller } from '@nestjs/common';
import { auditRpc } from '@tollgate/contracts/admin/audit';
import { type Forwarded, Route } from '../http/route.js';
import { RpcController } from '../http/route/rpc-controller.js';

/** The audit trail and its verification. */
@Controller()
export class AuditController extends RpcController {
  @Route('GET', '/api/audit', auditRpc.list)
  readonly list: Forwarded;

  @Route('GET', '/api/audit/verify', auditRpc.verify)
  readonly verify: Forwarded;
}
