import { Injectable } from '@nestjs/common';
import type { Receipt } from '@tollgate/contracts/billing/relay';
import { Database } from '@tollgate/platform/db';

const seconds = (column: string) => `extract(epoch FROM ${column})::bigint`;

/** A reservation without a settlement, a settlement without a reservation, or both. */
const READ = {
  name: 'receipts.read',
  text: `SELECT coalesce(s.request_id, r.request_id) AS request_id,
                CASE WHEN s.settled_at IS NOT NULL THEN 'settled' WHEN r.state = 'open' THEN 'reserved' ELSE r.state END AS state,
                coalesce(s.user_id, r.user_id) AS user_id, coalesce(s.api_key_id, r.key_id) AS api_key_id,
                r.amount AS reserved, ${seconds('r.created_at')} AS reserved_at, ${seconds('r.expires_at')} AS expires_at,
                s.amount, s.charged, s.shortfall, s.written_off, s.balance_after, s.transaction_id,
                ${seconds('s.settled_at')} AS settled_at, s.model, s."group", s.prompt_tokens, s.completion_tokens, s.use_time,
                s.is_stream, s.price, s.reference
           FROM (SELECT * FROM billing.usage_receipts WHERE request_id = $1) s
           FULL JOIN (SELECT * FROM ledger.reservations WHERE request_id = $1) r ON true
          WHERE $2::bigint IS NULL OR coalesce(s.user_id, r.user_id) = $2`,
} as const;

const SWEEP = {
  name: 'receipts.sweep',
  text: `WITH old AS (SELECT request_id FROM billing.usage_receipts WHERE settled_at < now() - make_interval(days => $1)
                       ORDER BY settled_at LIMIT $2::int),
              gone AS (DELETE FROM billing.usage_receipts r USING old WHERE r.request_id = old.request_id RETURNING 1)
         SELECT (SELECT count(*) FROM gone)::int + ledger.forget_reservations($1, $2) AS n`,
} as const;

/** SQL of receipts. */
@Injectable()
export class ReceiptsRepository {
  constructor(private readonly database: Database) {}

  /** The receipt of a request; undefined if there is none, or if `userId` is given and the request is another user's. */
  async read(requestId: string, userId: number | null): Promise<Receipt | undefined> {
    const [row] = await this.database.query<Record<string, unknown>>(READ, [requestId, userId]);
    if (!row) return undefined;
    return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)) as unknown as Receipt;
  }

  /** Deletes receipts and ended reservations that are older than so many days; returns how many rows there were, at most twice `limit`. */
  async sweep(days: number, limit: number): Promise<number> {
    const [row] = await this.database.query<{ n: number }>(SWEEP, [days, limit]);
    return row?.n ?? 0;
  }
}
