import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Database, type Sql, type Tx } from '@tollgate/platform/db';
import type { QuarantineCase, Provider } from './evidence.js';

/** The note of a reversal that is probably of another shop; see keepForeign. */
const FOREIGN = 'of another shop on this account';

const ARCHIVE = {
  name: 'callbacks.archive',
  text: `INSERT INTO billing.callbacks (provider, digest, body) VALUES ($1, $2, $3)
         ON CONFLICT (provider, digest) DO UPDATE SET deliveries = callbacks.deliveries + 1, last_at = now()
         RETURNING id`,
} as const;

/**
 * Quarantines an event and shows the case on the order that it names, in one statement. If the event waits already, the newest
 * reason counts. A case that an administrator resolved stays resolved. The order is locked first, as settlement does it.
 */
const QUARANTINE = {
  name: 'callbacks.quarantine',
  text: `
    WITH o AS (
      SELECT id FROM billing.orders WHERE trade_no = $4 FOR UPDATE
    ), event AS (
      INSERT INTO billing.provider_events (provider, event_id, type, trade_no, outcome, callback_id)
      SELECT $1, $2, $3, $4, 'quarantined', $8 FROM (SELECT 1) one LEFT JOIN o ON true
      ON CONFLICT (provider, event_id) DO NOTHING
    ), kept AS (
      INSERT INTO billing.quarantine (provider, event_id, type, trade_no, payment_ref, reason, detail, callback_id)
      SELECT $1, $2, $3, $4, $5, $6, $7, $8 FROM (SELECT 1) one LEFT JOIN o ON true
      ON CONFLICT (provider, event_id) DO UPDATE SET reason = excluded.reason, detail = excluded.detail,
         trade_no = CASE WHEN excluded.trade_no <> '' THEN excluded.trade_no ELSE quarantine.trade_no END
       WHERE quarantine.resolved_at IS NULL
      RETURNING id
    )
    UPDATE billing.orders SET quarantine_id = kept.id, stuck_reason = 'quarantined (case ' || kept.id || '): ' || $9
      FROM kept, o WHERE orders.id = o.id`,
} as const;

/** Reversals that came before the payment that they reverse, if that payment is credited by now. */
const EARLY = {
  name: 'callbacks.early',
  text: `SELECT q.id, o.trade_no, c.id AS callback_id, c.body
           FROM billing.quarantine q JOIN billing.callbacks c ON c.id = q.callback_id
           JOIN billing.orders o ON o.provider = q.provider AND o.status IN ('success', 'refunded')
            AND (o.trade_no = q.trade_no OR (q.trade_no = '' AND o.payment_ref = q.payment_ref AND o.payment_ref <> ''))
          WHERE q.provider = $1 AND (q.resolved_at IS NULL OR q.note = '${FOREIGN}')
            AND q.reason IN ('before_payment', 'unknown_payment')
            AND ($2 = '' OR o.trade_no = $2) AND q.id > $3
          ORDER BY q.id LIMIT 100`,
} as const;

const RESOLVED = {
  name: 'callbacks.resolved',
  text: `WITH event AS (UPDATE billing.provider_events SET outcome = 'reversed' WHERE provider = $1 AND event_id = $2)
         UPDATE billing.quarantine SET resolved_at = now(), note = $3
          WHERE provider = $1 AND event_id = $2 AND (resolved_at IS NULL OR note = '${FOREIGN}') RETURNING id`,
} as const;

const CLOSE_UNCLEAR = {
  name: 'callbacks.close_unclear',
  text: `UPDATE billing.quarantine SET resolved_at = now(), note = 'the order was credited since'
          WHERE trade_no = $1 AND reason = 'unclear_state' AND resolved_at IS NULL RETURNING id`,
} as const;

const OURS = {
  name: 'callbacks.ours',
  text: `SELECT 1 AS ours FROM billing.orders
          WHERE ($2 <> '' AND trade_no = $2) OR ($3 <> '' AND provider = $1 AND payment_ref = $3) LIMIT 1`,
} as const;

const KEEP_FOREIGN = {
  name: 'callbacks.keep_foreign',
  text: `
    WITH event AS (
      INSERT INTO billing.provider_events (provider, event_id, type, trade_no, outcome, callback_id)
      VALUES ($1, $2, $3, $4, 'quarantined', $8) ON CONFLICT (provider, event_id) DO NOTHING
    )
    INSERT INTO billing.quarantine (provider, event_id, type, trade_no, payment_ref, reason, note, callback_id, resolved_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, now()) ON CONFLICT (provider, event_id) DO NOTHING`,
} as const;

/** After a case was resolved, its order shows the newest case that is still open, or no case. */
export const SHOW_NEXT_CASE = {
  name: 'callbacks.show_next_case',
  text: `
    UPDATE billing.orders o SET quarantine_id = next.id,
           stuck_reason = CASE WHEN next.id IS NULL THEN '' ELSE 'quarantined (case ' || next.id || '): ' || next.reason END
      FROM (SELECT 1) one LEFT JOIN LATERAL (
             SELECT q.id, q.reason FROM billing.quarantine q
              WHERE q.trade_no = (SELECT trade_no FROM billing.quarantine WHERE id = $1) AND q.trade_no <> ''
                AND q.resolved_at IS NULL AND q.id <> $1
              ORDER BY q.id DESC LIMIT 1) next ON true
     WHERE o.quarantine_id = $1`,
} as const;

/** Drops callbacks that are older than so many days, unless an open quarantine case refers to them. */
const PRUNE = {
  name: 'callbacks.prune',
  text: `DELETE FROM billing.callbacks c USING (
           SELECT id FROM billing.callbacks WHERE last_at < now() - make_interval(days => $1)
              AND NOT EXISTS (SELECT FROM billing.quarantine q WHERE q.callback_id = callbacks.id AND q.resolved_at IS NULL)
            ORDER BY last_at LIMIT 1000) old WHERE c.id = old.id RETURNING c.id`,
} as const;

/** An archived callback that waits for its payment. */
export interface EarlyCallback {
  /** Of its case in quarantine. */
  readonly id: number;
  /** The order whose payment it waited for. */
  readonly trade_no: string;
  readonly callback_id: number;
  readonly body: Buffer;
}

/** The archive of what providers sent, and what of it is in quarantineCase. */
@Injectable()
export class CallbacksRepository {
  constructor(private readonly database: Database) {}

  /** Stores a rightly signed callback as it came, by itself, before it is acted upon; the same body again is the same row. */
  async archive(provider: Provider, body: Buffer): Promise<number> {
    const digest = createHash('sha256').update(body).digest();
    const [row] = await this.database.query<{ id: number }>(ARCHIVE, [provider, digest, body]);
    if (!row) throw new Error('the archive gave no row');
    return row.id;
  }

  /** Whether an event names an order or a payment of ours. */
  async isOurs(sql: Sql, { provider, tradeNo, paymentRef = '' }: QuarantineCase): Promise<boolean> {
    return (await sql.query(OURS, [provider, tradeNo, paymentRef])).length > 0;
  }

  /**
   * Keeps a reversal of an unknown payment that is probably of another shop on the account: no open case, but if the payment turns
   * out to be ours, the reversal is acted upon after it.
   */
  async keepForeign(sql: Sql, quarantineCase: QuarantineCase): Promise<void> {
    const { provider, eventId, type, tradeNo, paymentRef = '', reason, callbackId } = quarantineCase;
    await sql.query(KEEP_FOREIGN, [provider, eventId, type, tradeNo, paymentRef, reason, FOREIGN, callbackId]);
  }

  /** Quarantines an event for an administrator. It moves nothing. */
  async quarantine(sql: Sql, quarantineCase: QuarantineCase): Promise<void> {
    const { provider, eventId, type, tradeNo, paymentRef = '', reason, detail, callbackId } = quarantineCase;
    const values = [provider, eventId, type, tradeNo, paymentRef, reason, detail.slice(0, 1000), callbackId];
    await sql.query(QUARANTINE, [
      ...values,
      [reason, detail]
        .filter((part) => part !== '')
        .join(', ')
        .slice(0, 900),
    ]);
  }

  /**
   * Reversals that came early, of one order or (with an empty number) of all whose payment has come since: at most 100, those
   * of cases above `after`.
   */
  early(provider: Provider, tradeNo: string, after: number): Promise<EarlyCallback[]> {
    return this.database.query<EarlyCallback & Record<string, unknown>>(EARLY, [provider, tradeNo, after]);
  }

  /** Closes the case of an event that was put aside and has been acted upon now. */
  async resolved(sql: Sql, provider: Provider, eventId: string, note: string): Promise<void> {
    const rows = await sql.query<{ id: number }>(RESOLVED, [provider, eventId, note]);
    for (const { id } of rows) await sql.query(SHOW_NEXT_CASE, [id]);
  }

  /** Closes the cases of an order whose state was not known. */
  async closeUnclearCases(tx: Tx, tradeNo: string): Promise<void> {
    const rows = await tx.query<{ id: number }>(CLOSE_UNCLEAR, [tradeNo]);
    for (const { id } of rows) await tx.query(SHOW_NEXT_CASE, [id]);
  }

  /** Drops old archived callbacks, at most 1000; answers how many. */
  async prune(days: number): Promise<number> {
    return (await this.database.query<{ id: number }>(PRUNE, [days])).length;
  }
}
