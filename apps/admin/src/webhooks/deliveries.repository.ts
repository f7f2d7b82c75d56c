import { Injectable } from '@nestjs/common';
import type { WebhookDeliveryView } from '@tollgate/contracts/admin/webhooks';
import { Database, type Tx } from '@tollgate/platform/db';

const seconds = (column: string) => `extract(epoch FROM ${column})::bigint`;

/** A delivery with what its attempt needs. */
export interface DeliveryRow {
  readonly id: number;
  readonly event_id: number;
  readonly endpoint_id: number;
  readonly state: 'pending' | 'delivered' | 'parked';
  readonly type: string;
  readonly data: object;
  readonly created_at: Date;
  readonly url: string;
  readonly disabled: boolean;
  readonly sealed: Buffer;
  /** Null unless it still signs. */
  readonly previous_sealed: Buffer | null;
}

export interface Attempt {
  readonly state: 'pending' | 'delivered' | 'parked';
  /** HTTP status; null if there was no answer. */
  readonly status: number | null;
  readonly error: string;
}

const LIST = {
  name: 'deliveries.list',
  text: `SELECT d.id, 'evt_' || d.event_id AS event_id, e.type, d.state, d.attempts, d.status, d.error,
                ${seconds('e.created_at')} AS created_time, ${seconds('d.attempted_at')} AS attempted_time
           FROM admin.webhook_deliveries d JOIN admin.webhook_events e ON e.id = d.event_id
          WHERE d.endpoint_id = $1 ORDER BY d.id DESC LIMIT $2 OFFSET $3`,
} as const;
const COUNT = {
  name: 'deliveries.count',
  text: 'SELECT count(*)::int AS total FROM admin.webhook_deliveries WHERE endpoint_id = $1',
} as const;
const GET = {
  name: 'deliveries.get',
  text: `SELECT d.id, d.event_id, d.endpoint_id, d.state, e.type, e.data, e.created_at, w.url,
                w.disabled_at IS NOT NULL AS disabled, w.sealed,
                CASE WHEN w.previous_until > now() THEN w.previous_sealed END AS previous_sealed
           FROM admin.webhook_deliveries d
           JOIN admin.webhook_events e ON e.id = d.event_id
           JOIN admin.webhook_endpoints w ON w.id = d.endpoint_id
          WHERE d.id = $1`,
} as const;
const NOTE = {
  name: 'deliveries.note',
  text: `UPDATE admin.webhook_deliveries SET state = $2, status = $3, error = $4, attempts = attempts + 1, attempted_at = now()
          WHERE id = $1`,
} as const;
const SUCCEEDED = {
  name: 'deliveries.succeeded',
  text: 'UPDATE admin.webhook_endpoints SET failing_since = NULL WHERE id = $1 AND failing_since IS NOT NULL',
} as const;
const FAILED = {
  name: 'deliveries.failed',
  text: `UPDATE admin.webhook_endpoints SET failing_since = coalesce(failing_since, now()),
                disabled_at = CASE WHEN failing_since < now() - make_interval(secs => $2) THEN now() END
          WHERE id = $1 AND disabled_at IS NULL RETURNING disabled_at IS NOT NULL AS disabled`,
} as const;
const REOPEN = {
  name: 'deliveries.reopen',
  text: `UPDATE admin.webhook_deliveries SET state = 'pending' WHERE id = $1 AND endpoint_id = $2 RETURNING id`,
} as const;
const ROOT = {
  name: 'deliveries.root',
  text: 'SELECT id FROM auth.users WHERE role = 100 ORDER BY id LIMIT 1',
} as const;
const SWEEP = {
  name: 'deliveries.sweep',
  text: `WITH old AS (SELECT id FROM admin.webhook_events WHERE created_at < now() - interval '30 days' ORDER BY created_at LIMIT $1),
              gone AS (DELETE FROM admin.webhook_events e USING old WHERE e.id = old.id RETURNING 1)
         SELECT count(*)::int AS n FROM gone`,
} as const;

/** SQL of deliveries. */
@Injectable()
export class DeliveriesRepository {
  constructor(private readonly database: Database) {}

  async page(
    endpointId: number,
    limit: number,
    offset: number,
  ): Promise<{ items: WebhookDeliveryView[]; total: number }> {
    const [rows, [count]] = await Promise.all([
      this.database.query<Record<string, unknown>>(LIST, [endpointId, limit, offset]),
      this.database.query<{ total: number }>(COUNT, [endpointId]),
    ]);
    const items = rows.map(
      (row) =>
        Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)) as unknown as WebhookDeliveryView,
    );
    return { items, total: count?.total ?? 0 };
  }

  async get(id: number): Promise<DeliveryRow | undefined> {
    const [row] = await this.database.query<DeliveryRow & Record<string, unknown>>(GET, [id]);
    return row;
  }

  async note(id: number, { state, status, error }: Attempt): Promise<void> {
    await this.database.query(NOTE, [id, state, status, error.slice(0, 200)]);
  }

  async succeeded(endpointId: number): Promise<void> {
    await this.database.query(SUCCEEDED, [endpointId]);
  }

  /** Notes a failure; true if it disabled the endpoint, because all attempts failed for that many seconds. */
  async failed(tx: Tx, endpointId: number, patienceSeconds: number): Promise<boolean> {
    const [row] = await tx.query<{ disabled: boolean }>(FAILED, [endpointId, patienceSeconds]);
    return row?.disabled ?? false;
  }

  /** False if the endpoint has no such delivery. */
  async reopen(tx: Tx, id: number, endpointId: number): Promise<boolean> {
    return (await tx.query(REOPEN, [id, endpointId])).length > 0;
  }

  async findRoot(tx: Tx): Promise<number | undefined> {
    const [row] = await tx.query<{ id: number }>(ROOT);
    return row?.id;
  }

  /** Deletes events of more than 30 days ago with their deliveries, at most `limit`; returns how many there were. */
  async sweep(limit: number): Promise<number> {
    const [row] = await this.database.query<{ n: number }>(SWEEP, [limit]);
    return row?.n ?? 0;
  }
}
