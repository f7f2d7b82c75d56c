import { AppError } from '@tollgate/contracts';

/** An item is sent at most this many times. */
const MAX_ATTEMPTS = 4;

interface Waiting<T, R> {
  readonly item: T;
  /** Epoch milliseconds after which the caller has given up. */
  readonly deadline: number;
  readonly resolve: (result: R) => void;
  readonly reject: (error: unknown) => void;
}

export interface GroupCommitOptions {
  /** Most items in one batch. */
  readonly batch: number;
  /** Most items that may wait; if there are more, they are refused immediately. */
  readonly waiting: number;
  /** True if the error undid the whole batch, so that its items may pass one by one. */
  readonly isRetryable: (error: unknown) => boolean;
}

/**
 * Group commit without a timer. Only one batch is in flight, and items that arrive in the meantime form the next. A single item is
 * sent immediately; if load grows, so do the batches. An item is answered after the commit of its batch.
 */
export class GroupCommitQueue<T, R> {
  private queue: Waiting<T, R>[] = [];
  private running: Promise<void> | undefined;

  constructor(
    private readonly run: (items: readonly T[]) => Promise<readonly R[]>,
    private readonly options: GroupCommitOptions,
  ) {}

  /**
   * Puts an item into the next batch.
   * @throws AppError OVERLOADED if too many items wait, UNAVAILABLE if the deadline passed before the batch was sent; the error of `run`
   */
  add(item: T, deadline: number): Promise<R> {
    if (this.queue.length >= this.options.waiting)
      return Promise.reject(new AppError('OVERLOADED', {}, { retryAfter: 1 }));
    return new Promise<R>((resolve, reject) => {
      this.queue.push({ item, deadline, resolve, reject });
      this.running ??= this.drain();
    });
  }

  /** Resolves when no item waits and no batch is in flight. */
  async idle(): Promise<void> {
    await this.running;
  }

  private async drain(): Promise<void> {
    // One turn of the event loop collects the items that arrive together.
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
      if (attempt < MAX_ATTEMPTS && this.options.isRetryable(error))
        for (const one of batch) await this.send([one], attempt + 1);
      else for (const one of batch) one.reject(error);
    }
  }
}
