import { Controller } from '@nestjs/common';
import type { Identity } from '@tollgate/contracts';
import { approvalsRpc, type DecideRequest, type ListApprovalsRequest } from '@tollgate/contracts/admin/approvals';
import { Handles, type RequestContext } from '@tollgate/platform/rpc';
import { ApprovalsService } from './approvals.service.js';

/** Approvals of credits and codes. */
@Controller()
export class ApprovalsController {
  constructor(private readonly approvals: ApprovalsService) {}

  @Handles(approvalsRpc.list)
  list(request: ListApprovalsRequest, _context: RequestContext<Identity>) {
    return this.approvals.list(request);
  }

  @Handles(approvalsRpc.decide)
  decide(request: DecideRequest, context: RequestContext<Identity>) {
    return this.approvals.decide(request, context);
  }
}
