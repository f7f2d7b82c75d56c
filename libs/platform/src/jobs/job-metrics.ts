import type { UnitOfWork } from '../db/index.js';
import type { Metrics, Reading, Sample } from '../metrics/index.js';

const OUTCOMES = ['done', 'failed', 'exhausted'] as const;
const STATES = ['ready', 'later', 'running', 'retrying', 'exhausted'] as const;

/** Reads all waiting jobs: a finished job leaves the table, so the table is as long as the queue. */
const QUEUE = {
  name: 'jobs.queue',
  text: `SELECT t.identifier AS task,
                count(*) FILTER (WHERE j.is_available AND j.run_at <= now())::int AS ready,
                count(*) FILTER (WHERE j.is_available AND j.run_at > now() AND j.attempts = 0)::int AS later,
                count(*) FILTER (WHERE j.is_available AND j.run_at > now() AND j.attempts > 0)::int AS retrying,
                count(*) FILTER (WHERE j.locked_at IS NOT NULL)::int AS running,
                count(*) FILTER (WHERE j.locked_at IS NULL AND j.attempts >= j.max_attempts)::int AS exhausted,
                coalesce(extract(epoch FROM now() - min(j.run_at) FILTER (WHERE j.is_available AND j.run_at <= now())), 0)::float8 AS lag
           FROM graphile_worker._private_jobs j JOIN graphile_worker._private_tasks t ON t.id = j.task_id
          WHERE t.identifier = ANY($1) GROUP BY t.identifier`,
} as const;

type Row = Record<(typeof STATES)[number] | 'lag', number> & { readonly task: string };

/** Metrics of a service's jobs: how each run ended, and how many wait in the queue. */
export class JobMetrics {
  constructor(
    private readonly metrics: Metrics,
    private readonly service: string,
    private readonly tasks: readonly string[],
  ) {
    for (const task of tasks) for (const outcome of OUTCOMES) metrics.job(service, task, outcome, 0);
  }

  /** Counts a run. */
  done(task: string, outcome: (typeof OUTCOMES)[number]): void {
    this.metrics.job(this.service, task, outcome);
  }

  /** Shows the queue. */
  watch(work: Pick<UnitOfWork, 'run'>): void {
    if (this.tasks.length > 0) this.metrics.watchReading(this.service, this.queue(), work);
  }

  private queue(): Reading {
    return {
      name: 'jobs',
      gauges: [
        { name: 'tollgate_jobs', help: 'Background jobs in the queue, by state', labels: ['task', 'state'] },
        {
          name: 'tollgate_job_lag_seconds',
          help: 'How long the oldest job has been due and does not run',
          labels: ['task'],
        },
      ],
      read: async (tx) => {
        const rows = await tx.query<Row>(QUEUE, [this.tasks]);
        return this.tasks.flatMap((task) =>
          samples(
            task,
            rows.find((row) => row.task === task),
          ),
        );
      },
    };
  }
}

function samples(task: string, row: Row | undefined): Sample[] {
  return [
    ...STATES.map((state) => ({ gauge: 'tollgate_jobs', labels: { task, state }, value: row?.[state] ?? 0 })),
    { gauge: 'tollgate_job_lag_seconds', labels: { task }, value: row?.lag ?? 0 },
  ];
}
