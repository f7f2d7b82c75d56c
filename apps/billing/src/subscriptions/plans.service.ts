import { Injectable } from '@nestjs/common';
import { lockActor } from '@tollgate/account-rules';
import { Records } from '@tollgate/audit-log';
import { AppError, type Identity, Nothing, Role } from '@tollgate/contracts';
import {
  type CreatePlanRequest,
  type PlanList,
  plansRpc,
  type PlanView,
  type SwitchPlanRequest,
  type UpdatePlanRequest,
} from '@tollgate/contracts/billing/plans';
import type { Plan } from '@tollgate/entities';
import { Options } from '@tollgate/options';
import { type Tx, UnitOfWork } from '@tollgate/platform/db';
import { Idempotency } from '@tollgate/platform/idempotency';
import type { RequestContext } from '@tollgate/platform/rpc';
import { toPlanRow, toPlanView } from './plan-rules.js';
import { PlansRepository } from './plans.repository.js';

type Context = RequestContext<Identity>;

/** Plans: administrators offer them, users buy them. Orders and subscriptions keep the terms of their moment. */
@Injectable()
export class PlansService {
  constructor(
    private readonly plans: PlansRepository,
    private readonly work: UnitOfWork,
    private readonly idempotency: Idempotency,
    private readonly options: Options,
    private readonly records: Records,
  ) {}

  async list(wanted: { enabledOnly: boolean }): Promise<PlanList> {
    const plans = await this.plans.list(wanted);
    return { plans: plans.map((plan) => ({ plan: toPlanView(plan) })) };
  }

  /** @throws AppError PLAN_INVALID, PLAN_GROUP_UNKNOWN */
  create(request: CreatePlanRequest, context: Context): Promise<PlanView> {
    const row = toPlanRow(request.plan, this.groups());
    return this.idempotency.run(context, plansRpc.create, request, async (tx) => {
      await lockActor(tx, context.identity, Role.admin);
      const plan = toPlanView(await this.plans.create(tx, row));
      await this.audit(tx, context, 'plan.create', plan.id, { after: plan });
      return plan;
    });
  }

  /** @throws AppError PLAN_INVALID, PLAN_GROUP_UNKNOWN, PLAN_NOT_FOUND */
  async update({ id, plan }: UpdatePlanRequest, context: Context): Promise<Nothing> {
    return this.change(id, context, (before) => toPlanRow(plan, this.groups(), before));
  }

  /** @throws AppError PLAN_NOT_FOUND */
  async switch({ id, enabled }: SwitchPlanRequest, context: Context): Promise<Nothing> {
    return this.change(id, context, () => ({ enabled }));
  }

  private async change(
    id: number,
    context: Context,
    decide: (before: Plan) => ReturnType<typeof toPlanRow> | { enabled: boolean },
  ): Promise<Nothing> {
    await this.work.run(async (tx) => {
      await lockActor(tx, context.identity, Role.admin);
      const before = await this.plans.lock(tx, id);
      if (!before) throw new AppError('PLAN_NOT_FOUND');
      const { id: _, created_at: __, updated_at: ___, ...after } = { ...before, ...decide(before) };
      await this.plans.update(tx, id, after);
      const shown = toPlanView({ ...before, ...after });
      await this.audit(tx, context, 'plan.update', id, { before: toPlanView(before), after: shown });
    });
    return new Nothing();
  }

  private groups(): string[] {
    return Object.keys(this.options.get('GroupRatio'));
  }

  private audit(
    tx: Tx,
    { identity, caller }: Context,
    action: 'plan.create' | 'plan.update',
    id: number,
    change: { before?: PlanView; after: PlanView },
  ): Promise<void> {
    return this.records.audit(tx, { actor: identity, action, target: { type: 'plan', id }, ...change, caller });
  }
}
