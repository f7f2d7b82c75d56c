import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Database, type Sql } from '@tollgate/platform/db';
import type { Doubt, Provider } from './evidence.js';

const ARCHIVE = {
  name: 'callbacks.archive',
  text: `INSERT INTO billing.callbacks (provider, digest, body) VALUES ($1, $2, $3)
         ON CONFLICT (provider, digest) DO UPDATE SET deliveries = callbacks.deliveries + 1, last_at = now()
         RETURNING id`,
} as const;

/** Where the event waits already, the newest reason is the one that counts. A case that somebody closed stays closed. */
const QUARANTINE = {
  name: 'callbacks.quarantine',
  text: `
    WITH event AS (
      INSERT INTO billing.provider_events (provider, event_id, type, trade_no, outcome, callback_id)
      VALUES ($1, $2, $3, $4, 'quarantined', $8) ON CONFLICT (provider, event_id) DO NOTHING
    )
    INSERT INTO billing.quarantine (provider, event_id, type, trade_no, payment_ref, reason, detail, callback_id)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
    ON CONFLICT (provider, event_id) DO UPDATE SET reason = excluded.reason, detail = excluded.detail,
       trade_no = CASE WHEN excluded.trade_no <> '' THEN excluded.trade_no ELSE quarantine.trade_no END
     WHERE quarantine.resolved_at IS NULL`,
} as const;

/** Early words on payments that are credited by now: reversals that came before what they reverse. */
const EARLY = {
  name: 'callbacks.early',
  text: `SELECT q.id, o.trade_no, c.id AS callback_id, c.body
           FROM billing.quarantine q JOIN billing.callbacks c ON c.id = q.callback_id
           JOIN billing.orders o ON o.provider = q.provider AND o.status IN ('success', 'refunded')
            AND (o.trade_no = q.trade_no OR (q.trade_no = '' AND o.payment_ref = q.payment_ref AND o.payment_ref <> ''))
          WHERE q.provider = $1 AND q.resolved_at IS NULL AND q.reason IN ('before_payment', 'unknown_payment')
            AND ($2 = '' OR o.trade_no = $2) AND q.id > $3
          ORDER BY q.id LIMIT 100`,
} as const;

const RESOLVED = {
  name: 'callbacks.resolved',
  text: `WITH event AS (UPDATE billing.provider_events SET outcome = 'reversed' WHERE provider = $1 AND event_id = $2)
         UPDATE billing.quarantine SET resolved_at = now(), note = $3
          WHERE provider = $1 AND event_id = $2 AND resolved_at IS NULL`,
} as const;

/** What is older goes, but for what somebody still has to look at. */
const PRUNE = {
  name: 'callbacks.prune',
  text: `DELETE FROM billing.callbacks c USING (
           SELECT id FROM billing.callbacks WHERE last_at < now() - interval '90 days'
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

/** The archive of what providers sent, and what of it is in doubt. */
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

  /** Puts an event aside for a person. It moves nothing. */
  async quarantine(sql: Sql, doubt: Doubt): Promise<void> {
    const { provider, eventId, type, tradeNo, paymentRef = '', reason, detail, callbackId } = doubt;
    const values = [provider, eventId, type, tradeNo, paymentRef, reason, detail.slice(0, 1000), callbackId];
    await sql.query(QUARANTINE, values);
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
    await sql.query(RESOLVED, [provider, eventId, note]);
  }

  /** Drops old archived callbacks, at most 1000; answers how many. */
  async prune(): Promise<number> {
    return (await this.database.query<{ id: number }>(PRUNE)).length;
  }
}
