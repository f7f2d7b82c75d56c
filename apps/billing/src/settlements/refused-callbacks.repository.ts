import { Injectable } from '@nestjs/common';
import type { RefusedReason } from '@tollgate/contracts/billing/quarantine';
import { Database } from '@tollgate/platform/db';
import type { Provider } from './evidence.js';

/** Of one body, in bytes. */
const MAX_BODY = 4096;
/** Rows whose order exists, and rows whose order does not; of each kind the oldest are dropped. */
const MAX_ROWS = 10_000;
const MAX_UNKNOWN_ROWS = 1000;

/**
 * Keeps a callback by the order that it names. An order has ten places: the first nine stay, the newest takes the tenth. The number
 * of all rows is bounded as well, because a stranger can write here. Rows of numbers that are no order (a stranger's, or of an order
 * that a restored backup does not hold) have a small share of their own, so that they displace no others.
 */
const KEEP = {
  name: 'refused_callbacks.keep',
  text: `
    WITH named AS (
      SELECT EXISTS (SELECT FROM billing.orders WHERE trade_no = $1) AS known
    ), peers AS (
      SELECT r.trade_no, r.slot, row_number() OVER (ORDER BY r.received_at DESC) AS place
        FROM billing.refused_callbacks r, named
       WHERE EXISTS (SELECT FROM billing.orders o WHERE o.trade_no = r.trade_no) = named.known AND r.trade_no <> $1
    ), dropped AS (
      DELETE FROM billing.refused_callbacks r USING peers p, named
       WHERE r.trade_no = p.trade_no AND r.slot = p.slot
         AND p.place >= CASE WHEN named.known THEN ${MAX_ROWS} ELSE ${MAX_UNKNOWN_ROWS} END
    )
    INSERT INTO billing.refused_callbacks (trade_no, slot, provider, reason, address, body)
    VALUES ($1, least((SELECT count(*) FROM billing.refused_callbacks r WHERE r.trade_no = $1), 9), $2, $3, $4, $5)
    ON CONFLICT (trade_no, slot) DO UPDATE SET provider = excluded.provider, reason = excluded.reason, address = excluded.address,
       body = excluded.body, received_at = now()`,
} as const;

const LIST = {
  name: 'refused_callbacks.list',
  text: `SELECT provider, reason, address, body, received_at FROM billing.refused_callbacks WHERE trade_no = $1 ORDER BY received_at`,
} as const;

const PRUNE = {
  name: 'refused_callbacks.prune',
  text: `DELETE FROM billing.refused_callbacks WHERE received_at < now() - interval '30 days'`,
} as const;

/** A callback that names an order and did not verify. */
export interface RefusedCallback {
  readonly provider: Provider;
  readonly tradeNo: string;
  readonly reason: RefusedReason;
  readonly address: string;
  readonly body: Buffer;
}

interface RefusedRow {
  readonly provider: string;
  readonly reason: string;
  readonly address: string;
  readonly body: Buffer;
  readonly received_at: Date;
}

/** Callbacks that did not verify, by the order that they name. They never credit anything. */
@Injectable()
export class RefusedCallbacksRepository {
  constructor(private readonly database: Database) {}

  async keep({ provider, tradeNo, reason, address, body }: RefusedCallback): Promise<void> {
    await this.database.query(KEEP, [tradeNo, provider, reason, address.slice(0, 64), body.subarray(0, MAX_BODY)]);
  }

  /** Those of an order, oldest first. */
  list(tradeNo: string): Promise<RefusedRow[]> {
    return this.database.query<RefusedRow & Record<string, unknown>>(LIST, [tradeNo]);
  }

  /** Drops those that are older than 30 days. */
  async prune(): Promise<void> {
    await this.database.query(PRUNE);
  }
}
