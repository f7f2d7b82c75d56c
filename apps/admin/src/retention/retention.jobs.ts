import { Injectable } from '@nestjs/common';
import { type Tx, UnitOfWork } from '@tollgate/platform/db';
import { job, type JobRun, Runs } from '@tollgate/platform/jobs';
import { Metrics, type Sample } from '@tollgate/platform/metrics';
import { RetentionRepository } from './retention.repository.js';
import { RetentionService } from './retention.service.js';

/** One attempt, because the next run does the same. */
const sweepRows = job<Record<string, never>>('retention.sweep', { attempts: 1 });
const cutRows = job<Record<string, never>>('retention.cut', { attempts: 1 });

const GAUGES = [
  {
    name: 'tollgate_expired_rows',
    help: 'Rows without further use that the last sweep of a table left (at most 100,000 are counted)',
    labels: ['sweep'],
  },
  { name: 'tollgate_sweep_age_seconds', help: 'Time since the last sweep of a table', labels: ['sweep'] },
] as const;

/** Runs the sweeps hourly and the retention options daily, each on one replica, and shows what the sweeps left. */
@Injectable()
export class RetentionJobs {
  constructor(
    private readonly retention: RetentionService,
    repository: RetentionRepository,
    metrics: Metrics,
    work: UnitOfWork,
  ) {
    const read = async (tx: Tx): Promise<Sample[]> =>
      (await repository.swept(tx)).flatMap(({ name, remaining, age }) => [
        { gauge: GAUGES[0].name, labels: { sweep: name }, value: remaining },
        { gauge: GAUGES[1].name, labels: { sweep: name }, value: age },
      ]);
    metrics.watchReading('admin', { name: 'sweeps', gauges: GAUGES, read }, work);
  }

  @Runs(sweepRows, { cron: '41 * * * *' })
  async sweep(_: object, { signal }: JobRun): Promise<void> {
    await this.retention.sweep(signal);
  }

  @Runs(cutRows, { cron: '23 4 * * *' })
  async cut(_: object, { signal }: JobRun): Promise<void> {
    await this.retention.cut(signal);
  }
}
