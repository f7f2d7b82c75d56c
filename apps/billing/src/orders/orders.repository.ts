import { Injectable } from '@nestjs/common';
import { Database, type Sql, type Tx } from '@tollgate/platform/db';
import type { Provider } from '../settlements/evidence.js';
import { ORDER_COLUMNS, type OrderRow } from '../settlements/order-row.js';

/** A new order: what it costs and credits is decided, and never changes. */
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
}

const CREATE = {
  name: 'orders.create',
  text: `INSERT INTO billing.orders (trade_no, user_id, provider, method, amount, credit_quota, money, currency, quota_text, product)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (trade_no) DO NOTHING RETURNING id`,
} as const;

/** What the provider told when the purchase was begun; a price it told is the price. */
const BEGUN = {
  name: 'orders.begun',
  text: `UPDATE billing.orders SET provider_ref = $2, money = coalesce($3::numeric, money), currency = coalesce($4, currency),
                pay_url = $5, stuck_reason = '', status = CASE WHEN status = 'unknown' THEN 'pending' ELSE status END
          WHERE trade_no = $1 AND status IN ('pending', 'unknown')`,
} as const;

const DRAFT = {
  name: 'orders.draft',
  text: 'SELECT status, pay_url FROM billing.orders WHERE trade_no = $1',
} as const;

const NOT_BEGUN = {
  name: 'orders.not_begun',
  text: `UPDATE billing.orders SET status = $2, stuck_reason = $3
          WHERE trade_no = $1 AND status IN ('pending', 'unknown') AND provider_ref = ''`,
} as const;

/** Counts no further than this: a page beyond it is not worth a scan. */
const MOST_COUNTED = 100_000;

const FILTER = `($1::bigint IS NULL OR o.user_id = $1) AND ($2 = '' OR o.trade_no ILIKE '%' || $2 || '%')
  AND ($3 = '' OR o.status = $3) AND (NOT $4 OR o.stuck_reason <> '')`;

const LIST = {
  name: 'orders.list',
  text: `SELECT ${ORDER_COLUMNS} FROM billing.orders o WHERE ${FILTER} ORDER BY o.id DESC LIMIT $5 OFFSET $6`,
} as const;

const COUNT = {
  name: 'orders.count',
  text: `SELECT count(*)::int AS total FROM (SELECT 1 FROM billing.orders o WHERE ${FILTER} LIMIT ${MOST_COUNTED}) counted`,
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

/** What a provider told when a purchase was begun. */
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
}

export interface Buyer {
  readonly username: string;
  readonly email: string;
  readonly stripe_customer: string;
}

export interface OrderFilter {
  /** Null: everybody's. */
  readonly userId: number | null;
  readonly keyword?: string;
  readonly status?: string;
  readonly stuck?: boolean;
  readonly p: number;
  readonly page_size: number;
}

/** The orders' rows, but for their settlement. */
@Injectable()
export class OrdersRepository {
  constructor(private readonly database: Database) {}

  /** Makes an order; false where its number is taken. One statement, which may be a transaction by itself. */
  async create(sql: Sql, order: NewOrder): Promise<boolean> {
    const { tradeNo, userId, provider, method, amount, creditQuota, money, currency, quotaText, product } = order;
    const values = [tradeNo, userId, provider, method, amount, creditQuota, money, currency, quotaText, product];
    return (await sql.query(CREATE, values)).length === 1;
  }

  /** Keeps what the provider told when the purchase was begun; null where it did not tell. */
  async begun(tradeNo: string, said: Begun): Promise<void> {
    await this.database.query(BEGUN, [tradeNo, said.ref, said.money, said.currency, said.payUrl]);
  }

  /** How far the purchase of an order has come. */
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
  async page(filter: OrderFilter): Promise<{ rows: OrderRow[]; total: number }> {
    const { userId, keyword = '', status = '', stuck = false, p, page_size } = filter;
    const where = [userId, escapeLike(keyword), status, stuck];
    const offset = Math.min((p - 1) * page_size, MOST_COUNTED);
    const [rows, counted] = await Promise.all([
      this.database.query<OrderRow & Record<string, unknown>>(LIST, [...where, page_size, offset]),
      this.database.query<{ total: number }>(COUNT, where),
    ]);
    return { rows, total: counted[0]?.total ?? 0 };
  }

  async buyer(userId: number): Promise<Buyer> {
    const [row] = await this.database.query<Buyer & Record<string, unknown>>(BUYER, [userId]);
    if (!row) throw new Error('the buyer is gone');
    return row;
  }

  /** Keeps the Stripe customer that a purchase made, for the next one. */
  async keepCustomer(tradeNo: string, customer: string): Promise<void> {
    await this.database.query(CUSTOMER, [tradeNo, customer]);
  }

  /** The role of an order's user; 0, which is below every role, if the account was removed. */
  async roleOf(tx: Tx, userId: number): Promise<number> {
    const [row] = await tx.query<{ role: number }>(ROLE_OF, [userId]);
    return row?.role ?? 0;
  }
}

/** `%`, `_` and the escape sign itself as themselves in LIKE. */
export function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, (sign) => `\\${sign}`);
}
