import { Controller } from '@nestjs/common';
import type { Nothing } from '@tollgate/contracts';
import { billingDashboardsRpc } from '@tollgate/contracts/auth/billing-dashboards';
import { Handles, type RequestContext } from '@tollgate/platform/rpc';
import { BillingDashboardsService } from './billing-dashboards.service.js';

@Controller()
export class BillingDashboardsController {
  constructor(private readonly dashboards: BillingDashboardsService) {}

  @Handles(billingDashboardsRpc.subscription)
  subscription(_request: Nothing, { caller }: RequestContext<null>) {
    return this.dashboards.subscription(caller);
  }

  @Handles(billingDashboardsRpc.usage)
  usage(_request: Nothing, { caller }: RequestContext<null>) {
    return this.dashboards.usage(caller);
  }
}
