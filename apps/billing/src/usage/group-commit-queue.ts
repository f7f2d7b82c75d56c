import { AppError } from '@tollgate/contracts';

/** Times an item is sent at most. */
const ATTEMPTS = 4;

interface Waiting<T, R> {
  readonly item: T;
  /** Epoch milliseconds after which nobody waits for the answer. */
  readonly deadline: number;
  readonly resolve: (result: R) => void;
  readonly reject: (error: unknown) => void;
}

export interface LaneOptions {
  /** Items that one batch takes. */
  readonly batch: number;
  /** Items that may wait; more are refused at once. */
  readonly waiting: number;
  /** Whether what failed with this was undone as a whole and may pass item by item, or later. */
  readonly spoilt: (error: unknown) => boolean;
}

/**
 * Group commit without a timer: one batch is under way at a time, and what arrives meanwhile goes into the next. Alone, an
 * item is sent at once; under load, the batches grow by themselves. Nobody is answered before the commit.
 */
export class GroupCommitQueue<T, R> {
  private queue: Waiting<T, R>[] = [];
  private running: Promise<void> | undefined;

  constructor(
    private readonly run: (items: readonly T[]) => Promise<readonly R[]>,
    private readonly options: LaneOptions,
  ) {}

  /**
   * Puts an item into the next batch.
   * @throws AppError OVERLOADED where too many wait, UNAVAILABLE where the deadline passed before its batch was sent; whatever `run` throws
   */
  add(item: T, deadline: number): Promise<R> {
    if (this.queue.length >= this.options.waiting)
      return Promise.reject(new AppError('OVERLOADED', {}, { retryAfter: 1 }));
    return new Promise<R>((resolve, reject) => {
      this.queue.push({ item, deadline, resolve, reject });
      this.running ??= this.drain();
    });
  }

  /** Resolves when nothing waits and nothing is under way. */
  async idle(): Promise<void> {
    await this.running;
  }

  private async drain(): Promise<void> {
    // what arrives in this turn of the loop goes together
    await new Promise<void>((resolve) => setImmediate(resolve));
    while (this.queue.length > 0) await this.send(this.next());
    this.running = undefined;
  }

  private next(): Waiting<T, R>[] {
    const batch = this.queue.splice(0, this.options.batch);
    const now = Date.now();
    const [late, timely] = [batch.filter((one) => one.deadline < now), batch.filter((one) => one.deadline >= now)];
    for (const one of late) one.reject(new AppError('UNAVAILABLE', {}, { retryAfter: 1 }));
    return timely;
  }

  private async send(batch: readonly Waiting<T, R>[], attempt = 1): Promise<void> {
    if (batch.length === 0) return;
    try {
      const results = await this.run(batch.map((one) => one.item));
      if (results.length !== batch.length) throw new Error(`${results.length} results for ${batch.length} items`);
      results.forEach((result, index) => batch[index]?.resolve(result));
    } catch (error) {
      if (attempt < ATTEMPTS && this.options.spoilt(error))
        for (const one of batch) await this.send([one], attempt + 1);
      else for (const one of batch) one.reject(error);
    }
  }
}
