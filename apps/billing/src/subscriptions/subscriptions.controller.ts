import { Controller } from '@nestjs/common';
import type { Identity } from '@tollgate/contracts';
import type { NotifyRequest } from '@tollgate/contracts/billing/epay';
import {
  type BillingPreference,
  type BindPlanRequest,
  type BuyPlanByEpayRequest,
  type BuyPlanRequest,
  type GrantPlanRequest,
  type ResetPlanRequest,
  type ResetUserPlansRequest,
  type SubscriptionId,
  subscriptionsRpc,
  type UserPlansRequest,
} from '@tollgate/contracts/billing/subscriptions';
import { Handles, type RequestContext } from '@tollgate/platform/rpc';
import { PlanPurchasesService } from './plan-purchases.service.js';
import { PlanReturns } from './plan-returns.js';
import { SubscriptionAdminService } from './subscription-admin.service.js';
import { SubscriptionsService } from './subscriptions.service.js';

type Context = RequestContext<Identity>;

/** Subscriptions of users. */
@Controller()
export class SubscriptionsController {
  constructor(
    private readonly subscriptions: SubscriptionsService,
    private readonly purchases: PlanPurchasesService,
    private readonly returns: PlanReturns,
    private readonly admin: SubscriptionAdminService,
  ) {}

  @Handles(subscriptionsRpc.own)
  own(_: object, context: Context) {
    return this.subscriptions.own(context);
  }

  @Handles(subscriptionsRpc.prefer)
  prefer(request: BillingPreference, context: Context) {
    return this.subscriptions.prefer(request, context);
  }

  @Handles(subscriptionsRpc.payFromBalance)
  payFromBalance(request: BuyPlanRequest, context: Context) {
    return this.subscriptions.buy(request, context);
  }

  @Handles(subscriptionsRpc.payByEpay)
  payByEpay(request: BuyPlanByEpayRequest, context: Context) {
    return this.purchases.byEpay(request, context);
  }

  @Handles(subscriptionsRpc.payByStripe)
  payByStripe(request: BuyPlanRequest, context: Context) {
    return this.purchases.byStripe(request, context);
  }

  @Handles(subscriptionsRpc.payByCreem)
  payByCreem(request: BuyPlanRequest, context: Context) {
    return this.purchases.byCreem(request, context);
  }

  @Handles(subscriptionsRpc.epayReturn)
  epayReturn(request: NotifyRequest, { caller }: RequestContext<null>) {
    return this.returns.fromEpay(request, caller.ip);
  }

  @Handles(subscriptionsRpc.ofUser)
  async ofUser({ id }: UserPlansRequest, _: Context) {
    return { subscriptions: await this.subscriptions.ofUser(id) };
  }

  @Handles(subscriptionsRpc.bind)
  bind(request: BindPlanRequest, context: Context) {
    const { user_id: userId, plan_id: planId } = request;
    return this.admin.grant(context, subscriptionsRpc.bind, request, { userId, planId });
  }

  @Handles(subscriptionsRpc.grant)
  grant(request: GrantPlanRequest, context: Context) {
    const { id: userId, plan_id: planId } = request;
    return this.admin.grant(context, subscriptionsRpc.grant, request, { userId, planId });
  }

  @Handles(subscriptionsRpc.resetOfUser)
  resetOfUser(request: ResetUserPlansRequest, context: Context) {
    return this.admin.resetOfUser(request, context);
  }

  @Handles(subscriptionsRpc.resetOfPlan)
  resetOfPlan(request: ResetPlanRequest, context: Context) {
    return this.admin.resetOfPlan(request, context);
  }

  @Handles(subscriptionsRpc.invalidate)
  invalidate(request: SubscriptionId, context: Context) {
    return this.admin.end(request, 'revoked', context);
  }

  @Handles(subscriptionsRpc.delete)
  delete(request: SubscriptionId, context: Context) {
    return this.admin.end(request, 'deleted', context);
  }
}
