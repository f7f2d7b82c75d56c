import { Injectable } from '@nestjs/common';
import type { WebhookView } from '@tollgate/contracts/admin/webhooks';
import { Database, type Tx } from '@tollgate/platform/db';

const seconds = (column: string) => `extract(epoch FROM ${column})::bigint`;

const LIST = {
  name: 'webhooks.list',
  text: `SELECT id, url, description, events, disabled_at IS NULL AS enabled, ${seconds('failing_since')} AS failing_since,
                CASE WHEN previous_until > now() THEN ${seconds('previous_until')} END AS previous_until,
                ${seconds('created_at')} AS created_time
           FROM admin.webhook_endpoints ORDER BY id DESC LIMIT 1000`,
} as const;
const INSERT = {
  name: 'webhooks.insert',
  text: `INSERT INTO admin.webhook_endpoints (url, events, description, sealed) VALUES ($1, $2, $3, '') RETURNING id`,
} as const;
const SEAL = { name: 'webhooks.seal', text: 'UPDATE admin.webhook_endpoints SET sealed = $2 WHERE id = $1' } as const;
const ROTATE = {
  name: 'webhooks.rotate',
  text: `UPDATE admin.webhook_endpoints
            SET previous_sealed = sealed, previous_until = now() + make_interval(secs => $3), sealed = $2
          WHERE id = $1 RETURNING id`,
} as const;
const UPDATE = {
  name: 'webhooks.update',
  text: `UPDATE admin.webhook_endpoints SET url = coalesce($2, url), events = coalesce($3, events),
                description = coalesce($4, description),
                disabled_at = CASE WHEN $5 THEN NULL WHEN NOT $5 THEN coalesce(disabled_at, now()) ELSE disabled_at END,
                failing_since = CASE WHEN $5 THEN NULL ELSE failing_since END
          WHERE id = $1 RETURNING id`,
} as const;
const REMOVE = {
  name: 'webhooks.remove',
  text: 'DELETE FROM admin.webhook_endpoints WHERE id = $1 RETURNING id',
} as const;

export interface WebhookChange {
  readonly url?: string;
  readonly events?: readonly string[];
  readonly description?: string;
  readonly enabled?: boolean;
}

/** SQL of the endpoints of webhooks. */
@Injectable()
export class WebhooksRepository {
  constructor(private readonly database: Database) {}

  /** The newest thousand. */
  async list(): Promise<WebhookView[]> {
    const rows = await this.database.query<Record<string, unknown>>(LIST);
    return rows.map(
      (row) => Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)) as unknown as WebhookView,
    );
  }

  /** Stores an endpoint whose secret `seal` seals for the place of the new row. */
  async insert(
    tx: Tx,
    { url, events, description }: { url: string; events: readonly string[]; description: string },
    seal: (id: number) => Buffer,
  ): Promise<number> {
    const [row] = await tx.query<{ id: number }>(INSERT, [url, events, description]);
    if (!row) throw new Error('the endpoint was not stored');
    await tx.query(SEAL, [row.id, seal(row.id)]);
    return row.id;
  }

  /** False if there is no such endpoint, as for `update` and `remove`. */
  async rotate(tx: Tx, id: number, sealed: Buffer, overlapSeconds: number): Promise<boolean> {
    return (await tx.query(ROTATE, [id, sealed, overlapSeconds])).length > 0;
  }

  async update(tx: Tx, id: number, { url, events, description, enabled }: WebhookChange): Promise<boolean> {
    const values = [id, url ?? null, events ?? null, description ?? null, enabled ?? null];
    return (await tx.query(UPDATE, values)).length > 0;
  }

  async remove(tx: Tx, id: number): Promise<boolean> {
    return (await tx.query(REMOVE, [id])).length > 0;
  }
}
