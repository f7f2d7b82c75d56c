import { Injectable } from '@nestjs/common';
import type { RefusedReason } from '@tollgate/contracts/billing/quarantine';
import { Database } from '@tollgate/platform/db';
import type { Provider } from './evidence.js';

/** Of one body, in bytes. */
const MAX_BODY = 4096;
/** Of all orders together; the oldest are dropped. */
const MAX_ROWS = 10_000;

/**
 * Keeps a callback beside the order that it names, if there is such an order. An order has ten places: the first nine stay, the newest
 * takes the tenth. The number of all rows is bounded as well, because anybody who knows order numbers can write here.
 */
const KEEP = {
  name: 'refused_callbacks.keep',
  text: `
    WITH dropped AS (
      DELETE FROM billing.refused_callbacks
       WHERE received_at < (SELECT received_at FROM billing.refused_callbacks ORDER BY received_at DESC OFFSET ${MAX_ROWS - 1} LIMIT 1)
    )
    INSERT INTO billing.refused_callbacks (trade_no, slot, provider, reason, address, body)
    SELECT o.trade_no, least((SELECT count(*) FROM billing.refused_callbacks r WHERE r.trade_no = o.trade_no), 9), $2, $3, $4, $5
      FROM billing.orders o WHERE o.trade_no = $1
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
