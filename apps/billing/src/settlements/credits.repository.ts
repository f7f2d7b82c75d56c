import { Injectable } from '@nestjs/common';
import { postSql, refusals } from '@tollgate/ledger';
import { Database, type Sql, type Tx } from '@tollgate/platform/db';
import { GROUPS, ZONE } from '../subscriptions/plan-options.js';
import type { ClosingEvidence, PaymentEvidence, Provider } from './evidence.js';
import { ORDER_COLUMNS, type OrderRow } from './order-row.js';

/** An order that this very statement credited. */
export interface Credited {
  readonly trade_no: string;
  readonly user_id: number;
  readonly payment_ref: string;
  readonly quarantine_id: number | null;
}

/** An event that was acted upon. */
export interface KnownEvent {
  readonly outcome: string;
  readonly trade_no: string;
}

/** The posting of a settled order, from the row `o`; its provider's account stands against it. */
const post = (provider: Provider, actor: string, request: string) =>
  postSql({
    kind: 'order_credit',
    ref: 'o.trade_no',
    actor,
    memo: 'o.method',
    requestId: request,
    legs: [
      { userId: 'o.user_id', account: 'quota', amount: 'o.credit_quota' },
      { account: provider, amount: '-o.credit_quota' },
    ],
  });

/** What a settled order `o` brings: its quota, or the subscription of its plan with the terms that it fixed. */
const credit = (provider: Provider, actor: string, request: string) => `
  CASE WHEN o.plan_id IS NULL THEN (${post(provider, actor, request)}).transaction_id
       ELSE ledger.subscribe(o.user_id, o.plan_id, o.plan_terms, 'order', o.trade_no, o.credit_quota, 0, ${actor}, ${request},
                             ${ZONE}, ${GROUPS}) END`;

const logLine = (head: string, request: string) => `
  INSERT INTO admin.logs (user_id, type, content, username, quota, request_id)
  SELECT o.user_id, 1, '${head}，充值金额: ' || o.quota_text || '，支付金额：' || round(o.money, 2), coalesce(u.username, ''),
         o.credit_quota, ${request}
    FROM o LEFT JOIN auth.users u ON u.id = o.user_id`;

/**
 * Order, ledger, event and log line in one statement: all of it or nothing. It credits only an order of this provider that was
 * not credited before, for its full money in its currency to its merchant. Promotion codes and tax count only if the order
 * allows them. Success may follow expiry, because the money did come. An order that an import closed is never credited, because
 * the system it came from may have credited it.
 */
const settle = (provider: Provider) =>
  ({
    name: `credits.settle.${provider}`,
    text: `
      WITH o AS (
        UPDATE billing.orders SET status = 'success', completed_at = now(), stuck_reason = '', money = $4::numeric,
               currency = CASE WHEN currency = '' THEN $5 ELSE currency END,
               provider_ref = CASE WHEN $6 <> '' THEN $6 ELSE provider_ref END,
               payment_ref = CASE WHEN $7 <> '' THEN $7 ELSE payment_ref END,
               method = CASE WHEN $12 <> '' THEN $12 ELSE method END, unclear_since = NULL
         WHERE trade_no = $1 AND provider = $2 AND status IN ('pending', 'unknown', 'expired', 'failed') AND imported <> 'closed'
           AND money = $3::numeric AND (currency = '' OR $5 = '' OR currency = $5)
           AND ($13 = '' OR product = $13) AND ($14 = '' OR merchant_id = '' OR merchant_id = $14)
           AND (NOT $15::boolean OR coalesce(allows_promotions, $16::boolean)) AND (NOT $17::boolean OR allows_tax)
           AND NOT EXISTS (SELECT FROM billing.provider_events e
                            WHERE e.provider = $2 AND e.event_id = $8 AND e.outcome <> 'quarantined')
        RETURNING *
      ), event AS (
        INSERT INTO billing.provider_events (provider, event_id, type, trade_no, outcome, callback_id)
        SELECT $2, $8, $9, trade_no, 'credited', $10 FROM o
        ON CONFLICT (provider, event_id) DO UPDATE SET outcome = 'credited', trade_no = excluded.trade_no
      ), line AS (${logLine('使用在线充值成功', '$11')})
      SELECT o.trade_no, o.user_id, o.payment_ref, o.quarantine_id, ${credit(provider, 'NULL', '$11')} AS made FROM o`,
  }) as const;

const SETTLE = { epay: settle('epay'), stripe: settle('stripe'), creem: settle('creem') } as const;

/**
 * The same for an administrator, whose right was checked before under the lock of the row. An order that an import closed belongs to
 * this system from then on.
 */
const complete = (provider: Provider) =>
  ({
    name: `credits.complete.${provider}`,
    text: `
      WITH o AS (
        UPDATE billing.orders SET status = 'success', completed_at = now(), stuck_reason = '', completed_by = $2,
               unclear_since = NULL, imported = ''
         WHERE trade_no = $1 AND provider = '${provider}' AND status NOT IN ('success', 'refunded') RETURNING *
      ), line AS (${logLine('管理员补单成功', '$3')})
      SELECT o.trade_no, o.user_id, o.payment_ref, o.quarantine_id, ${credit(provider, '$2', '$3')} AS made FROM o`,
  }) as const;

const COMPLETE = { epay: complete('epay'), stripe: complete('stripe'), creem: complete('creem') } as const;

const CLOSE = {
  name: 'credits.close',
  text: `
    WITH o AS (
      UPDATE billing.orders SET status = $3, stuck_reason = CASE WHEN quarantine_id IS NULL THEN $7 ELSE stuck_reason END
       WHERE trade_no = $1 AND provider = $2
         AND (status IN ('pending', 'unknown') OR (status = 'expired' AND $3 = 'failed')) RETURNING 1
    ), event AS (
      INSERT INTO billing.provider_events (provider, event_id, type, trade_no, outcome, callback_id)
      SELECT $2, $4, $5, $1, CASE WHEN EXISTS (SELECT FROM o) THEN $3 ELSE 'ignored' END, $6
      ON CONFLICT (provider, event_id) DO NOTHING
    )
    SELECT count(*)::int AS closed FROM o`,
} as const;

const NOTE = {
  name: 'credits.note',
  text: `INSERT INTO billing.provider_events (provider, event_id, type, trade_no, outcome, callback_id)
         VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (provider, event_id) DO NOTHING`,
} as const;

const FIND_EVENT = {
  name: 'credits.find_event',
  text: `SELECT outcome, trade_no FROM billing.provider_events WHERE provider = $1 AND event_id = $2 AND outcome <> 'quarantined'`,
} as const;

const STORE_REFERENCE = {
  name: 'credits.store_reference',
  text: `UPDATE billing.orders SET provider_ref = CASE WHEN provider_ref = '' THEN $2 ELSE provider_ref END, payment_ref = $3
          WHERE trade_no = $1 AND payment_ref = '' AND $3 <> ''`,
} as const;

const LOCK = {
  name: 'credits.lock',
  text: `SELECT ${ORDER_COLUMNS} FROM billing.orders o WHERE o.trade_no = $1 FOR UPDATE`,
} as const;

const MARK_UNSETTLED = {
  name: 'credits.mark_unsettled',
  text: `UPDATE billing.orders SET stuck_reason = CASE WHEN quarantine_id IS NULL THEN $2 ELSE stuck_reason END,
                unclear_since = CASE WHEN $3::boolean THEN coalesce(unclear_since, now()) END
          WHERE trade_no = $1 AND status NOT IN ('success', 'refunded')`,
} as const;

/** The statements that settle orders. */
@Injectable()
export class CreditsRepository {
  constructor(private readonly database: Database) {}

  /**
   * Credits the order that the evidence fits, in one round trip; undefined where it fits none that is still to be credited.
   * @throws AppError ACCOUNT_NOT_FOUND, QUOTA_OUT_OF_RANGE: nothing was done
   */
  async settle(evidence: PaymentEvidence): Promise<Credited | undefined> {
    const { provider, money, paid, currency, eventId, type, callbackId, product = '' } = evidence;
    const values = [evidence.tradeNo, provider, money, paid, currency ?? '', evidence.providerRef, evidence.paymentRef];
    const more = [eventId, type, callbackId, `${provider}:${eventId}`, evidence.usedMethod ?? '', product];
    const { merchantId = '', needsPromotions = false, promotionsByDefault = false, needsTax = false } = evidence;
    const conditions = [merchantId, needsPromotions, promotionsByDefault, needsTax];
    const rows = await refusals(
      this.database.query<Credited & { made: number }>(SETTLE[provider], [...values, ...more, ...conditions]),
    );
    return rows[0];
  }

  /**
   * Credits an order that is not paid yet, whose row the caller holds locked.
   * @throws AppError ACCOUNT_NOT_FOUND, QUOTA_OUT_OF_RANGE
   */
  async complete(tx: Tx, order: OrderRow, actor: number, requestId: string): Promise<Credited | undefined> {
    const rows = await refusals(
      tx.query<Credited & { made: number }>(COMPLETE[order.provider], [order.trade_no, actor, requestId]),
    );
    return rows[0];
  }

  /** Ends a pending order; true where it did. A failed payment may follow an expired page, nothing follows a credit. */
  async close(evidence: ClosingEvidence): Promise<boolean> {
    const { tradeNo, provider, status, eventId, type, callbackId, reason = '' } = evidence;
    const values = [tradeNo, provider, status, eventId, type, callbackId, reason];
    const [row] = await this.database.query<{ closed: number }>(CLOSE, values);
    return row?.closed === 1;
  }

  /** Records an event and its outcome. */
  async note(sql: Sql, source: Omit<ClosingEvidence, 'status'>, outcome: string): Promise<void> {
    const { provider, eventId, type, tradeNo, callbackId } = source;
    await sql.query(NOTE, [provider, eventId, type, tradeNo, outcome, callbackId]);
  }

  /** An event that was acted upon before, with its outcome; quarantined ones do not count, because they can still be credited. */
  async findEvent(tx: Tx, { provider, eventId }: PaymentEvidence): Promise<KnownEvent | undefined> {
    const [row] = await tx.query<KnownEvent & Record<string, unknown>>(FIND_EVENT, [provider, eventId]);
    return row;
  }

  /** Keeps the provider's numbers of an order that was credited by hand, so that its refunds find it. */
  async storeProviderReference(tx: Tx, { tradeNo, providerRef, paymentRef }: PaymentEvidence): Promise<void> {
    await tx.query(STORE_REFERENCE, [tradeNo, providerRef, paymentRef]);
  }

  /** The order under its row's lock. */
  async lock(tx: Tx, tradeNo: string): Promise<OrderRow | undefined> {
    const [row] = await tx.query<OrderRow & Record<string, unknown>>(LOCK, [tradeNo]);
    return row;
  }

  /**
   * Writes down why an order is not settled although it should be; an empty reason clears it. The reason of an open quarantine case
   * stays. `unclear` begins or ends the time for which the provider's answers have been unclear.
   */
  async markUnsettled(tradeNo: string, reason: string, { unclear = false } = {}): Promise<void> {
    await this.database.query(MARK_UNSETTLED, [tradeNo, reason.slice(0, 1000), unclear]);
  }
}
