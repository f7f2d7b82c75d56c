import { Injectable } from '@nestjs/common';
import { refusals } from '@tollgate/ledger';
import type { Tx } from '@tollgate/platform/db';
import { GROUPS } from '../subscriptions/plan-options.js';
import type { Provider, ReversalEvidence } from './evidence.js';
import { ORDER_COLUMNS, type OrderRow } from './order-row.js';

/** Money that went back to the payer of an order, by the source that reported it; decimal texts. */
export interface Totals {
  readonly refund: string;
  readonly admin: string;
  readonly dispute: string;
}

const FIND = {
  name: 'reversals.find',
  text: `SELECT ${ORDER_COLUMNS} FROM billing.orders o
          WHERE o.provider = $1 AND CASE WHEN $2 <> '' THEN o.trade_no = $2 ELSE o.payment_ref = $3 AND $3 <> '' END
          ORDER BY o.id LIMIT 1 FOR UPDATE`,
} as const;

const SEEN = {
  name: 'reversals.seen',
  text: `SELECT 1 AS seen FROM billing.provider_events
          WHERE provider = $1 AND event_id = $2 AND outcome <> 'quarantined'`,
} as const;

/**
 * The newest report wins in any order of arrival: refunds only grow, and a final report is never changed. A number that stands for
 * another order gives no row.
 */
const RECORD = {
  name: 'reversals.record',
  text: `INSERT INTO billing.reversals AS r (provider, ref, trade_no, kind, money, final) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (provider, ref) DO UPDATE SET updated_at = now(), final = r.final OR excluded.final,
           money = CASE WHEN r.final THEN r.money WHEN r.kind = 'dispute' THEN excluded.money
                        ELSE greatest(r.money, excluded.money) END
           WHERE r.trade_no = excluded.trade_no
         RETURNING trade_no`,
} as const;

const TOTALS = {
  name: 'reversals.totals',
  text: `SELECT coalesce(sum(money) FILTER (WHERE kind = 'refund'), 0)::text AS refund,
                coalesce(max(money) FILTER (WHERE kind = 'admin'), 0)::text AS admin,
                coalesce(sum(money) FILTER (WHERE kind = 'dispute'), 0)::text AS dispute
           FROM billing.reversals WHERE trade_no = $1`,
} as const;

const APPLY = {
  name: 'reversals.apply',
  text: `UPDATE billing.orders SET reversed_money = $2, reversed_quota = $3, reversals = reversals + 1,
                status = CASE WHEN $3 = credit_quota THEN 'refunded' ELSE 'success' END
          WHERE trade_no = $1 RETURNING status`,
} as const;

const NOTE = {
  name: 'reversals.note',
  text: `INSERT INTO billing.provider_events (provider, event_id, type, trade_no, outcome, callback_id)
         VALUES ($1, $2, $3, $4, 'reversed', $5) ON CONFLICT (provider, event_id) DO UPDATE SET outcome = 'reversed'`,
} as const;

const TAKE_PLAN = {
  name: 'reversals.take_plan',
  text: `SELECT ledger.claw_back_plan($1, $2, $3, ${GROUPS}) AS quota`,
} as const;
const RESTORE_PLAN = {
  name: 'reversals.restore_plan',
  text: 'SELECT ledger.restore_plan($1, $2, $3) AS quota',
} as const;

/** The statements of refunds and disputes; all of them under the order's lock. */
@Injectable()
export class ReversalsRepository {
  /** The order that a reversal is about, locked: by its number, or by the payment. */
  async find(tx: Tx, provider: Provider, tradeNo: string, paymentRef: string): Promise<OrderRow | undefined> {
    const [row] = await tx.query<OrderRow & Record<string, unknown>>(FIND, [provider, tradeNo, paymentRef]);
    return row;
  }

  /** Whether the event was acted upon before. */
  async seen(tx: Tx, provider: Provider, eventId: string): Promise<boolean> {
    return (await tx.query(SEEN, [provider, eventId])).length > 0;
  }

  /** Stores the report of one refund or dispute and returns the totals of the order. */
  async record(
    tx: Tx,
    tradeNo: string,
    said: Pick<ReversalEvidence, 'provider' | 'ref' | 'money' | 'final'> & { kind: 'refund' | 'dispute' | 'admin' },
  ): Promise<Totals> {
    const kept = await tx.query(RECORD, [said.provider, said.ref, tradeNo, said.kind, said.money, said.final]);
    if (kept.length === 0) throw new Error(`the reversal ${said.ref} is of another order than ${tradeNo}`);
    const [totals] = await tx.query<Totals & Record<string, unknown>>(TOTALS, [tradeNo]);
    if (!totals) throw new Error('the totals gave no row');
    return totals;
  }

  /** Sets the reversed sums of the order and returns its status. */
  async apply(tx: Tx, tradeNo: string, money: string, quota: number): Promise<string> {
    const [row] = await tx.query<{ status: string }>(APPLY, [tradeNo, money, quota]);
    if (!row) throw new Error('the order is gone');
    return row.status;
  }

  /**
   * Takes back the plan of an order, or restores it. Returns what moved between balance and sales.
   * @throws AppError ACCOUNT_NOT_FOUND, QUOTA_OUT_OF_RANGE
   */
  async reversePlan(
    tx: Tx,
    tradeNo: string,
    { actor, requestId, back }: { actor: number | null; requestId: string; back: boolean },
  ): Promise<number> {
    const statement = back ? RESTORE_PLAN : TAKE_PLAN;
    const [row] = await refusals(tx.query<{ quota: number }>(statement, [tradeNo, actor, requestId]));
    return row?.quota ?? 0;
  }

  /** Records that the event was acted upon. */
  async note(tx: Tx, tradeNo: string, said: ReversalEvidence): Promise<void> {
    await tx.query(NOTE, [said.provider, said.eventId, said.type, tradeNo, said.callbackId]);
  }
}
