import { execFile } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { startEmbeddedPostgres } from '@tollgate/platform/embedded-postgres';
import { testDatabase, type TestDatabase } from '../database/index.js';
import { PostgresProxy } from './postgres-proxy.js';
import { SmallDisk } from './small-disk.js';

const run = promisify(execFile);
const COMPOSITION = new URL('../../../../apps/all/package.json', import.meta.url);

/** How the services reach their database, and where it lies. */
export type Place = 'plain' | 'behind a proxy' | 'on a small disk';

/** A durable PostgreSQL of a test's own, and what can break it. What a crash loses is what is asked, so `fsync` is on. */
export class BreakableDatabase {
  private constructor(
    /** Straight to it, past the proxy. */
    readonly db: TestDatabase,
    readonly folder: string,
    private readonly cluster: string,
    private readonly restarts: Restarts,
    /** Between it and the services, if it was asked for. */
    readonly proxy: PostgresProxy | undefined,
    /** Where it lies, if that was asked for. */
    readonly disk: SmallDisk | undefined,
  ) {}

  /** @param closers what stops it, in the order in which it was started */
  static async start(place: Place, closers: (() => Promise<unknown>)[]): Promise<BreakableDatabase> {
    const folder = await mkdtemp(join(tmpdir(), 'tollgate-faults-'));
    closers.push(() => rm(folder, { recursive: true, force: true, maxRetries: 10 }));
    const disk = place === 'on a small disk' ? await SmallDisk.mount(folder) : undefined;
    if (disk) closers.push(() => disk.unmount());
    await chmod(folder, 0o755); // the database's own account has to get in
    const restarts = new Restarts();
    const settings = ['max_connections=300'];
    if (disk) settings.push('min_wal_size=32MB', 'max_wal_size=64MB', 'wal_recycle=off');
    const server = await startEmbeddedPostgres({
      dataDir: folder,
      resolveFrom: COMPOSITION,
      settings,
      onRestart: () => restarts.tell(),
    });
    closers.push(() => server.stop());
    const db = await testDatabase(server.url);
    closers.push(() => db.close());
    const proxy = place === 'behind a proxy' ? await PostgresProxy.start(Number(new URL(db.url).port)) : undefined;
    if (proxy) closers.push(() => proxy.close());
    return new BreakableDatabase(db, folder, join(server.place, 'postgres'), restarts, proxy, disk);
  }

  /** For the services. */
  get url(): string {
    const url = new URL(this.db.url);
    if (this.proxy) url.port = String(this.proxy.port);
    return url.href;
  }

  /** Ends it as a crash does; it is started again by itself. Resolves when it is. */
  async crash(signal: 'SIGKILL' | 'SIGQUIT'): Promise<void> {
    const again = this.restarts.next();
    process.kill(await this.postmaster(), signal);
    await again;
  }

  /** Stops every process of it where it stands, for a time; the connections stay open. */
  async freeze(ms: number): Promise<void> {
    const postmaster = await this.postmaster();
    process.kill(postmaster, 'SIGSTOP'); // first, so that it makes no more
    const { stdout } = await run('pgrep', ['-P', String(postmaster)]);
    const sessions = stdout.split('\n').filter(Boolean).map(Number);
    for (const pid of sessions) process.kill(pid, 'SIGSTOP');
    await sleep(ms);
    for (const pid of [...sessions, postmaster]) process.kill(pid, 'SIGCONT');
  }

  /** Waits until it answers, however often it has to be started for that. */
  async answers(): Promise<void> {
    while (!(await this.db.owner.query('SELECT 1').then(Boolean, () => false))) await sleep(50);
  }

  private async postmaster(): Promise<number> {
    const pid = Number((await readFile(join(this.cluster, 'postmaster.pid'), 'utf8')).split('\n')[0]);
    if (!(pid > 0)) throw new Error('the database does not run');
    return pid;
  }
}

/** Those who wait for the database's next start. */
class Restarts {
  private waiting: (() => void)[] = [];

  next(): Promise<void> {
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  tell(): void {
    for (const resolve of this.waiting.splice(0)) resolve();
  }
}
