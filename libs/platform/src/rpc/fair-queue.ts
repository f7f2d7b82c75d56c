import { AppError } from '@tollgate/contracts';

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
  readonly rest?: { readonly times: number; readonly atMostMs: number };
}

/**
 * Runs a bounded number of tasks at the same time and lets a bounded number wait: no more than can start in time at the
 * measured rate. A task that could not start in time is refused at once. Owners of waiting tasks are served round robin, and
 * the tasks of one owner in order of arrival. If the queue is full, the owner with the most waiting tasks loses one.
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
    if (this.queued === 0 && this.hasPlace()) return this.begin(task);
    if (!this.hasRoom() && !this.makeRoomFor(owner)) return refused();
    this.enqueue(owner, task, refused);
  }

  /** Settles when nothing runs or waits. */
  idle(): Promise<void> {
    if (this.isIdle()) return Promise.resolve();
    return new Promise((resolve) => this.watchers.push(resolve));
  }

  private isIdle(): boolean {
    return this.active === 0 && this.queued === 0;
  }

  private hasPlace(): boolean {
    return this.active + this.resting < this.bounds.concurrency;
  }

  /** Whether one more may wait, and has reason to. */
  private hasRoom(): boolean {
    const { waiting, patienceMs = Infinity } = this.bounds;
    return this.queued < waiting && this.queued * this.pace < patienceMs;
  }

  private begin(task: Task): void {
    const started = performance.now();
    this.active += 1;
    void task().finally(() => {
      this.active -= 1;
      this.rest(performance.now() - started);
      this.next();
    });
  }

  private rest(workedMs: number): void {
    const { rest } = this.bounds;
    if (!rest) return;
    this.resting += 1;
    const rested = () => {
      this.resting -= 1;
      this.next();
    };
    setTimeout(rested, Math.min(workedMs * rest.times, rest.atMostMs)).unref();
  }

  private next(): void {
    while (this.queued > 0 && this.hasPlace()) this.turn();
    if (this.isIdle()) for (const tell of this.watchers.splice(0)) tell();
  }

  private turn(): void {
    const now = performance.now();
    const { patienceMs = Infinity } = this.bounds;
    // a queue that stood still for once is no slow one
    const most = Math.max(patienceMs / SAMPLE_ODDS, SAMPLE_ODDS * this.pace);
    this.pace += LEARNING * (Math.min(now - this.lastTurn, most) - this.pace);
    this.lastTurn = now;
    this.begin(this.shift().task);
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

  /** The first task of the next owner; the owner then goes to the end. */
  private shift(): Waiting {
    for (const [owner, own] of this.queues) {
      const first = own[0];
      if (!first) break;
      this.remove(owner, own, first);
      if (own.length > 0) {
        this.queues.delete(owner);
        this.queues.set(owner, own);
      }
      return first;
    }
    throw new Error('no task waits');
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
