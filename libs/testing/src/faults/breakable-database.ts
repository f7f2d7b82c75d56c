import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Migration } from '@tollgate/platform/migrate';
import { testDatabase, type TestDatabase } from '../database/index.js';
import { closed } from './closers.js';
import { DatabaseServer, type Loss } from './database-server.js';
import { PostgresProxy } from './postgres-proxy.js';
import { SmallDisk } from './small-disk.js';

const STANDBY = 'standby';
/** A standby that has not caught up by then never will. */
const CAUGHT_UP_MS = 60_000;

/** How the services reach the database, and its place. */
export type Place = 'plain' | 'behind a proxy' | 'on a small disk';

/**
 * A durable PostgreSQL of a test's own, and what can break it. The loss in a crash is the subject of the tests, so `fsync` is
 * on.
 */
export class BreakableDatabase {
  private standby: DatabaseServer | undefined;
  private lost: DatabaseServer | undefined;

  private constructor(
    readonly db: TestDatabase,
    readonly folder: string,
    private server: DatabaseServer,
    private readonly closers: (() => Promise<unknown>)[],
    /** The proxy between it and the services, if it was asked for. */
    readonly proxy: PostgresProxy | undefined,
    /** Where it lies, if that was asked for. */
    readonly disk: SmallDisk | undefined,
  ) {}

  /**
   * @param closers what stops it, in the order in which it was started
   * @param schema the migrations it has had (default all)
   */
  static async start(
    place: Place,
    closers: (() => Promise<unknown>)[],
    schema?: readonly Migration[],
  ): Promise<BreakableDatabase> {
    const folder = await newFolder(closers);
    const disk = place === 'on a small disk' ? await SmallDisk.mount(folder) : undefined;
    if (disk) closers.push(() => disk.unmount());
    const settings = ['max_connections=300'];
    if (disk) settings.push('min_wal_size=32MB', 'max_wal_size=64MB', 'wal_recycle=off');
    const server = await DatabaseServer.start({ folder, settings });
    closers.push(() => server.stop());
    const later: (() => Promise<unknown>)[] = []; // of standbys, which are made when all else runs
    closers.push(() => closed(later));
    const proxy = place === 'behind a proxy' ? await PostgresProxy.start(server.port) : undefined;
    if (proxy) closers.push(() => proxy.close());
    const url = new URL(server.url);
    if (proxy) url.port = String(proxy.port);
    const db = await testDatabase(url.href, schema);
    closers.push(() => db.close());
    return new BreakableDatabase(db, folder, server, later, proxy, disk);
  }

  /** For the services. */
  get url(): string {
    return this.db.url;
  }

  /** Ends it as a crash does; it is started again by itself. Resolves when it is. */
  crash(signal: 'SIGKILL' | 'SIGQUIT'): Promise<void> {
    return this.server.crash(signal);
  }

  /** Stops every process of it where it stands, for a time; the connections stay open. */
  freeze(ms: number): Promise<void> {
    return this.server.freeze(ms);
  }

  /** Waits until it answers, however often it has to be started for that. */
  async answers(): Promise<void> {
    while (!(await this.db.owner.query('SELECT 1').then(Boolean, () => false))) await sleep(50);
  }

  /**
   * Gives it a standby that streams from it, unless it has one. A commit waits until it is on the standby's disk, too
   * (`synchronous_commit` is on as PostgreSQL comes), or does not, where that is asynchronous.
   */
  async addStandby(kind: 'sync' | 'async'): Promise<void> {
    if (!this.standby) {
      const folder = await newFolder(this.closers);
      const standby = await this.server.standby(folder, STANDBY);
      this.closers.push(() => standby.stop());
      this.standby = standby;
    }
    const names = kind === 'sync' ? STANDBY : '';
    await this.server.ask(`ALTER SYSTEM SET synchronous_standby_names = '${names}'`, 'SELECT pg_reload_conf()');
    await this.streams(kind);
  }

  /** From now on the standby hears nothing of what the primary does. */
  async stopReplication(): Promise<void> {
    await this.theStandby.follow(undefined, STANDBY);
  }

  /** The synchronous standby hears of it again. */
  async resumeReplication(): Promise<void> {
    await this.theStandby.follow(this.server, STANDBY);
    await this.streams('sync');
  }

  /** The primary does not come back. */
  async losePrimary(how: Loss): Promise<void> {
    this.lost = this.server;
    await this.server.lose(how);
  }

  /** Nothing waits for it any more. */
  buryPrimary(): void {
    this.lost?.bury();
  }

  /** A client that connects reaches the standby, which may not be the primary yet. */
  redirect(): void {
    this.proxy?.lead(this.theStandby.port);
  }

  /** The standby is the primary now. */
  async promote(): Promise<void> {
    const standby = this.theStandby;
    await standby.ask('SELECT pg_promote(true, 60)');
    this.server = standby;
    this.standby = undefined;
    this.db.reconnect(); // the old primary cannot report it
  }

  private async streams(kind: 'sync' | 'async'): Promise<void> {
    for (const until = performance.now() + CAUGHT_UP_MS; ; await sleep(50)) {
      const [row] = await this.server.ask<{ state: string; kind: string }>(
        `SELECT state, sync_state AS kind FROM pg_stat_replication WHERE application_name = '${STANDBY}'`,
      );
      if (row?.state === 'streaming' && row.kind === kind) return;
      if (performance.now() > until) throw new Error(`the standby is ${row?.state ?? 'away'}, not streaming (${kind})`);
    }
  }

  private get theStandby(): DatabaseServer {
    if (!this.standby) throw new Error('there is no standby');
    return this.standby;
  }
}

/** One that the database's own account can get into. */
async function newFolder(closers: (() => Promise<unknown>)[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'tollgate-faults-'));
  closers.push(() => rm(folder, { recursive: true, force: true, maxRetries: 10 }));
  await chmod(folder, 0o755);
  return folder;
}
