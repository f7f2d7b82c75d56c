import { AppError } from '@tollgate/contracts';
import type { Pool, PoolClient } from 'pg';
import { getSqlState } from './sql-state.js';

/**
 * How long a lock is waited for at most, in milliseconds, by sessions as they begin. Longer than PostgreSQL's
 * deadlock_timeout (1 s), or deadlocks would end here instead of being found and run again.
 */
export const LOCK_MS = 1100;
/** How long a connection is waited for while no request is served, counted from when the first began to wait, in milliseconds. */
const TURN_MS = 900;
/** A queue that is moved on so fast, in milliseconds, is an ordinary one. In a jam no request waits for longer. */
const SOON_MS = 400;
/** How long a lock is waited for in a jam, in milliseconds, because an ordinary queue for a row is far shorter. */
const MIN_LOCK_MS = 300;
const LOCK_NOT_AVAILABLE = '55P03';

/**
 * Decides which request gets the next free connection of a pool, and how long its statements may wait for locks. All waits
 * since the pool jammed share one time limit, so a request with several waits is refused when that time is over and not after
 * the sum of its waits. A request in a burst, or behind a queue that moves, waits while the queue moves; a request behind a
 * queue that stands still waits only a moment (after the "controlled delay" of queues).
 */
export class ConnectionQueue {
  /** While jammed: since when, and until when it counts as jammed if no request waits for long again. */
  private jam = { since: 0, until: 0 };
  private servedAt = 0;
  /** Connections whose locks may take less than LOCK_MS, and how long. */
  private readonly hurried = new WeakMap<PoolClient, number>();

  constructor(
    private readonly pool: Pool,
    private readonly turnMs = TURN_MS,
  ) {}

  /**
   * A connection; the caller releases it.
   * @throws AppError UNAVAILABLE if no connection gets free in time; the error of pg if a connection cannot be opened
   */
  async take(): Promise<PoolClient> {
    const client = await this.next();
    const lockMs = this.lockMs();
    if (lockMs !== (this.hurried.get(client) ?? LOCK_MS)) await this.hurry(client, lockMs);
    return client;
  }

  /** Records that a statement or transaction was carried out. */
  served(): void {
    this.servedAt = performance.now();
  }

  /**
   * Records a failed statement. If a lock timeout was the cause, the next requests need not wait for so long to get the same
   * result.
   */
  failed(error: unknown): void {
    if (getSqlState(error) === LOCK_NOT_AVAILABLE) this.jammed(performance.now() - LOCK_MS);
  }

  private async next(): Promise<PoolClient> {
    // no time limit for opening a connection, because no other request holds it
    if (this.isFree()) return this.pool.connect();
    const asked = performance.now();
    try {
      return await this.turn(asked);
    } finally {
      if (performance.now() - asked >= SOON_MS && !this.moves()) this.jammed(asked);
    }
  }

  /** A connection of a full pool, unless none gets free in time. A queue that moves may take the time that pg's pool gives it. */
  private async turn(asked: number): Promise<PoolClient> {
    const coming = this.pool.connect();
    const patience = Math.max(SOON_MS, this.since(asked) + this.turnMs - asked);
    let isOver = false;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      const look = () => {
        if (isOver) return;
        if (this.moves()) timer = setTimeout(look, SOON_MS / 4);
        else
          reject(
            new AppError('UNAVAILABLE', {}, { retryAfter: 1, cause: new Error('no connection got free in time') }),
          );
      };
      // a process that was paused itself looks first at the connections that got free in the pause
      timer = setTimeout(() => setImmediate(look), patience);
    });
    try {
      return await Promise.race([coming, late]);
    } catch (error) {
      // a request that has given up releases the connection that it gets later
      coming.then(
        (client) => client.release(),
        () => undefined,
      );
      throw error;
    } finally {
      isOver = true;
      clearTimeout(timer);
    }
  }

  /** True if a request was served a moment ago and no request has timed out since. */
  private moves(): boolean {
    const now = performance.now();
    return now - this.servedAt < SOON_MS && now >= this.jam.until;
  }

  private jammed(since: number): void {
    this.jam = { since: this.since(since), until: performance.now() + TURN_MS };
  }

  /** Since when the pool is jammed; for a pool that is not, the time given. */
  private since(now: number): number {
    return performance.now() < this.jam.until ? this.jam.since : now;
  }

  private isFree(): boolean {
    const { options, totalCount, idleCount, waitingCount } = this.pool;
    return idleCount + (options.max ?? 0) - totalCount > waitingCount;
  }

  /** The part of the shared time limit that is left for locks, in whole tenths of a second. */
  private lockMs(): number {
    const now = performance.now();
    const left = this.since(now) + this.turnMs + LOCK_MS - TURN_MS - now;
    return Math.min(LOCK_MS, Math.max(MIN_LOCK_MS, Math.floor(left / 100) * 100));
  }

  private async hurry(client: PoolClient, lockMs: number): Promise<void> {
    try {
      await client.query(lockMs === LOCK_MS ? 'RESET lock_timeout' : `SET lock_timeout = ${lockMs}`);
    } catch (error) {
      client.release(error as Error);
      throw error;
    }
    this.hurried.set(client, lockMs);
  }
}
