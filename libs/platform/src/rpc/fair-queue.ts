import { AppError } from '@tollgate/contracts';
import { OwnerUsage } from './owner-usage.js';

type Task = () => Promise<void>;

interface Waiting {
  readonly task: Task;
  readonly refused: () => void;
  readonly timer: NodeJS.Timeout | undefined;
}

/** How fast the pace of a queue is learned anew. */
const LEARNING = 0.2;
/**
 * Caps one sample of the interval at so many times the average before it, or at this part of the time limit, so that a single
 * stall does not skew the average.
 */
const SAMPLE_ODDS = 8;

export interface WorkloadBounds {
  /** Tasks that run at the same time. */
  readonly concurrency: number;
  /** Tasks that may wait for that beyond them. */
  readonly waiting: number;
  /** How long a task waits before it is refused, in milliseconds (default: as long as it takes). */
  readonly patienceMs?: number;
  /** How long a place rests after a task: so many times what the task took, but no longer than this (default: not at all). */
  readonly rest?: {
    readonly times: number;
    readonly atMostMs: number;
    /** The part of a task that causes no rest, in milliseconds (default 0). */
    readonly freeMs?: number;
  };
}

/**
 * Runs a bounded number of tasks at the same time and lets a bounded number wait: no more than can start in time at the
 * measured rate. A task that could not start in time is refused at once. Owners of waiting tasks are served round robin, and
 * the tasks of one owner in order of arrival. If places rest, an owner with less recent work goes first, and one with little
 * work does not wait for a rest. If the queue is full, the owner with the most waiting tasks loses one.
 */
export class FairQueue {
  /** By owner, in the order in which the owners are served. None is empty. */
  private readonly queues = new Map<string, Waiting[]>();
  private active = 0;
  private resting = 0;
  private queued = 0;
  /** Milliseconds between two turns of a queue, on average, and when the last one was. */
  private pace = 0;
  private lastTurn = 0;
  private readonly usage = new OwnerUsage();
  private watchers: (() => void)[] = [];

  constructor(private readonly bounds: WorkloadBounds) {}

  get running(): number {
    return this.active;
  }

  get waiting(): number {
    return this.queued;
  }

  /**
   * Runs a task now or when it reaches the head of the queue.
   * @throws AppError OVERLOADED if the queue is full, or the task does not start in time; any error that the task throws
   */
  run<T>(task: () => Promise<T>, owner: string): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.offer(
        () => task().then(resolve, reject),
        () => reject(new AppError('OVERLOADED', {}, { retryAfter: 1 })),
        owner,
      );
    });
  }

  /** As `run`, for a task that never rejects: instead of it `refused` is called, once. */
  offer(task: Task, refused: () => void, owner = ''): void {
    if (this.queued === 0 && this.hasPlace(owner)) return this.begin(task, owner);
    if (!this.hasRoom() && !this.makeRoomFor(owner)) return refused();
    this.enqueue(owner, task, refused);
    // the owner may have little work, so that it does not wait for a place to rest
    if (this.resting > 0) this.next();
  }

  /** Settles when nothing runs or waits. */
  idle(): Promise<void> {
    if (this.isIdle()) return Promise.resolve();
    return new Promise((resolve) => this.watchers.push(resolve));
  }

  private isIdle(): boolean {
    return this.active === 0 && this.queued === 0;
  }

  /** Whether a task of an owner may start. An owner with little recent work uses a place that rests. */
  private hasPlace(owner: string): boolean {
    const isLight = this.resting > 0 && this.usage.getLevel(owner) === 0;
    return this.active + (isLight ? 0 : this.resting) < this.bounds.concurrency;
  }

  /** Whether one more may wait, and has reason to. */
  private hasRoom(): boolean {
    const { waiting, patienceMs = Infinity } = this.bounds;
    return this.queued < waiting && this.queued * this.pace < patienceMs;
  }

  private begin(task: Task, owner: string): void {
    const started = performance.now();
    this.active += 1;
    void task().finally(() => {
      this.active -= 1;
      if (this.bounds.rest) this.rest(performance.now() - started, owner);
      this.next();
    });
  }

  private rest(workedMs: number, owner: string): void {
    const { times = 0, atMostMs = 0, freeMs = 0 } = this.bounds.rest ?? {};
    this.usage.add(owner, workedMs);
    if (workedMs <= freeMs) return;
    this.resting += 1;
    const rested = () => {
      this.resting -= 1;
      this.next();
    };
    setTimeout(rested, Math.min((workedMs - freeMs) * times, atMostMs)).unref();
  }

  private next(): void {
    for (let owner = this.nextOwner(); owner !== undefined && this.hasPlace(owner); owner = this.nextOwner())
      this.turn(owner);
    if (this.isIdle()) for (const tell of this.watchers.splice(0)) tell();
  }

  private turn(owner: string): void {
    const now = performance.now();
    const { patienceMs = Infinity } = this.bounds;
    // a queue that stood still for once is no slow one
    const most = Math.max(patienceMs / SAMPLE_ODDS, SAMPLE_ODDS * this.pace);
    this.pace += LEARNING * (Math.min(now - this.lastTurn, most) - this.pace);
    this.lastTurn = now;
    this.begin(this.shift(owner).task, owner);
  }

  private enqueue(owner: string, task: Task, refused: () => void): void {
    const { patienceMs } = this.bounds;
    if (this.queued === 0) this.lastTurn = performance.now();
    const timer = patienceMs === undefined ? undefined : setTimeout(() => this.expire(owner, waiting), patienceMs);
    const waiting = { task, refused, timer };
    const own = this.queues.get(owner);
    if (own) own.push(waiting);
    else this.queues.set(owner, [waiting]);
    this.queued += 1;
  }

  /** The owner that is served next: of those with the least recent work, the first in line. */
  private nextOwner(): string | undefined {
    let next: string | undefined;
    let least = Infinity;
    for (const owner of this.queues.keys()) {
      const level = this.bounds.rest ? this.usage.getLevel(owner) : 0;
      if (level >= least) continue;
      [next, least] = [owner, level];
      if (level === 0) break;
    }
    return next;
  }

  /** Removes the first task of an owner, which then goes to the end of the line. */
  private shift(owner: string): Waiting {
    const own = this.queues.get(owner) ?? [];
    const [first] = own;
    if (!first) throw new Error('no task waits');
    this.remove(owner, own, first);
    if (own.length > 0) {
      this.queues.delete(owner);
      this.queues.set(owner, own);
    }
    return first;
  }

  /** Drops the newest task of the owner with the most waiting tasks; false if the new owner would then have as many. */
  private makeRoomFor(owner: string): boolean {
    const own = this.queues.get(owner)?.length ?? 0;
    const [most, theirs] = [...this.queues].reduce((a, b) => (b[1].length > a[1].length ? b : a), ['', []]);
    const newest = theirs.at(-1);
    if (!newest || theirs.length <= own + 1) return false;
    this.remove(most, theirs, newest);
    newest.refused();
    return true;
  }

  private expire(owner: string, waiting: Waiting): void {
    this.remove(owner, this.queues.get(owner) ?? [], waiting);
    waiting.refused();
  }

  private remove(owner: string, own: Waiting[], waiting: Waiting): void {
    clearTimeout(waiting.timer);
    own.splice(own.indexOf(waiting), 1);
    if (own.length === 0) this.queues.delete(owner);
    this.queued -= 1;
  }
}
