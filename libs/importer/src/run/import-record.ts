import { createHash } from 'node:crypto';
import { ImportError } from '../import-error.js';
import type { Source } from '../sources/source.js';
import type { Recognised } from '../sources/systems.js';
import type { Target } from '../target/target.js';
import { text } from '../values/read.js';

/** An import as it is stored in the target. */
export interface ImportRecord {
  readonly id: string;
  readonly source: string;
  readonly identity: Buffer;
  readonly request: { readonly onNameConflict?: 'stop' | 'rename'; readonly logsSince?: number };
  readonly snapshot: Readonly<Record<string, string>>;
  readonly startedAt: string;
  readonly finishedAt: string | null;
}

/** A digest of values that do not change while a source is in use: the ids and invitation codes of its first accounts. */
export async function identityOf(source: Source, { system }: Recognised): Promise<Buffer> {
  const rows = await source.query('SELECT id, aff_code FROM users ORDER BY id LIMIT 5');
  const family = system.startsWith('new-api') ? 'new-api' : system;
  const parts = rows.map((row) => `${text(row.id)}=${text(row.aff_code).trim()}`);
  return createHash('sha256')
    .update([family, ...parts].join('\n'))
    .digest();
}

/** Counts and highest numbers of the source: another value later means that it was written to. */
export async function snapshotOf(source: Source, { columns }: Recognised): Promise<Record<string, string>> {
  const tables = ['users', 'tokens', 'redemptions', 'top_ups', 'orders'].filter((table) => columns.has(table));
  const snapshot: Record<string, string> = {};
  for (const table of tables) {
    const [row] = await source.query(`SELECT count(*) AS n, max(id) AS highest FROM ${source.quote(table)}`);
    snapshot[table] = `${text(row?.n)} rows up to ${text(row?.highest) || 'none'}`;
  }
  const [sums] = await source.query(
    'SELECT sum(quota * 1.0) AS quota, sum(used_quota * 1.0) AS used, sum(request_count * 1.0) AS requests FROM users',
  );
  snapshot['users.quota'] = `${text(sums?.quota)} left, ${text(sums?.used)} used in ${text(sums?.requests)} requests`;
  return snapshot;
}

/** The newest import into the target; undefined where there is none. */
export async function findImport(target: Target): Promise<ImportRecord | undefined> {
  const [row] = await target.query<
    Omit<ImportRecord, 'startedAt' | 'finishedAt'> & { started_at: Date; finished_at: Date | null }
  >(
    'SELECT i.id::text, source, identity, request, snapshot, started_at, finished_at FROM admin.imports i ORDER BY i.id DESC LIMIT 1',
  );
  if (!row) return undefined;
  return { ...row, startedAt: row.started_at.toISOString(), finishedAt: row.finished_at?.toISOString() ?? null };
}

/**
 * Refuses a target that another source was moved into.
 * @throws ImportError
 */
export function refuseOtherSource(record: ImportRecord, source: Source, identity: Buffer): void {
  if (record.source === source.address || record.identity.equals(identity)) return;
  throw new ImportError(`the target holds an import of ${record.source}: another source needs an empty database`);
}

/**
 * Refuses a target that is in use.
 * @throws ImportError
 */
export async function refuseFilledTarget(target: Target): Promise<void> {
  const [row] = await target.query<{ users: string; roots: string }>(
    'SELECT count(*) AS users, count(*) FILTER (WHERE role = 100) AS roots FROM auth.users',
  );
  const { users = '0', roots = '0' } = row ?? {};
  if (users === '0' || (users === '1' && roots === '1')) return;
  throw new ImportError(
    `the target ${target.name} is not empty: it holds ${users} users, and may hold none but the root that set-up made. Nothing was changed`,
  );
}

/**
 * Refuses a delta if users already work in the target, because the delta would undo their changes.
 * @throws ImportError
 */
export async function refuseUsedTarget(target: Target, record: ImportRecord): Promise<void> {
  const [row] = await target.query<{ used: boolean }>(
    `SELECT EXISTS (SELECT FROM ledger.transactions WHERE kind NOT IN ('import', 'closing') AND created_at > $2)
         OR EXISTS (SELECT FROM auth.users u JOIN admin.import_progress p ON p.import_id = $1 AND p.name = 'users' AND p.done
                     WHERE u.id > (p.last_key->>0)::bigint)
         OR EXISTS (SELECT FROM billing.orders WHERE imported = '') OR EXISTS (SELECT FROM billing.redemptions WHERE imported = '') AS used`,
    [record.id, record.startedAt],
  );
  if (row?.used) {
    throw new ImportError(
      'the target has been in use since the import: a delta would take back what people did there. Nothing was changed',
    );
  }
}

/**
 * Refuses to go on with a source that was written to since the import began: ranges that were moved already may be outdated.
 * @throws ImportError
 */
export function refuseChangedSource(record: ImportRecord, snapshot: Readonly<Record<string, string>>): void {
  const changed = Object.keys(snapshot).filter((name) => record.snapshot[name] !== snapshot[name]);
  if (changed.length === 0) return;
  const [name = ''] = changed;
  throw new ImportError(
    `the source has changed since the import began (${name}: ${record.snapshot[name] ?? 'none'}, now ${snapshot[name] ?? ''}): run the command with --delta, which moves the rest and what changed`,
  );
}
