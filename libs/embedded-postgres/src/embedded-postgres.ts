import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { readOrCreateSecretFile } from '@tollgate/platform/config';
import { databaseAccount, findPlace, placeFor } from './account.js';
import { findBinaries } from './binaries.js';
import { type Cluster, ensureRunning, initialise } from './cluster.js';
import { readPostmaster, stopPostmaster } from './postmaster.js';

export interface EmbeddedOptions {
  /** The product's data folder; the cluster goes into `postgres` below it. */
  readonly dataDir: string;
  /** From where the platform package with the programs resolves. */
  readonly resolveFrom: string | URL;
  /** Server settings as `name=value`. */
  readonly settings?: readonly string[];
  /** Called when the server was found dead and was started again. */
  readonly onRestart?: () => void;
}

export interface EmbeddedPostgres {
  readonly url: string;
  /** Where the cluster lies. */
  readonly place: string;
  /** Releases the server, and stops it if no other process uses it. */
  stop(): Promise<void>;
}

const DATABASE = 'tollgate';
/** Every process that uses the server holds this lock shared, so a process that can take it alone is the last one. */
const IN_USE = 7_305_410_994;

/**
 * Runs the PostgreSQL that npm installed, its cluster in the data folder, reachable from this machine only. A server that
 * a killed process left behind is adopted; one that dies is started again on the same port and recovers.
 */
export async function startEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const account = databaseAccount();
  const place = await placeFor(options.dataDir, account);
  const password = readPassword(place);
  const cluster: Cluster = {
    path: join(place, 'postgres'),
    binaries: await findBinaries(options.resolveFrom, account, join(place, 'programs')),
    account,
    settings: options.settings ?? [],
    urlAt: (port) => buildUrl(password, port, 'postgres'),
  };
  await initialise(cluster, password);
  const { port } = await ensureRunning(cluster);
  const use = await Use.begin(cluster, port, options.onRestart);
  return { url: buildUrl(password, port, DATABASE), place, stop: () => use.end() };
}

/** Whether a cluster was made for this data folder. */
export async function hasEmbeddedPostgres(dataDir: string): Promise<boolean> {
  const place = await findPlace(dataDir, databaseAccount());
  return existsSync(join(place, 'postgres', 'PG_VERSION'));
}

function buildUrl(password: string, port: number, database: string): string {
  return `postgres://tollgate:${password}@127.0.0.1:${port}/${database}`;
}

/** The cluster's password: made once, readable only by the account that runs this process. */
function readPassword(place: string): string {
  return readOrCreateSecretFile(join(place, 'postgres.password'), () => randomBytes(24).toString('base64url'));
}

/** One process's use of the server: a connection whose end tells that the server died, and whose lock tells it is used. */
class Use {
  private ending = false;
  private connection: pg.Client;

  private constructor(
    private readonly cluster: Cluster,
    private readonly port: number,
    private readonly onRestart: () => void,
  ) {}

  static async begin(cluster: Cluster, port: number, onRestart: () => void = () => undefined): Promise<Use> {
    const use = new Use(cluster, port, onRestart);
    await use.connect();
    await use.createDatabase();
    return use;
  }

  async end(): Promise<void> {
    this.ending = true;
    const isLast = await this.connection
      .query<{ last: boolean }>('SELECT pg_advisory_unlock_shared($1), pg_try_advisory_lock($1) AS last', [IN_USE])
      .then(
        ({ rows }) => rows[0]?.last,
        () => true, // it died just now
      );
    await this.connection.end().catch(() => undefined);
    const server = await readPostmaster(this.cluster.path);
    if (isLast && server) await stopPostmaster(this.cluster.path, server.pid);
  }

  private async connect(): Promise<void> {
    const connection = new pg.Client({ connectionString: this.cluster.urlAt(this.port), keepAlive: true });
    await connection.connect();
    await connection.query('SELECT pg_advisory_lock_shared($1)', [IN_USE]);
    connection.on('error', () => undefined); // 'end' follows
    connection.once('end', () => void this.revive());
    this.connection = connection;
  }

  private async createDatabase(): Promise<void> {
    const { rowCount } = await this.connection.query('SELECT FROM pg_database WHERE datname = $1', [DATABASE]);
    if (rowCount) return;
    await this.connection.query(`CREATE DATABASE ${DATABASE}`).catch((error: { code?: unknown }) => {
      if (error.code !== '42P04' && error.code !== '23505') throw error; // another process was first
    });
  }

  /** Starts a dead server again and retries until it succeeds; until then the services answer UNAVAILABLE. */
  private async revive(): Promise<void> {
    for (let pause = 100; !this.ending; pause = Math.min(pause * 2, 5000)) {
      try {
        await ensureRunning(this.cluster, this.port);
        await this.connect();
        this.onRestart();
        return;
      } catch {
        await sleep(pause); // the log of the server holds the reason
      }
    }
  }
}
