import { Controller } from '@nestjs/common';
import type { Identity } from '@tollgate/contracts';
import {
  type CreatePlanRequest,
  plansRpc,
  type SwitchPlanRequest,
  type UpdatePlanRequest,
} from '@tollgate/contracts/billing/plans';
import { Handles, type RequestContext } from '@tollgate/platform/rpc';
import { PlansService } from './plans.service.js';

type Context = RequestContext<Identity>;

/** Plans of subscriptions. */
@Controller()
export class PlansController {
  constructor(private readonly plans: PlansService) {}

  @Handles(plansRpc.list)
  list(_: object, __: Context) {
    return this.plans.list({ enabledOnly: true });
  }

  @Handles(plansRpc.listAll)
  listAll(_: object, __: Context) {
    return this.plans.list({ enabledOnly: false });
  }

  @Handles(plansRpc.create)
  create(request: CreatePlanRequest, context: Context) {
    return this.plans.create(request, context);
  }

  @Handles(plansRpc.update)
  update(request: UpdatePlanRequest, context: Context) {
    return this.plans.update(request, context);
  }

  @Handles(plansRpc.switch)
  switch(request: SwitchPlanRequest, context: Context) {
    return this.plans.switch(request, context);
  }
}
