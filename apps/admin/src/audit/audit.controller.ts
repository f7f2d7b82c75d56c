import { Controller } from '@nestjs/common';
import type { Identity, Nothing } from '@tollgate/contracts';
import { type AuditRequest, auditRpc } from '@tollgate/contracts/admin/audit';
import { Handles, type RequestContext } from '@tollgate/platform/rpc';
import { AuditService } from './audit.service.js';
import { Verifier } from './verifier.js';

@Controller()
export class AuditController {
  constructor(
    private readonly audit: AuditService,
    private readonly verifier: Verifier,
  ) {}

  @Handles(auditRpc.list)
  list(request: AuditRequest, _context: RequestContext<Identity>) {
    return this.audit.list(request);
  }

  @Handles(auditRpc.verify)
  verify(_request: Nothing, _context: RequestContext<Identity>) {
    return this.verifier.verify();
  }
}
