import { Injectable } from '@nestjs/common';
import { Database, UnitOfWork } from '@tollgate/platform/db';
import { job, Runs, type JobRun } from '@tollgate/platform/jobs';
import { UsageRepository } from '../logs/usage.repository.js';

/** Removes a removed user's name and addresses from the logs and from usage by hour. */
export const eraseTraces = job<{ userId: number }>('users.erase_traces');

const BATCH = 5000;
const ERASE = { name: 'users.erase_traces', text: 'SELECT admin.erase_traces($1, $2) AS erased' } as const;

/** Erases the traces of a removed account in a job, because its lines may be too many for the request. */
@Injectable()
export class Erasure {
  constructor(
    private readonly database: Database,
    private readonly work: UnitOfWork,
    private readonly usage: UsageRepository,
  ) {}

  @Runs(eraseTraces)
  erase({ userId }: { userId: number }, { signal }: JobRun): Promise<void> {
    return this.eraseNow(userId, signal);
  }

  /** Erases the traces without a job, for a command that waits until they are gone. */
  async eraseNow(userId: number, signal?: AbortSignal): Promise<void> {
    await untilDone(() => this.eraseLines(userId), signal);
    await untilDone(() => this.work.run((tx) => this.usage.erase(tx, userId, BATCH)), signal);
  }

  private async eraseLines(userId: number): Promise<number> {
    const [row] = await this.database.query<{ erased: number }>(ERASE, [userId, BATCH]);
    return row?.erased ?? 0;
  }
}

async function untilDone(eraseSome: () => Promise<number>, signal: AbortSignal | undefined): Promise<void> {
  while (!signal?.aborted) {
    if ((await eraseSome()) < BATCH) return;
  }
  throw new Error('stopped before all traces were erased');
}
