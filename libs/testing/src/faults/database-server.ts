import { execFile } from 'node:child_process';
import { appendFile, cp, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '@tollgate/embedded-postgres';
import pg from 'pg';

const run = promisify(execFile);
const COMPOSITION = new URL('../../../../apps/all/package.json', import.meta.url);
/** The files that a standby has of its own, or makes anew, and the state that only the running server knows. */
const NOT_COPIED = /\/(pg_wal|pg_replslot)\/.|\/postmaster\.(pid|opts)$/;

export interface ServerOptions {
  readonly folder: string;
  readonly settings: readonly string[];
}

/** How a server is lost. */
export type Loss = 'killed' | 'switched over' | 'silent';

/** A PostgreSQL of a test's own, as the product starts it: its cluster and its processes. */
export class DatabaseServer {
  private silent: readonly number[] = [];

  private constructor(
    private readonly server: EmbeddedPostgres,
    private readonly options: ServerOptions,
    private readonly restarts: Restarts,
  ) {}

  static async start(options: ServerOptions): Promise<DatabaseServer> {
    const restarts = new Restarts();
    const { folder: dataDir, settings } = options;
    const onRestart = () => restarts.tell();
    const server = await startEmbeddedPostgres({ dataDir, resolveFrom: COMPOSITION, settings, onRestart });
    return new DatabaseServer(server, options, restarts);
  }

  /** Straight to it. */
  get url(): string {
    return this.server.url;
  }

  get port(): number {
    return Number(new URL(this.url).port);
  }

  async stop(): Promise<void> {
    this.bury();
    await this.server.stop();
  }

  /** Connections that were lost in silence are dead from now on. */
  bury(): void {
    signal(this.silent, 'SIGKILL');
    this.silent = [];
  }

  /** Runs SQL as its owner, in a session of its own. */
  async ask<R extends pg.QueryResultRow>(...statements: readonly string[]): Promise<R[]> {
    const client = new pg.Client({ connectionString: this.url });
    await client.connect();
    try {
      let rows: R[] = [];
      for (const statement of statements) rows = (await client.query<R>(statement)).rows;
      return rows;
    } finally {
      await client.end();
    }
  }

  /**
   * Makes a standby of it that streams from it, in an empty folder: a copy of its files between the two calls that make one a
   * backup, as the programs that npm carries have no pg_basebackup.
   */
  async standby(folder: string, name: string): Promise<DatabaseServer> {
    const client = new pg.Client({ connectionString: this.url });
    await client.connect();
    const copy = join(folder, 'postgres');
    try {
      // holds the log from here on until the standby has read it
      await client.query('SELECT pg_create_physical_replication_slot($1, true)', [name]);
      await client.query('SELECT pg_backup_start($1, true)', [name]);
      const { place } = this.server;
      const filter = (source: string) => !NOT_COPIED.test(source);
      await cp(this.cluster, copy, { recursive: true, filter });
      await cp(join(place, 'postgres.password'), join(folder, 'postgres.password'));
      const { rows } = await client.query<{ labelfile: string }>('SELECT labelfile FROM pg_backup_stop(false)');
      await writeFile(join(copy, 'backup_label'), rows[0]?.labelfile ?? '');
    } finally {
      await client.end();
    }
    await appendFile(
      join(copy, 'postgresql.auto.conf'),
      `primary_conninfo = '${this.addressFor(name)}'\nprimary_slot_name = '${name}'\n`,
    );
    await writeFile(join(copy, 'standby.signal'), '');
    const { uid, gid } = await stat(this.cluster);
    await run('chown', ['-R', `${uid}:${gid}`, copy]);
    return DatabaseServer.start({ ...this.options, folder });
  }

  /** As a standby it hears of what the primary does, or of nothing from now on. */
  async follow(primary: DatabaseServer | undefined, name: string): Promise<void> {
    const address = primary?.addressFor(name) ?? '';
    await this.ask(`ALTER SYSTEM SET primary_conninfo = '${address}'`, 'SELECT pg_reload_conf()');
  }

  /** Ends its first process as a crash does; it is started again by itself. Resolves when it is. */
  async crash(how: 'SIGKILL' | 'SIGQUIT'): Promise<void> {
    const again = this.restarts.next();
    process.kill(await this.postmaster(), how);
    await again;
  }

  /**
   * The server does not come back, and its files are deleted. All of its processes are killed at once, or end their sessions in
   * order, as for a switch-over, or answer nothing any more, as a host without power: connections to it stay open.
   */
  async lose(how: Loss): Promise<void> {
    const postmaster = await this.postmaster();
    await rename(this.cluster, `${this.cluster}.lost`);
    await this.server.stop(); // finds none to stop, and will start none again
    const processes = await stopped(postmaster);
    if (how === 'silent') this.silent = processes;
    if (how === 'killed') signal(processes, 'SIGKILL');
    if (how === 'switched over') {
      signal(processes.slice(-1), 'SIGINT');
      signal(processes, 'SIGCONT');
    }
  }

  /** Stops every process of it where it stands, for a time; the connections stay open. */
  async freeze(ms: number): Promise<void> {
    const processes = await stopped(await this.postmaster());
    await sleep(ms);
    signal(processes, 'SIGCONT');
  }

  private addressFor(standby: string): string {
    const { username, password } = new URL(this.url);
    return `host=127.0.0.1 port=${this.port} user=${username} password=${password} application_name=${standby}`;
  }

  private get cluster(): string {
    return join(this.server.place, 'postgres');
  }

  private async postmaster(): Promise<number> {
    const pid = Number((await readFile(join(this.cluster, 'postmaster.pid'), 'utf8')).split('\n')[0]);
    if (!(pid > 0)) throw new Error('the database does not run');
    return pid;
  }
}

/** All processes of a server, which stand still from now on; the first one comes last. */
async function stopped(postmaster: number): Promise<readonly number[]> {
  process.kill(postmaster, 'SIGSTOP'); // first, so that it makes no more
  const { stdout } = await run('pgrep', ['-P', String(postmaster)]);
  const sessions = stdout.split('\n').filter(Boolean).map(Number);
  signal(sessions, 'SIGSTOP');
  return [...sessions, postmaster];
}

function signal(processes: readonly number[], name: NodeJS.Signals): void {
  for (const pid of processes) process.kill(pid, name);
}

/** Those who wait for a server's next start. */
class Restarts {
  private waiting: (() => void)[] = [];

  next(): Promise<void> {
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  tell(): void {
    for (const resolve of this.waiting.splice(0)) resolve();
  }
}
