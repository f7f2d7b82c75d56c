import { Injectable } from '@nestjs/common';
import { Plan } from '@tollgate/entities';
import { Database, Repositories, type Tx } from '@tollgate/platform/db';
import { PRICE_QUOTA, TERMS } from './plan-options.js';
import type { PlanRow } from './plan-rules.js';

/** Plans of a site are few; a list shows no more. */
const MAX_LISTED = 1000;

/** A plan as an order takes it over: with its terms and its price in quota at this moment. */
export interface OfferedPlan {
  readonly id: number;
  readonly title: string;
  readonly enabled: boolean;
  readonly allow_balance_pay: boolean;
  readonly upgrade_group: string;
  readonly max_purchase_per_user: number;
  readonly stripe_price_id: string;
  readonly creem_product_id: string;
  /** Decimal text with two places, rounded up. */
  readonly money: string;
  readonly price_quota: number;
  readonly terms: object;
}

const OFFER = {
  name: 'plans.offer',
  text: `SELECT p.id, p.title, p.enabled, p.allow_balance_pay, p.upgrade_group, p.max_purchase_per_user, p.stripe_price_id,
                p.creem_product_id, (ceil(p.price * 100) / 100)::numeric(10, 2)::text AS money, ${PRICE_QUOTA} AS price_quota,
                ${TERMS} AS terms
           FROM billing.plans p WHERE p.id = $1`,
} as const;

/** Plans as administrators write them and users see them. */
@Injectable()
export class PlansRepository {
  constructor(
    private readonly repositories: Repositories,
    private readonly database: Database,
  ) {}

  /** The plans in the order in which clients show them: by sort_order, then id, both descending. */
  list({ enabledOnly }: { enabledOnly: boolean }): Promise<Plan[]> {
    const where = enabledOnly ? { enabled: true } : {};
    return this.repositories.of(Plan).find({ where, order: { sort_order: 'DESC', id: 'DESC' }, take: MAX_LISTED });
  }

  async offer(id: number): Promise<OfferedPlan | undefined> {
    const [row] = await this.database.query<OfferedPlan & Record<string, unknown>>(OFFER, [id]);
    return row;
  }

  lock(tx: Tx, id: number): Promise<Plan | null> {
    return this.repositories.of(Plan, tx).findOne({ where: { id }, lock: { mode: 'pessimistic_write' } });
  }

  async create(tx: Tx, row: PlanRow): Promise<Plan> {
    const insert = this.repositories.of(Plan, tx).createQueryBuilder().insert().values(row).returning('*');
    const [plan] = (await insert.execute()).raw as Plan[];
    if (!plan) throw new Error('a plan was not inserted');
    return plan;
  }

  async update(tx: Tx, id: number, row: Partial<PlanRow>): Promise<void> {
    const update = this.repositories.of(Plan, tx).createQueryBuilder().update();
    await update
      .set({ ...row, updated_at: () => 'now()' })
      .where({ id })
      .execute();
  }
}
