import { Injectable } from '@nestjs/common';
import { canonical } from '@tollgate/account-rules';
import { AppError } from '@tollgate/contracts';
import type { OrderTotal } from '@tollgate/contracts/billing/orders';
import { refusals } from '@tollgate/ledger';
import { Database, type Sql, type Tx } from '@tollgate/platform/db';
import type { Provider } from '../settlements/evidence.js';
import { ORDER_COLUMNS, type OrderRow } from '../settlements/order-row.js';

/** A new order. Its cost and its credit are fixed and never change. */
export interface NewOrder {
  readonly tradeNo: string;
  readonly userId: number;
  readonly provider: Provider;
  readonly method: string;
  readonly amount: number;
  readonly creditQuota: number;
  readonly money: string;
  readonly currency: string;
  readonly quotaText: string;
  readonly product: string;
  /** The merchant that is to be paid and a digest of its key, if the provider has such. */
  readonly merchantId?: string;
  readonly merchantKeyId?: string;
  readonly allowsPromotions?: boolean;
  readonly allowsTax?: boolean;
  /** The plan that it buys, with its terms and its limit per user. */
  readonly plan?: { readonly id: number; readonly terms: object; readonly limit: number };
}

type Created = { free: boolean; within: boolean; id: number | null };

/** Open orders of one user; has_room_for_order holds it. */
const MAX_OPEN = 20;

/** The user's room is checked under a lock, because two requests could both take the last place. */
const CREATE = {
  name: 'orders.create',
  text: `WITH room AS MATERIALIZED (
           SELECT billing.has_room_for_order($2) AS free, $15::bigint IS NULL OR ledger.has_room_for_plan($2, $15, $17::int) AS within), made AS (
           INSERT INTO billing.orders (trade_no, user_id, provider, method, amount, credit_quota, money, currency, quota_text, product,
                                       merchant_id, merchant_key_id, allows_promotions, allows_tax, plan_id, plan_terms)
           SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16::jsonb FROM room WHERE free AND within
           ON CONFLICT (trade_no) DO NOTHING RETURNING id)
         SELECT free, within, (SELECT id FROM made) AS id FROM room`,
} as const;

/** The provider's facts when the purchase was begun. If it returned a price, that is the price of the order. */
const BEGUN = {
  name: 'orders.begun',
  text: `UPDATE billing.orders SET provider_ref = $2, money = coalesce($3::numeric, money), currency = coalesce($4, currency),
                pay_url = $5, stuck_reason = '', status = CASE WHEN status = 'unknown' THEN 'pending' ELSE status END
          WHERE trade_no = $1 AND status IN ('pending', 'unknown')`,
} as const;

const DRAFT = {
  name: 'orders.draft',
  text: 'SELECT status, pay_url, allows_promotions, allows_tax FROM billing.orders WHERE trade_no = $1',
} as const;

const NOT_BEGUN = {
  name: 'orders.not_begun',
  text: `UPDATE billing.orders SET status = $2, stuck_reason = $3
          WHERE trade_no = $1 AND status IN ('pending', 'unknown') AND provider_ref = ''`,
} as const;

/** Counts no further than this: a page beyond it is not worth a scan. */
export const MAX_COUNTED = 100_000;

const FILTER = `($1::bigint IS NULL OR o.user_id = $1) AND ($2 = '' OR o.trade_no ILIKE '%' || $2 || '%')
  AND ($3 = '' OR o.status = $3) AND (NOT $4 OR o.stuck_reason <> '') AND ($5 = '' OR o.provider = $5) AND ($6 = '' OR o.method = $6)
  AND ($7 = '' OR o.trade_no = $7) AND ($8 = '' OR o.user_id IN (SELECT id FROM auth.users WHERE username_key = $8))
  AND ($9::float8 IS NULL OR o.created_at >= to_timestamp($9)) AND ($10::float8 IS NULL OR o.created_at < to_timestamp($10 + 1))`;

const LIST = {
  name: 'orders.list',
  text: `SELECT ${ORDER_COLUMNS}, coalesce(u.username, '') AS username,
                (SELECT count(*)::int FROM billing.refused_callbacks r WHERE r.trade_no = o.trade_no) AS refused_callbacks
           FROM billing.orders o LEFT JOIN auth.users u ON u.id = o.user_id
          WHERE ${FILTER} ORDER BY o.id DESC LIMIT $11 OFFSET $12`,
} as const;

/** The page after an order. A statement of its own, so that the index on the id is used. */
const AFTER = {
  name: 'orders.after',
  text: `${LIST.text.slice(0, LIST.text.indexOf('ORDER BY'))} AND o.id < $12 ORDER BY o.id DESC LIMIT $11`,
} as const;

const COUNT = {
  name: 'orders.count',
  text: `SELECT count(*)::int AS total FROM (SELECT 1 FROM billing.orders o WHERE ${FILTER} LIMIT ${MAX_COUNTED}) counted`,
} as const;

const TOTALS = {
  name: 'orders.totals',
  text: `SELECT currency, count(*)::int AS orders, sum(money)::float8 AS money, count(*) FILTER (WHERE paid)::int AS paid_orders,
                coalesce(sum(money) FILTER (WHERE paid), 0)::float8 AS paid_money, sum(reversed_money)::float8 AS reversed_money
           FROM (SELECT o.currency, o.money, o.reversed_money, o.status IN ('success', 'refunded') AS paid
                   FROM billing.orders o WHERE ${FILTER} ORDER BY o.id DESC LIMIT ${MAX_COUNTED}) counted
          GROUP BY currency ORDER BY currency`,
} as const;

const BUYER = {
  name: 'orders.buyer',
  text: `SELECT username, email, stripe_customer FROM auth.users WHERE id = $1`,
} as const;

const CUSTOMER = {
  name: 'orders.customer',
  text: `UPDATE auth.users SET stripe_customer = $2
          WHERE id = (SELECT user_id FROM billing.orders WHERE trade_no = $1) AND stripe_customer <> $2`,
} as const;

const ROLE_OF = { name: 'orders.role_of', text: 'SELECT role FROM auth.users WHERE id = $1' } as const;

const FORGET_CUSTOMER = {
  name: 'orders.forget_customer',
  text: `UPDATE auth.users SET stripe_customer = '' WHERE id = $1 AND stripe_customer = $2`,
} as const;

/** The provider's facts when a purchase was begun. */
export interface Begun {
  readonly ref: string;
  readonly money: string | null;
  readonly currency: string | null;
  readonly payUrl: string;
}

/** An order whose purchase is to be begun, or was. */
export interface Draft {
  readonly status: string;
  readonly pay_url: string;
  readonly allows_promotions: boolean | null;
  readonly allows_tax: boolean;
}

export interface Buyer {
  readonly username: string;
  readonly email: string;
  readonly stripe_customer: string;
}

export interface OrderFilter {
  /** The order after which the page begins; then nothing is counted. */
  readonly cursor?: string;
  /** Null: of all users. */
  readonly userId: number | null;
  readonly keyword?: string;
  readonly status?: string;
  readonly stuck?: boolean;
  readonly provider?: string;
  readonly method?: string;
  readonly trade_no?: string;
  readonly username?: string;
  readonly start_timestamp?: number;
  readonly end_timestamp?: number;
  readonly p: number;
  readonly page_size: number;
}

/** An order with the facts that only lists show. */
export interface ListedOrder extends OrderRow {
  readonly username: string;
  readonly refused_callbacks: number;
}

function toValues(filter: OrderFilter): unknown[] {
  const { userId, keyword = '', status = '', stuck = false, provider = '', method = '' } = filter;
  const { trade_no = '', username = '', start_timestamp = null, end_timestamp = null } = filter;
  const texts = [provider, method, trade_no.trim(), canonical(username.trim())];
  return [userId, escapeLike(keyword.trim()), status, stuck, ...texts, start_timestamp, end_timestamp];
}

/** The orders' rows, but for their settlement. */
@Injectable()
export class OrdersRepository {
  constructor(private readonly database: Database) {}

  /**
   * Makes an order; false if its number is taken. One statement, which may be a transaction by itself.
   * @throws AppError TOO_MANY_OPEN_ORDERS, PLAN_LIMIT_REACHED
   */
  async create(sql: Sql, order: NewOrder): Promise<boolean> {
    const { tradeNo, userId, provider, method, amount, creditQuota, money, currency, quotaText, product } = order;
    const values = [tradeNo, userId, provider, method, amount, creditQuota, money, currency, quotaText, product];
    const { merchantId = '', merchantKeyId = '', allowsPromotions = false, allowsTax = false } = order;
    const conditions = [merchantId, merchantKeyId, allowsPromotions, allowsTax];
    const plan = order.plan ? [order.plan.id, JSON.stringify(order.plan.terms), order.plan.limit] : [null, null, null];
    const [row] = await refusals(sql.query<Created>(CREATE, [...values, ...conditions, ...plan]));
    if (!row?.free) throw new AppError('TOO_MANY_OPEN_ORDERS', { most: MAX_OPEN });
    if (!row.within) throw new AppError('PLAN_LIMIT_REACHED');
    return row.id !== null;
  }

  /** Stores the provider's facts when the purchase was begun; null if it did not return one. */
  async begun(tradeNo: string, said: Begun): Promise<void> {
    await this.database.query(BEGUN, [tradeNo, said.ref, said.money, said.currency, said.payUrl]);
  }

  /** The state of an order whose purchase is being begun. */
  async draft(tradeNo: string): Promise<Draft> {
    const [row] = await this.database.query<Draft & Record<string, unknown>>(DRAFT, [tradeNo]);
    if (!row) throw new Error('the order is gone');
    return row;
  }

  /** Marks an order whose purchase was refused (failed) or may have been begun (unknown). */
  async notBegun(tradeNo: string, status: 'failed' | 'unknown' | 'pending', reason: string): Promise<void> {
    await this.database.query(NOT_BEGUN, [tradeNo, status, reason.slice(0, 1000)]);
  }

  /** A page of orders, newest first, and how many there are (at most 100,000 are counted). */
  async page(filter: OrderFilter): Promise<{ rows: ListedOrder[]; total: number }> {
    const { p, page_size } = filter;
    const where = toValues(filter);
    if (filter.cursor !== undefined) {
      const values = [...where, page_size, Number(filter.cursor)];
      return { rows: await this.database.query<ListedOrder & Record<string, unknown>>(AFTER, values), total: 0 };
    }
    const offset = Math.min((p - 1) * page_size, MAX_COUNTED);
    const [rows, counted] = await Promise.all([
      this.database.query<ListedOrder & Record<string, unknown>>(LIST, [...where, page_size, offset]),
      this.database.query<{ total: number }>(COUNT, where),
    ]);
    return { rows, total: counted[0]?.total ?? 0 };
  }

  /** The sums of the newest 100,000 orders that pass the filters, by currency. */
  async totals(filter: OrderFilter): Promise<OrderTotal[]> {
    if (filter.cursor !== undefined) return [];
    return this.database.query<OrderTotal & Record<string, unknown>>(TOTALS, toValues(filter));
  }

  async buyer(userId: number): Promise<Buyer> {
    const [row] = await this.database.query<Buyer & Record<string, unknown>>(BUYER, [userId]);
    if (!row) throw new Error('the buyer is gone');
    return row;
  }

  /** Forgets a Stripe customer that Stripe does not know; another one that was stored since stays. */
  async forgetCustomer(userId: number, customer: string): Promise<void> {
    await this.database.query(FORGET_CUSTOMER, [userId, customer]);
  }

  /** Keeps the Stripe customer that a purchase made, for the next one. */
  async keepCustomer(tradeNo: string, customer: string): Promise<void> {
    await this.database.query(CUSTOMER, [tradeNo, customer]);
  }

  /** The role of an order's user; 0, which is below every role, if the account was removed. */
  async findRole(tx: Tx, userId: number): Promise<number> {
    const [row] = await tx.query<{ role: number }>(ROLE_OF, [userId]);
    return row?.role ?? 0;
  }
}

/** `%`, `_` and the escape sign itself as themselves in LIKE. */
export function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, (sign) => `\\${sign}`);
}
