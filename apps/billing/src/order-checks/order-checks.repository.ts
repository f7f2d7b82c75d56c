import { Injectable } from '@nestjs/common';
import { Database } from '@tollgate/platform/db';
import type { Provider } from '../settlements/evidence.js';
import { ORDER_COLUMNS, type OrderRow } from '../settlements/order-row.js';

/**
 * Takes orders that are due, each by one replica only. The pause doubles with each question, up to six hours. Taking an order
 * moves its next question, so a replica that dies with an order only delays it.
 */
const CLAIM = {
  name: 'order_checks.claim',
  text: `UPDATE billing.orders o
            SET checks = o.checks + 1, checked_at = now(),
                next_check_at = now() + least(interval '15 minutes' * power(2, least(o.checks, 10)), interval '6 hours')
           FROM (SELECT id FROM billing.orders WHERE status IN ('pending', 'unknown') AND provider = $2 AND next_check_at <= now()
                  ORDER BY next_check_at LIMIT $1 FOR UPDATE SKIP LOCKED) due
          WHERE o.id = due.id
      RETURNING ${ORDER_COLUMNS}, o.created_at < now() - interval '24 hours' AS old`,
} as const;

/** An order that is due, and whether it is too old to be paid: payment pages are open for a day. */
export type DueOrder = OrderRow & { readonly old: boolean };

/** The queue of orders about which the providers are asked. */
@Injectable()
export class OrderChecksRepository {
  constructor(private readonly database: Database) {}

  /** Takes at most `limit` orders of a provider that have been pending for 15 minutes or longer. */
  claim(provider: Provider, limit: number): Promise<DueOrder[]> {
    return this.database.query<DueOrder & Record<string, unknown>>(CLAIM, [limit, provider]);
  }
}
