import { Injectable } from '@nestjs/common';
import type { SubscriptionView } from '@tollgate/contracts/billing/subscriptions';
import { refusals } from '@tollgate/ledger';
import { Database, type Sql, type Tx } from '@tollgate/platform/db';
import { GROUPS, PRICE_QUOTA, TERMS, ZONE } from './plan-options.js';

const MAX_LISTED = 500;

const seconds = (column: string) => `coalesce(floor(extract(epoch FROM s.${column})), 0)::bigint`;
const LIST = {
  name: 'subscriptions.list',
  text: `SELECT s.id, s.user_id, s.plan_id, s.total AS amount_total, s.used AS amount_used, ${seconds('started_at')} AS start_time,
                ${seconds('ends_at')} AS end_time, CASE WHEN s.status = 'active' AND s.ends_at <= now() THEN 'expired' ELSE s.status END AS status,
                s.source, ${seconds('last_reset_at')} AS last_reset_time, ${seconds('next_reset_at')} AS next_reset_time, s.upgrade_group,
                s.previous_group AS prev_user_group, s.downgrade_group, s.overflow AS allow_wallet_overflow,
                ${seconds('started_at')} AS created_at, ${seconds('updated_at')} AS updated_at
           FROM ledger.subscriptions s WHERE s.user_id = $1 AND s.deleted_at IS NULL ORDER BY s.id DESC LIMIT ${MAX_LISTED}`,
} as const;

const PREFERENCE = {
  name: 'subscriptions.preference',
  text: 'SELECT preference FROM ledger.plan_pools WHERE user_id = $1',
} as const;
const PREFER = { name: 'subscriptions.prefer', text: 'SELECT ledger.set_plan_preference($1, $2)' } as const;

/** Price, subscription, quota, group and log line in one statement. */
const BUY = {
  name: 'subscriptions.buy',
  text: `WITH made AS MATERIALIZED (
           SELECT u.id AS user_id, u.username, p.title, p.price, ledger.subscribe(u.id, p.id, ${TERMS}, 'balance', NULL, ${PRICE_QUOTA},
                    p.max_purchase_per_user, u.id, $3, ${ZONE}, ${GROUPS}) AS id, ${PRICE_QUOTA} AS quota
             FROM billing.plans p JOIN auth.users u ON u.id = $1 AND u.status = 1 AND u.deleted_at IS NULL
            WHERE p.id = $2 AND p.enabled AND p.allow_balance_pay AND (p.upgrade_group = '' OR p.upgrade_group = ANY (${GROUPS}))),
         logged AS (
           INSERT INTO admin.logs (user_id, type, username, quota, request_id, content)
           SELECT user_id, 1, username, quota, $3, '使用余额购买套餐 ' || title FROM made)
         SELECT id FROM made`,
} as const;

const GRANT = {
  name: 'subscriptions.grant',
  text: `SELECT ledger.subscribe($1, p.id, ${TERMS}, 'admin', NULL, 0, 0, $3, $4, ${ZONE}, ${GROUPS}) AS id
           FROM billing.plans p WHERE p.id = $2`,
} as const;

const FIND = {
  name: 'subscriptions.find',
  text: 'SELECT id, user_id, plan_id, status, remaining FROM ledger.subscriptions WHERE id = $1 AND deleted_at IS NULL',
} as const;
const END = {
  name: 'subscriptions.end',
  text: `SELECT ledger.end_subscription($1, $2, $3, $4, ${GROUPS}) AS done`,
} as const;

/** In the order of users, because a reset locks the user. */
const OF_PLAN = {
  name: 'subscriptions.of_plan',
  text: `SELECT id, user_id, total - remaining AS missing FROM ledger.subscriptions
          WHERE plan_id = $1 AND ($2::bigint IS NULL OR user_id = $2) AND status = 'active' AND ends_at > now() ORDER BY user_id, id`,
} as const;
const RESET = {
  name: 'subscriptions.reset',
  text: `SELECT ledger.reset_subscription($1, $2, $3, $4, ${ZONE}) AS done`,
} as const;

const DUE_ENDS = {
  name: 'subscriptions.due_ends',
  text: `SELECT id FROM ledger.subscriptions WHERE (status = 'active' OR closing) AND ends_at <= now() AND id > $1 ORDER BY id LIMIT 500`,
} as const;
const DUE_RESETS = {
  name: 'subscriptions.due_resets',
  text: `SELECT id FROM ledger.subscriptions
          WHERE status = 'active' AND next_reset_at <= now() AND id > $1 ORDER BY id LIMIT 500`,
} as const;

export interface FoundSubscription {
  readonly id: number;
  readonly user_id: number;
  readonly plan_id: number;
  readonly status: string;
  readonly remaining: number;
}

/** Subscriptions, whose every change is a function of the ledger. */
@Injectable()
export class SubscriptionsRepository {
  constructor(private readonly database: Database) {}

  /** The newest subscriptions of a user, newest first. */
  list(userId: number): Promise<SubscriptionView[]> {
    return this.database.query<SubscriptionView & Record<string, unknown>>(LIST, [userId]);
  }

  async preference(userId: number): Promise<string | undefined> {
    const [row] = await this.database.query<{ preference: string }>(PREFERENCE, [userId]);
    return row?.preference;
  }

  /** @throws AppError ACCOUNT_NOT_FOUND */
  async prefer(userId: number, preference: string): Promise<void> {
    await refusals(this.database.query(PREFER, [userId, preference]));
  }

  /**
   * Buys a plan from the balance; false if there is no such plan to buy in this way.
   * @throws AppError PLAN_LIMIT_REACHED, INSUFFICIENT_QUOTA, ACCOUNT_NOT_FOUND, QUOTA_OUT_OF_RANGE
   */
  async buy(sql: Sql, userId: number, planId: number, requestId: string): Promise<boolean> {
    return (await refusals(sql.query(BUY, [userId, planId, requestId]))).length > 0;
  }

  /** Gives a plan; undefined if there is no such plan. @throws AppError ACCOUNT_NOT_FOUND, QUOTA_OUT_OF_RANGE */
  async grant(
    tx: Tx,
    { userId, planId, actor, requestId }: { userId: number; planId: number; actor: number; requestId: string },
  ): Promise<number | undefined> {
    const [row] = await refusals(tx.query<{ id: number }>(GRANT, [userId, planId, actor, requestId]));
    return row?.id;
  }

  async find(tx: Tx, id: number): Promise<FoundSubscription | undefined> {
    const [row] = await tx.query<FoundSubscription & Record<string, unknown>>(FIND, [id]);
    return row;
  }

  /** Ends a subscription; false if nothing changed. @throws AppError ACCOUNT_NOT_FOUND */
  async end(
    sql: Sql,
    id: number,
    how: 'expired' | 'revoked' | 'deleted',
    { actor, requestId }: { actor: number | null; requestId: string },
  ): Promise<boolean> {
    const [row] = await refusals(sql.query<{ done: boolean }>(END, [id, how, actor, requestId]));
    return row?.done ?? false;
  }

  /** The subscriptions of a plan that are in force, of one user or (null) of all. */
  ofPlan(tx: Tx, planId: number, userId: number | null): Promise<{ id: number; user_id: number; missing: number }[]> {
    return tx.query<{ id: number; user_id: number; missing: number }>(OF_PLAN, [planId, userId]);
  }

  /** Fills up a subscription; false if it is not in force, or not due and no administrator asks. */
  async reset(
    sql: Sql,
    id: number,
    { actor, requestId, advance }: { actor: number | null; requestId: string; advance: boolean },
  ): Promise<boolean> {
    const [row] = await refusals(sql.query<{ done: boolean }>(RESET, [id, actor, requestId, advance]));
    return row?.done ?? false;
  }

  /** A batch of subscriptions whose end or reset is due, with ids above the last one. */
  async due(what: 'ends' | 'resets', last: number): Promise<number[]> {
    const rows = await this.database.query<{ id: number }>(what === 'ends' ? DUE_ENDS : DUE_RESETS, [last]);
    return rows.map(({ id }) => id);
  }
}
