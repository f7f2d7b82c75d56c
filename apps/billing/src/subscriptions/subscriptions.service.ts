import { Injectable } from '@nestjs/common';
import { AppError, type Identity, Nothing } from '@tollgate/contracts';
import {
  type BillingPreference,
  type BuyPlanRequest,
  type OwnSubscriptions,
  type SubscriptionItem,
  subscriptionsRpc,
} from '@tollgate/contracts/billing/subscriptions';
import { Options } from '@tollgate/options';
import type { RequestContext } from '@tollgate/platform/rpc';
import { SingleStatement } from '../single-statement/single-statement.js';
import { type OfferedPlan, PlansRepository } from './plans.repository.js';
import { SubscriptionsRepository } from './subscriptions.repository.js';

type Context = RequestContext<Identity>;

const PREFERENCES = ['subscription_first', 'wallet_first', 'subscription_only', 'wallet_only'];
const DEFAULT = 'subscription_first';

/** Subscriptions as their user sees them, and purchases from the balance. */
@Injectable()
export class SubscriptionsService {
  constructor(
    private readonly subscriptions: SubscriptionsRepository,
    private readonly plans: PlansRepository,
    private readonly single: SingleStatement,
    private readonly options: Options,
  ) {}

  async own({ identity }: Context): Promise<OwnSubscriptions> {
    const [preference, all] = await Promise.all([
      this.subscriptions.preference(identity.userId),
      this.ofUser(identity.userId),
    ]);
    return {
      billing_preference: preference ?? DEFAULT,
      subscriptions: all.filter(({ subscription }) => subscription.status === 'active'),
      all_subscriptions: all,
    };
  }

  async ofUser(userId: number): Promise<SubscriptionItem[]> {
    return (await this.subscriptions.list(userId)).map((subscription) => ({ subscription }));
  }

  /** Stores the order of use; an unknown one is the default, as the clients expect. */
  async prefer({ billing_preference: wanted }: BillingPreference, { identity }: Context): Promise<BillingPreference> {
    const preference = PREFERENCES.includes(wanted) ? wanted : DEFAULT;
    await this.subscriptions.prefer(identity.userId, preference);
    return { billing_preference: preference };
  }

  /** @throws AppError PLAN_*, INSUFFICIENT_QUOTA, ACCOUNT_NOT_FOUND, QUOTA_OUT_OF_RANGE */
  buy(request: BuyPlanRequest, context: Context): Promise<Nothing> {
    const { identity, caller } = context;
    return this.single.run(context, subscriptionsRpc.payFromBalance, request, async (sql) => {
      if (await this.subscriptions.buy(sql, identity.userId, request.plan_id, caller.requestId)) return new Nothing();
      const plan = await this.requireOffer(request.plan_id);
      if (!plan.allow_balance_pay) throw new AppError('PLAN_NOT_FROM_BALANCE');
      throw new AppError('ACCOUNT_NOT_FOUND');
    });
  }

  /** A plan that can be ordered now. @throws AppError PLAN_NOT_FOUND, PLAN_OFF, PLAN_GROUP_UNKNOWN */
  async requireOffer(planId: number): Promise<OfferedPlan> {
    const plan = await this.plans.offer(planId);
    if (!plan) throw new AppError('PLAN_NOT_FOUND');
    if (!plan.enabled) throw new AppError('PLAN_OFF');
    const { upgrade_group: group } = plan;
    if (group !== '' && !Object.hasOwn(this.options.get('GroupRatio'), group)) {
      throw new AppError('PLAN_GROUP_UNKNOWN', { group });
    }
    return plan;
  }
}
