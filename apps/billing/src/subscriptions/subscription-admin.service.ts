import { Injectable } from '@nestjs/common';
import { admitGrant, grantRows, lockActor, lockTarget } from '@tollgate/account-rules';
import { Records } from '@tollgate/audit-log';
import { AppError, type Identity, Nothing, Role, type RpcContract } from '@tollgate/contracts';
import {
  type PlanResets,
  type ResetPlanRequest,
  type ResetUserPlansRequest,
  type SubscriptionId,
  subscriptionsRpc,
} from '@tollgate/contracts/billing/subscriptions';
import { type Tx, UnitOfWork } from '@tollgate/platform/db';
import { Idempotency } from '@tollgate/platform/idempotency';
import type { RequestContext } from '@tollgate/platform/rpc';
import { PlansRepository } from './plans.repository.js';
import { SubscriptionsRepository } from './subscriptions.repository.js';

type Context = RequestContext<Identity>;

/** The actions of administrators on subscriptions. Quota that they give counts against their ceilings. */
@Injectable()
export class SubscriptionAdminService {
  constructor(
    private readonly subscriptions: SubscriptionsRepository,
    private readonly plans: PlansRepository,
    private readonly work: UnitOfWork,
    private readonly idempotency: Idempotency,
    private readonly records: Records,
  ) {}

  /**
   * Gives a plan to a user, without a price and without regard to its limit.
   * @throws AppError PLAN_NOT_FOUND, USER_NOT_FOUND, UPDATE_OUTRANKS, GRANT_CEILING, GRANT_ABOVE_THRESHOLD
   */
  grant<Req extends object>(
    context: Context,
    contract: RpcContract<Req, Nothing>,
    request: Req,
    { userId, planId }: { userId: number; planId: number },
  ): Promise<Nothing> {
    const { identity, caller } = context;
    return this.idempotency.run(context, contract, request, async (tx) => {
      const target = await lockTarget(tx, identity, userId, 'UPDATE_OUTRANKS');
      if (target.deleted_at) throw new AppError('USER_NOT_FOUND');
      const plan = await this.plans.lock(tx, planId);
      if (!plan) throw new AppError('PLAN_NOT_FOUND');
      await this.admit(tx, identity, target.actor_role, { targetId: userId, amount: plan.total_amount });
      const by = { userId, planId, actor: identity.userId, requestId: caller.requestId };
      const id = await this.subscriptions.grant(tx, by);
      const after = { id, user_id: userId, plan_id: planId, quota: plan.total_amount };
      await this.audit(tx, context, 'subscription.grant', userId, after);
      return new Nothing();
    });
  }

  /** @throws AppError as grant */
  resetOfUser(request: ResetUserPlansRequest, context: Context): Promise<PlanResets> {
    const { id: userId, plan_id: planId, advance_reset_time: advance = true } = request;
    return this.idempotency.run(context, subscriptionsRpc.resetOfUser, request, async (tx) => {
      const target = await lockTarget(tx, context.identity, userId, 'UPDATE_OUTRANKS');
      return this.reset(tx, context, target.actor_role, { planId, userId, advance });
    });
  }

  /** @throws AppError PLAN_NOT_FOUND, GRANT_CEILING, GRANT_ABOVE_THRESHOLD */
  resetOfPlan(request: ResetPlanRequest, context: Context): Promise<PlanResets> {
    const { id: planId, advance_reset_time: advance = true } = request;
    return this.idempotency.run(context, subscriptionsRpc.resetOfPlan, request, async (tx) => {
      const role = await lockActor(tx, context.identity, Role.admin);
      return this.reset(tx, context, role, { planId, userId: null, advance });
    });
  }

  /** @throws AppError SUBSCRIPTION_NOT_FOUND, UPDATE_OUTRANKS */
  async end({ id }: SubscriptionId, how: 'revoked' | 'deleted', context: Context): Promise<Nothing> {
    const { identity, caller } = context;
    await this.work.run(async (tx) => {
      const found = await this.subscriptions.find(tx, id);
      if (!found) throw new AppError('SUBSCRIPTION_NOT_FOUND');
      await lockTarget(tx, identity, found.user_id, 'UPDATE_OUTRANKS');
      const by = { actor: identity.userId, requestId: caller.requestId };
      if (!(await this.subscriptions.end(tx, id, how, by)) && how === 'deleted') {
        throw new AppError('SUBSCRIPTION_NOT_FOUND');
      }
      const action = how === 'deleted' ? 'subscription.delete' : 'subscription.invalidate';
      await this.audit(tx, context, action, found.user_id, { ...found, how });
    });
    return new Nothing();
  }

  private async reset(
    tx: Tx,
    context: Context,
    role: number,
    { planId, userId, advance }: { planId: number; userId: number | null; advance: boolean },
  ): Promise<PlanResets> {
    const { identity, caller } = context;
    if (!(await this.plans.lock(tx, planId))) throw new AppError('PLAN_NOT_FOUND');
    const found = await this.subscriptions.ofPlan(tx, planId, userId);
    const missing = found.reduce((sum, one) => sum + Math.max(0, one.missing), 0);
    const amount = Math.min(missing, Number.MAX_SAFE_INTEGER);
    await this.admit(tx, identity, role, { targetId: userId ?? `plan:${planId}`, amount });
    const by = { actor: identity.userId, requestId: caller.requestId, advance };
    let done = 0;
    for (const { id } of found) done += Number(await this.subscriptions.reset(tx, id, by));
    const counts = {
      plan_id: planId,
      matched_count: found.length,
      reset_count: done,
      user_count: new Set(found.map((one) => one.user_id)).size,
      advance_reset_time: advance,
    };
    await this.audit(tx, context, 'subscription.reset', userId ?? 0, counts);
    return counts;
  }

  /** @throws AppError GRANT_CEILING, GRANT_ABOVE_THRESHOLD */
  private async admit(
    tx: Tx,
    identity: Identity,
    role: number,
    { targetId, amount }: { targetId: number | string; amount: number },
  ): Promise<void> {
    const grant = await admitGrant(tx, { identity, role }, { kind: 'plan', targetId, value: amount, amount });
    if (grant.state === 'done') return;
    const { threshold } = await grantRows.limits(tx, identity.userId);
    throw new AppError('GRANT_ABOVE_THRESHOLD', { threshold });
  }

  private audit(
    tx: Tx,
    { identity, caller }: Context,
    action: `subscription.${'grant' | 'reset' | 'invalidate' | 'delete'}`,
    userId: number,
    after: object,
  ): Promise<void> {
    const target = { type: 'user', id: userId };
    return this.records.audit(tx, { actor: identity, action, target, after, caller });
  }
}
