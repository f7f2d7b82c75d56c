import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '@tollgate/platform/db';

const RAISE = {
  name: 'options.raise',
  text: 'UPDATE admin.option_version SET version = version + 1 RETURNING version',
} as const;

const STORED = {
  name: 'options.stored',
  text: 'SELECT key, value FROM admin.options WHERE key = ANY($1)',
} as const;

const PUT = {
  name: 'options.put',
  text: `INSERT INTO admin.options (key, value) VALUES ($1, $2)
         ON CONFLICT (key) DO UPDATE SET value = excluded.value, updated_at = now()`,
} as const;

const REMOVE = { name: 'options.remove', text: 'DELETE FROM admin.options WHERE key = ANY($1)' } as const;

/** Replicas that spoke within the last three seconds; they report once a second. */
const BEHIND = {
  name: 'options.behind',
  text: `SELECT count(*)::int AS count FROM admin.option_replicas
          WHERE version < $1 AND seen_at > now() - interval '3 seconds'`,
} as const;

/** SQL of the options. */
@Injectable()
export class OptionsRepository {
  constructor(private readonly database: Database) {}

  /** Takes the next version. Its row's lock holds until the end of the transaction: changes follow one another. */
  async raiseVersion(tx: Tx): Promise<number> {
    const [row] = await tx.query<{ version: number }>(RAISE);
    if (!row) throw new Error('admin.option_version has no row');
    return row.version;
  }

  /** The stored texts of some keys; keys that have none are missing. */
  async stored(tx: Tx, keys: readonly string[]): Promise<Map<string, string>> {
    const rows = await tx.query<{ key: string; value: string }>(STORED, [keys]);
    return new Map(rows.map(({ key, value }) => [key, value]));
  }

  async put(tx: Tx, key: string, value: string): Promise<void> {
    await tx.query(PUT, [key, value]);
  }

  async remove(tx: Tx, keys: readonly string[]): Promise<void> {
    await tx.query(REMOVE, [keys]);
  }

  /** How many running replicas still hold a version below this one. */
  async replicasBehind(version: number): Promise<number> {
    const [row] = await this.database.query<{ count: number }>(BEHIND, [version]);
    return row?.count ?? 0;
  }
}
