import { createHash, randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import * as entities from '@tollgate/entities';
import { migrations } from '@tollgate/entities/migrations';
import { Connections, Database, dataSourceOptions, poolConfig, Repositories, UnitOfWork } from '@tollgate/platform/db';
import { migrate, type Migration } from '@tollgate/platform/migrate';
import pg from 'pg';
import { DataSource, type QueryRunner } from 'typeorm';

export type Service = 'auth' | 'billing' | 'admin';

/** A migrated database of one spec file's own. */
export interface TestDatabase {
  readonly url: string;
  /** With all rights: for arranging and asserting. */
  readonly owner: Database;
  /** With a service's role, as the service itself connects; the same object each time. */
  as(service: Service): Database;
  /** A unit of work with a service's role. */
  unitOfWork(service: Service): UnitOfWork;
  /** The repositories of all entities with a service's role. */
  repositories(service: Service): Promise<Repositories>;
  /** Breaks its connections: the server they lead to is another one, or none any more. */
  reconnect(): void;
  /** Ends the connections and drops the database. */
  close(): Promise<void>;
}

/** How long to wait for a connection: a busy machine is no fault of what is tested. */
const PATIENCE_MS = 5000;
/** Any number that nothing else locks. */
const LOCK = 7_305_410_995;

/**
 * A fresh copy of the migrated template: some 50 ms. Call it in beforeAll and `close()` in afterAll. The server is
 * TEST_DATABASE_URL, which the global set-up points to an embedded one unless it is given.
 * @param server another one
 * @param schema the migrations it has had, where it is not this build's
 */
export async function testDatabase(
  server = process.env.TEST_DATABASE_URL,
  schema: readonly Migration[] = migrations,
): Promise<TestDatabase> {
  if (!server) throw new Error('TEST_DATABASE_URL is not set: run the spec with its project’s jest configuration');
  const name = `tollgate_test_${process.pid}_${randomBytes(4).toString('hex')}`;
  const template = await ensureTemplate(server, schema);
  await onServer(server, (client) => client.query(`CREATE DATABASE ${name} TEMPLATE ${template}`));
  return open(server, name);
}

function open(server: string, name: string): TestDatabase {
  const url = withDatabase(server, name);
  const pools: pg.Pool[] = [];
  const connections = new Connections();
  const connect = (service?: Service) => {
    // losses are part of some tests: the statement on a lost connection rejects
    const pool = new pg.Pool(poolConfig({ url, service, patienceMs: PATIENCE_MS, connections }));
    pool.on('error', () => undefined);
    pools.push(pool);
    return new Database(pool, PATIENCE_MS);
  };
  const services = new Map<Service, Database>();
  const as = (service: Service) => {
    const found = services.get(service) ?? connect(service);
    services.set(service, found);
    return found;
  };
  return {
    url,
    owner: connect(),
    as,
    unitOfWork: (service) => new UnitOfWork(as(service)),
    repositories: (service) => repositoriesOn(as(service)),
    reconnect: () => void connections.keepOnly('none'),
    close: async () => {
      await Promise.all(pools.map((pool) => pool.end()));
      await onServer(server, (client) => client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));
    },
  };
}

const known = new WeakMap<Database, Promise<Repositories>>();

/** TypeORM on the pool of a database; the same object each time, because each adds listeners to the pool. */
export function repositoriesOn(database: Database): Promise<Repositories> {
  const made = known.get(database) ?? createRepositories(database);
  known.set(database, made);
  return made;
}

async function createRepositories(database: Database): Promise<Repositories> {
  const source = new DataSource(dataSourceOptions(database.pool, Object.values(entities)));
  return new Repositories(await source.initialize(), database);
}

/** The template of exactly these migrations, made by the first process that needs it. */
async function ensureTemplate(server: string, schema: readonly Migration[]): Promise<string> {
  const name = `tollgate_template_${await fingerprint(schema)}`;
  await onServer(server, async (client) => {
    await takeLock(client);
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [name]);
    if (rowCount) return;
    const making = `${name}_making`;
    await client.query(`DROP DATABASE IF EXISTS ${making} WITH (FORCE)`);
    await client.query(`CREATE DATABASE ${making}`);
    await migrate({ url: withDatabase(server, making), migrations: schema });
    await client.query(`ALTER DATABASE ${making} RENAME TO ${name}`);
  });
  return name;
}

/** A digest of the SQL that the migrations would run. */
async function fingerprint(schema: readonly Migration[]): Promise<string> {
  const hash = createHash('sha256');
  const recorder = { query: (sql: string) => Promise.resolve(void hash.update(sql)) } as unknown as QueryRunner;
  for (const migration of schema) {
    hash.update(migration.name);
    await new migration().up(recorder);
  }
  return hash.digest('hex').slice(0, 12);
}

/** Polls, as waiting for a lock inside PostgreSQL would hold a snapshot. */
async function takeLock(client: pg.Client): Promise<void> {
  for (;;) {
    const { rows } = await client.query<{ taken: boolean }>('SELECT pg_try_advisory_lock($1) AS taken', [LOCK]);
    if (rows[0]?.taken) return;
    await sleep(50);
  }
}

function withDatabase(server: string, name: string): string {
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}

async function onServer<T>(server: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
