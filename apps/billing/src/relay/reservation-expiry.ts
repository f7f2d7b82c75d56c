import { type BeforeApplicationShutdown, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Log } from '@tollgate/platform/log';
import { Metrics } from '@tollgate/platform/metrics';
import { Options } from '@tollgate/options';
import { ReceiptsRepository } from './receipts.repository.js';
import { RelayQueue } from './relay-queue.js';
import { RelayRepository } from './relay.repository.js';

/** A reservation must be freed within 5 s of its end, so each replica looks every 2 s. */
const INTERVAL_MS = 2000;
const BATCH = 500;
const SWEEP_EVERY = 30;
const SWEEP_BATCH = 5000;

/**
 * Frees reservations whose time is over, by the same queue as everything else, so a settlement that arrives at the same moment is
 * decided before or after, never both. Two replicas may find the same row: the second frees nothing.
 */
@Injectable()
export class ReservationExpiry implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly counts = { expired: 0 };
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;
  private rounds = 0;
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly repository: RelayRepository,
    private readonly receipts: ReceiptsRepository,
    private readonly queue: RelayQueue,
    private readonly options: Options,
    private readonly log: Log,
    metrics: Metrics,
  ) {
    metrics.watch('tollgate_reservations', 'Reservations that ended by themselves, since this process started', () => ({
      expired: this.counts.expired,
    }));
  }

  onApplicationBootstrap(): void {
    this.schedule();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.running;
  }

  /** Frees all that are due; returns how many this replica freed. */
  async expireDue(): Promise<number> {
    let freed = 0;
    for (;;) {
      const due = await this.repository.due(BATCH);
      const deadline = Date.now() + 30_000;
      const rows = await Promise.all(due.map((requestId) => this.queue.add({ op: 'expire', requestId }, deadline)));
      const done = rows.filter(({ outcome }) => outcome === 'released').length;
      freed += done;
      this.counts.expired += done;
      if (due.length < BATCH || this.stopped) return freed;
    }
  }

  private schedule(): void {
    if (this.stopped) return;
    this.timer = setTimeout(() => {
      this.running = this.round();
    }, INTERVAL_MS);
    this.timer.unref();
  }

  private async round(): Promise<void> {
    try {
      await this.expireDue();
      this.rounds += 1;
      if (this.rounds % SWEEP_EVERY === 1) await this.receipts.sweep(this.options.get('RelayReceiptDays'), SWEEP_BATCH);
    } catch (error) {
      this.log.warn('reservations could not be freed: tried again', { error });
    }
    this.schedule();
  }
}
