import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import { getSqlState } from '@tollgate/platform/db';
import { GroupCommitQueue } from '../usage/group-commit-queue.js';
import { RelayRepository, type RelayRow, type RelayWork } from './relay.repository.js';

const BATCH = 500;
const WAITING = 20_000;
/** Unique violation (one request id at once for two users), serialization failure, deadlock: undone as a whole, and one by one they pass. */
const SPOILT = new Set(['23505', '40001', '40P01']);

/**
 * The only way from this replica into the ledger for all that relays ask: reservations, settlements and charges share one group commit,
 * so what one user's requests do to each other is decided in the order in which they arrived.
 */
@Injectable()
export class RelayQueue implements BeforeApplicationShutdown {
  private readonly queue: GroupCommitQueue<RelayWork, RelayRow>;

  constructor(repository: RelayRepository) {
    const isRetryable = (error: unknown) => SPOILT.has(getSqlState(error));
    this.queue = new GroupCommitQueue((batch) => repository.apply(batch), {
      batch: BATCH,
      waiting: WAITING,
      isRetryable,
    });
  }

  /**
   * Does one piece of work in the next batch and returns what became of it, after the commit.
   * @throws AppError OVERLOADED, UNAVAILABLE: nothing was done
   */
  add(work: RelayWork, deadline: number): Promise<RelayRow> {
    return this.queue.add(work, deadline);
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.queue.idle();
  }
}
