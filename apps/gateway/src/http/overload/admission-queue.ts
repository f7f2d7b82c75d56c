import { FairOrder, type Queued } from './fair-order.js';

/** The bounds of one queue. */
export interface AdmissionBounds {
  /** Requests that run concurrently. */
  readonly concurrency: number;
  /** Requests that may arrive in one burst. Only a load beyond it can count as lasting overload. */
  readonly burst: number;
  /** How long requests should wait at most during lasting overload, in milliseconds. */
  readonly targetMs: number;
  /** How long a request may wait at all, in milliseconds. */
  readonly maxWaitMs: number;
}

/** Why a request is refused: lasting overload, the wait took too long, or too many requests wait. */
export type Refusal = 'overload' | 'expired' | 'full';

/** A request that asks for admission. */
export interface Candidate {
  /** Requests of one owner share one turn of the queue. */
  readonly owner: string;
  /** Runs the request. Call `leave` once when it has finished. */
  start(): void;
  refuse(reason: Refusal): void;
}

/** A request that waits. */
export type Waiting = Candidate & Queued;

/** A queue that is not empty for less than this, in milliseconds, is never lasting overload. */
const MIN_STANDING_MS = 1000;
/** A queue that does not shrink for this long, in milliseconds, is lasting overload even if few requests arrive. */
const MAX_STANDING_MS = 10_000;
/** Interval at which the queue is judged, in milliseconds, and the number of intervals over which it must shrink. */
const TICK_MS = 250;
const TREND_TICKS = 4;
/** The share of the newest measurement in the mean of the completion rate. */
const RATE_WEIGHT = 0.5;
/** Waiting requests beyond so many bursts are refused at once, because each holds memory. */
const MAX_BURSTS = 4;

/**
 * The queue of one kind of work: a request that cannot run at once waits, and is refused only if the queue stays long (after
 * CoDel, "controlled delay"). A burst is therefore served completely, however large its wait becomes.
 *
 * Lasting overload begins if the queue has not been empty for a second, more requests than one burst have arrived in that time,
 * and the queue has not become shorter in the last second. Then the queue is cut to as many requests as run in `targetMs`, and
 * further ones are refused at once, until the queue is empty. The order is fair between owners, see `FairOrder`.
 */
export class AdmissionQueue {
  private readonly order: FairOrder<Waiting>;
  private running = 0;
  /** Requests that finished since the queue was judged last. */
  private completed = 0;
  private judgedAt = 0;
  /** Requests that finish in a millisecond while others wait. */
  private rate = 0;
  /** The current standing queue; undefined while no request waits. */
  private standing: { readonly since: number; arrived: number; readonly lengths: number[] } | undefined;
  private overloaded = false;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly bounds: AdmissionBounds,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.order = new FairOrder(bounds.targetMs, bounds.concurrency);
  }

  /** Requests that run. */
  get active(): number {
    return this.running;
  }

  /** Requests that wait. */
  get waiting(): number {
    return this.order.size;
  }

  /** Whether the queue is in lasting overload. */
  get isOverloaded(): boolean {
    return this.overloaded;
  }

  /** Runs a request at once, lets it wait, or refuses it. Returns the waiting request, to `withdraw` it. */
  enter(candidate: Candidate): Waiting | undefined {
    if (this.order.size === 0 && this.running < this.bounds.concurrency) {
      this.start(candidate);
      return undefined;
    }
    if (this.order.size >= this.bounds.burst * MAX_BURSTS) {
      candidate.refuse('full');
      return undefined;
    }
    const waiting = this.wait(candidate);
    if (!this.overloaded || this.order.size <= this.limit()) return waiting;
    const dropped = this.order.dropFromLongest(waiting);
    dropped?.refuse('overload');
    return dropped === waiting ? undefined : waiting;
  }

  /** A request that was started has finished. */
  leave(): void {
    this.running -= 1;
    this.completed += 1;
    this.next();
  }

  /** A waiting request is no longer needed, because its client has disconnected. */
  withdraw(waiting: Waiting): void {
    if (this.order.remove(waiting)) this.settle();
  }

  private start(candidate: Candidate): void {
    this.running += 1;
    candidate.start();
  }

  private wait(candidate: Candidate): Waiting {
    const now = this.now();
    this.standing ??= { since: now, arrived: 0, lengths: [] };
    this.standing.arrived += 1;
    const waiting = Object.assign(candidate, { since: now });
    this.order.add(waiting, now);
    if (!this.timer) this.startJudging(now);
    return waiting;
  }

  private startJudging(now: number): void {
    this.judgedAt = now;
    this.completed = 0;
    this.timer = setInterval(() => this.judge(), TICK_MS).unref();
  }

  private next(): void {
    while (this.running < this.bounds.concurrency) {
      const waiting = this.order.take(this.now());
      if (!waiting) break;
      this.start(waiting);
    }
    this.settle();
  }

  /** Ends the standing queue if no request waits. */
  private settle(): void {
    if (this.order.size > 0) return;
    this.standing = undefined;
    this.overloaded = false;
    clearInterval(this.timer);
    this.timer = undefined;
  }

  /** Requests that may wait during lasting overload: as many as run in `targetMs`, but at least one. */
  private limit(): number {
    return Math.max(1, Math.floor(this.rate * this.bounds.targetMs));
  }

  /** Judges the queue; called every TICK_MS while requests wait. */
  judge(): void {
    const { standing } = this;
    if (!standing) return;
    this.measureRate();
    const before = standing.lengths.at(-TREND_TICKS);
    const isStanding = before !== undefined && this.order.size >= before;
    standing.lengths.push(this.order.size);
    const age = this.now() - standing.since;
    const isBeyondBurst = age >= MIN_STANDING_MS && standing.arrived > this.bounds.burst;
    if (isStanding && (isBeyondBurst || age >= MAX_STANDING_MS)) this.overloaded = true;
    this.refuseAll(this.order.expired(this.now() - this.bounds.maxWaitMs), 'expired');
    if (this.overloaded) this.refuseAll(this.order.excess(this.limit()), 'overload');
    this.settle();
  }

  private measureRate(): void {
    const now = this.now();
    const elapsed = Math.max(1, now - this.judgedAt);
    this.rate += RATE_WEIGHT * (this.completed / elapsed - this.rate);
    this.completed = 0;
    this.judgedAt = now;
  }

  private refuseAll(refused: readonly Waiting[], reason: Refusal): void {
    for (const waiting of refused) {
      this.order.remove(waiting);
      waiting.refuse(reason);
    }
  }
}
