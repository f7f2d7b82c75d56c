import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '@tollgate/platform/db';
import { job, type JobRun, Runs } from '@tollgate/platform/jobs';
import { UsageRepository } from './usage.repository.js';

/** One attempt, because the job runs again ten minutes later and continues there. */
export const rollUpUsage = job<object>('usage.roll_up', { attempts: 1 });

/** Most hours in one run, so that a backlog of years does not exceed the time limit of a job. */
const MAX_BATCH = 1000;

/** Keeps usage by hour close behind the log lines. If it falls behind, answers stay right and become slower. */
@Injectable()
export class UsageRollUp {
  constructor(
    private readonly work: UnitOfWork,
    private readonly repository: UsageRepository,
  ) {}

  /** Rolls up the closed hours, each in a transaction of its own. */
  @Runs(rollUpUsage, { cron: '*/10 * * * *' })
  async run(_payload: object, { signal }: JobRun): Promise<void> {
    for (let hours = 0; hours < MAX_BATCH && !signal?.aborted; hours += 1) {
      if (!(await this.work.run((tx) => this.repository.rollUp(tx)))) return;
    }
  }
}
