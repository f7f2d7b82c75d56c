import { migrations } from '@tollgate/entities/migrations';
import type { PlatformConfig } from '@tollgate/platform/config';
import { startEmbeddedPostgres } from '@tollgate/embedded-postgres';
import type { Log } from '@tollgate/platform/log';
import { readCtype, migrate, pendingMigrations, waitForDatabase } from '@tollgate/platform/migrate';

/** A database with the schema of this build. */
export interface ReadyDatabase {
  readonly url: string;
  /** Host and name, without login and password, for messages. */
  readonly name: string;
  /** Stops it, if it is the embedded one. */
  stop(): Promise<void>;
}

/** Connections for migrations and operators, beyond those of the services. */
const SPARE_CONNECTIONS = 30;
const SERVICES_WITH_DATABASE = 3;

/**
 * The configured database, or the embedded one after it has started.
 * @param seconds how long to wait for a configured one
 * @throws DatabaseUnreachable
 */
export async function openDatabase(config: PlatformConfig, log: Log, seconds = 0): Promise<ReadyDatabase> {
  const { DATABASE_URL: url } = config;
  if (url) {
    const name = getDatabaseName(url);
    await waitForDatabase({ url, name }, seconds, log);
    return { url, name, stop: () => Promise.resolve() };
  }
  const connections =
    config.WORKERS * SERVICES_WITH_DATABASE * (config.DATABASE_POOL_SIZE + config.JOBS_CONCURRENCY + 1) +
    SPARE_CONNECTIONS;
  const server = await startEmbeddedPostgres({
    dataDir: config.DATA_DIR,
    resolveFrom: import.meta.url,
    settings: [`max_connections=${Math.max(100, connections)}`],
    onRestart: () => log.warn('the embedded database had ended and was started again'),
  });
  log.info(`embedded database in ${server.place}`);
  return { url: server.url, name: `the embedded database in ${server.place}`, stop: () => server.stop() };
}

/** Host and name of the database, so that the result of a check names it. */
function getDatabaseName(url: string): string {
  const { host, pathname, searchParams } = new URL(url);
  return `${host || (searchParams.get('host') ?? '')}${pathname}`;
}

/**
 * Migrates outside production. In production it only checks and refuses to start on an old schema, because there
 * `npm run migrate` is a separate step that runs once before a release and not in every replica.
 */
export async function ensureSchema(url: string, config: PlatformConfig, log: Log): Promise<void> {
  const ctype = await readCtype(url);
  if (['C', 'POSIX'].includes(ctype)) {
    log.warn(
      `THE DATABASE HAS THE CTYPE ${ctype}: searches for names beyond ASCII find nothing. Make it anew with C.UTF-8`,
    );
  }
  if (config.NODE_ENV !== 'production') return applyMigrations(url, log);
  const pending = await pendingMigrations(url, migrations);
  if (pending.length > 0) throw new Error(`the database lacks ${pending.join(', ')}: run the migrate step first`);
}

/** Brings the schema up to date. */
export async function applyMigrations(url: string, log: Log): Promise<void> {
  const applied = await migrate({ url, migrations });
  log.info('schema is up to date', { count: applied.length });
}
