import { AppError } from '@tollgate/contracts';

type Task = () => Promise<void>;

interface Waiting {
  readonly task: Task;
  readonly refused: () => void;
  readonly timer: NodeJS.Timeout | undefined;
}

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
 * Runs a bounded number of tasks at the same time and lets a bounded number wait. Each owner of waiting tasks has a turn
 * after the other, first come first served among the own; where there is no room, whoever has most waiting loses one.
 */
export class Workload {
  /** By owner; whose turn is next comes first. None is empty. */
  private readonly queues = new Map<string, Waiting[]>();
  private active = 0;
  private resting = 0;
  private queued = 0;
  private watchers: (() => void)[] = [];

  constructor(private readonly bounds: WorkloadBounds) {}

  get running(): number {
    return this.active;
  }

  get waiting(): number {
    return this.queued;
  }

  /**
   * Runs a task now or when its turn comes.
   * @throws AppError OVERLOADED where there is no room for it, or its turn does not come in time; whatever the task throws
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
    if (this.queued >= this.bounds.waiting && !this.makeRoomFor(owner)) return refused();
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
    while (this.queued > 0 && this.hasPlace()) this.begin(this.shift().task);
    if (this.isIdle()) for (const tell of this.watchers.splice(0)) tell();
  }

  private enqueue(owner: string, task: Task, refused: () => void): void {
    const { patienceMs } = this.bounds;
    const timer = patienceMs === undefined ? undefined : setTimeout(() => this.expire(owner, waiting), patienceMs);
    const waiting = { task, refused, timer };
    const own = this.queues.get(owner);
    if (own) own.push(waiting);
    else this.queues.set(owner, [waiting]);
    this.queued += 1;
  }

  /** The first of the owner whose turn it is, who then goes to the end. */
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
    throw new Error('nothing waits');
  }

  /** Drops the newest of whoever has most waiting; false where the owner would then have as many. */
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
