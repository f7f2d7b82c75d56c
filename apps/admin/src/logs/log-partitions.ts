import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { job, type JobRun, Runs } from '@tollgate/platform/jobs';
import { LogsRepository } from './logs.repository.js';

/** Months for which partitions are made ahead, so that an operator has time to notice if the job does not run. */
const AHEAD = 3;

export const makePartitions = job<object>('logs.make_partitions');

/** Keeps the logs' partitions ahead of the calendar. */
@Injectable()
export class LogPartitions implements OnApplicationBootstrap {
  constructor(private readonly repository: LogsRepository) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.repository.ensurePartitions(AHEAD);
  }

  @Runs(makePartitions, { cron: '17 3 * * *' })
  async make(_payload: object, _run: JobRun): Promise<void> {
    await this.repository.ensurePartitions(AHEAD);
  }
}
