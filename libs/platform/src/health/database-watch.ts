import { Client } from 'pg';
import { primaryAt } from '../db/index.js';
import type { Log } from '../log/log.js';
import { rejectAfter } from '../time/index.js';

const EVERY_MS = 1000;
const PING_MS = 1000;
const FRESH_MS = 2500;
const DEAD_AFTER_MS = 10_000;
/** Clocks may differ by this much. */
export const MAX_SKEW_MS = 1000;

export interface DatabaseWatchOptions {
  /** Asks the database for its time, in epoch milliseconds. Rejects when it cannot be had. */
  readonly ping: () => Promise<number>;
  readonly log: Log;
  /**
   * Requests had better go elsewhere: it has not answered for ten seconds, or the clock is off, by which deadlines would be
   * misread.
   */
  readonly onUnfit?: () => void;
  /** It answers again after that, and the clock is right. */
  readonly onFit?: () => void;
  readonly everyMs?: number;
  readonly deadAfterMs?: number;
}

/**
 * Knows, a second at most after the fact, whether the database answers within a second, and whether this process's clock
 * is within a second of its now(): deadlines travel as times of day.
 */
export class DatabaseWatch {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();
  private answeredAt = Number.NEGATIVE_INFINITY;
  private brokenAt = performance.now();
  private skew = 0;
  private isUnfit = false;
  private stopped = false;

  constructor(private readonly options: DatabaseWatchOptions) {}

  /** Looks for the first time, then once a second until `stop`. */
  async start(): Promise<void> {
    await this.look();
    this.schedule();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.running;
  }

  /** The database answers. */
  answers(): boolean {
    return performance.now() - this.answeredAt < FRESH_MS;
  }

  /** The clock is right enough. */
  inTime(): boolean {
    return Math.abs(this.skew) <= MAX_SKEW_MS;
  }

  /** Milliseconds the database's clock is ahead of this process's, at least. */
  get skewMs(): number {
    return this.skew;
  }

  private schedule(): void {
    if (this.stopped) return;
    this.timer = setTimeout(() => {
      this.running = this.look().then(() => this.schedule());
    }, this.options.everyMs ?? EVERY_MS);
  }

  private async look(): Promise<void> {
    const { ping, log, deadAfterMs = DEAD_AFTER_MS } = this.options;
    try {
      const before = Date.now();
      const theirs = await rejectAfter(ping(), PING_MS, `no answer within ${PING_MS} ms`);
      this.skew = leastSkew(before, theirs, Date.now());
      this.answeredAt = performance.now();
      if (!this.inTime()) log.error('the clock differs from the clock of the database', { ms: Math.round(this.skew) });
      this.brokenAt = Number.POSITIVE_INFINITY;
      this.tell(!this.inTime());
    } catch (error) {
      if (this.brokenAt === Number.POSITIVE_INFINITY) {
        this.brokenAt = performance.now();
        log.warn('the database does not answer', { error });
      }
      if (performance.now() - this.brokenAt >= deadAfterMs) this.tell(true);
    }
  }

  private tell(isUnfit: boolean): void {
    if (isUnfit === this.isUnfit) return;
    this.isUnfit = isUnfit;
    if (isUnfit) this.options.onUnfit?.();
    else this.options.onFit?.();
  }
}

/** How far apart two clocks are at least, where one read `theirs` at a moment between two readings of the other. */
function leastSkew(before: number, theirs: number, after: number): number {
  if (theirs < before) return theirs - before;
  return theirs > after ? theirs - after : 0;
}

/**
 * A ping on a connection of its own: whether the database is dead must not depend on whether the pool is busy, else
 * overload would look like death and send replica after replica away. A server that takes no writes counts as dead.
 * @param onServer called with the server that a new connection leads to
 */
export function connectionPing(
  url: string,
  name: string,
  onServer: (server: string) => void = () => undefined,
): { ping: () => Promise<number>; close: () => Promise<void> } {
  let client: Client | undefined;
  const drop = async () => {
    const old = client;
    client = undefined;
    await old?.end();
  };
  const open = async () => {
    const fresh = new Client({
      connectionString: url,
      application_name: `${name} health`,
      connectionTimeoutMillis: PING_MS,
      query_timeout: PING_MS,
    });
    // a lost connection is noticed by the next ping
    fresh.on('error', () => undefined);
    try {
      await fresh.connect();
      onServer(await primaryAt(fresh));
      return fresh;
    } catch (error) {
      void fresh.end().catch(() => undefined);
      throw error;
    }
  };
  const ping = async () => {
    try {
      client ??= await open();
      const sql = 'SELECT (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS now';
      const { rows } = await client.query<{ now: number }>(sql);
      return Number(rows[0]?.now);
    } catch (error) {
      void drop().catch(() => undefined);
      throw error;
    }
  };
  return { ping, close: drop };
}
