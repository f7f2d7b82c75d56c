import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { DataSource, type MigrationInterface } from 'typeorm';
import { getSqlState } from '../db/index.js';
import { installJobs } from '../jobs/index.js';

/** A migration class; its name ends in its time, which gives the order. */
export type Migration = new () => MigrationInterface;

/** Any number that nothing else locks. */
export const LOCK = 7_305_410_993;
const POLL_MS = 200;

export interface MigrateOptions {
  /** A login that may create roles, schemas and the trusted extension pg_trgm. */
  readonly url: string;
  readonly migrations: readonly Migration[];
  /** How long to wait for another process that is migrating, in milliseconds (default five minutes). */
  readonly patienceMs?: number;
}

/**
 * Brings the schema up to date and returns the names of what was applied. Only one process migrates; the others poll for the
 * lock, because waiting inside PostgreSQL would hold a snapshot that CREATE INDEX CONCURRENTLY waits for. Each migration is one
 * transaction, but for those that set `transaction = false`; none waits longer than two seconds for a table that the running
 * release uses.
 */
export async function migrate({ url, migrations, patienceMs = 300_000 }: MigrateOptions): Promise<string[]> {
  const guard = new pg.Client({ connectionString: url, application_name: 'tollgate-migrate' });
  await guard.connect();
  try {
    await takeLock(guard, Date.now() + patienceMs);
    await guard.query('CREATE SCHEMA IF NOT EXISTS platform');
    const applied = await apply(url, migrations);
    await installJobs(url, guard);
    return applied;
  } finally {
    await guard.end();
  }
}

async function takeLock(guard: pg.Client, until: number): Promise<void> {
  for (;;) {
    const { rows } = await guard.query<{ taken: boolean }>('SELECT pg_try_advisory_lock($1) AS taken', [LOCK]);
    if (rows[0]?.taken) return;
    if (Date.now() > until) throw new Error('another process has been migrating the database for too long');
    await sleep(POLL_MS);
  }
}

async function apply(url: string, migrations: readonly Migration[]): Promise<string[]> {
  const source = new DataSource({
    type: 'postgres',
    url,
    schema: 'platform',
    applicationName: 'tollgate-migrate',
    migrations: [...migrations],
    migrationsTableName: 'migrations',
    installExtensions: false,
    synchronize: false,
    logging: false,
    poolSize: 1,
    extra: { options: '-c lock_timeout=2000 -c statement_timeout=0' },
  });
  await source.initialize();
  try {
    const applied = await source.runMigrations({ transaction: 'each' });
    return applied.map(({ name }) => name);
  } finally {
    await source.destroy();
  }
}

/** Names of migrations that the database has not had; it may have had later ones too (a newer release's). */
export async function pendingMigrations(url: string, migrations: readonly Migration[]): Promise<string[]> {
  const client = new pg.Client({ connectionString: url, application_name: 'tollgate-start' });
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string }>('SELECT name FROM platform.migrations');
    const had = new Set(rows.map(({ name }) => name));
    return migrations.map(({ name }) => name).filter((name) => !had.has(name));
  } catch (error) {
    const code = getSqlState(error);
    // no such table or schema: nothing was ever applied
    if (code === '42P01' || code === '3F000') return migrations.map(({ name }) => name);
    throw error;
  } finally {
    await client.end();
  }
}

/** How the database tells letters from other signs. With C no search finds letters beyond ASCII by index. */
export async function readCtype(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url, application_name: 'tollgate-start' });
  await client.connect();
  try {
    const { rows } = await client.query<{ ctype: string }>(
      'SELECT datctype AS ctype FROM pg_database WHERE datname = current_database()',
    );
    return rows[0]?.ctype ?? '';
  } finally {
    await client.end();
  }
}
