import { Injectable } from '@nestjs/common';
import { Database } from '@tollgate/platform/db';

const JOBS = {
  name: 'system.jobs',
  text: `SELECT count(*) FILTER (WHERE attempts < max_attempts AND locked_at IS NULL AND run_at <= now())::int AS due,
                count(*) FILTER (WHERE attempts >= max_attempts)::int AS failed,
                coalesce(extract(epoch FROM now() - min(run_at)
                  FILTER (WHERE attempts < max_attempts AND locked_at IS NULL AND run_at <= now())), 0)::int AS lag
           FROM graphile_worker._private_jobs`,
} as const;

/** SQL of the system's state. */
@Injectable()
export class SystemRepository {
  constructor(private readonly database: Database) {}

  /** Counts the due jobs and those without attempts left; `lag` is how long the oldest due job has waited, in seconds. */
  async jobs(): Promise<{ due: number; failed: number; lag: number }> {
    const [row] = await this.database.query<{ due: number; failed: number; lag: number }>(JOBS);
    return row ?? { due: 0, failed: 0, lag: 0 };
  }

  /** Failures of mail in the last hour that are not the recipient's, and the newest answer of the server. */
  async mailFailures(): Promise<{ count: number; response: string | null }> {
    const text = `SELECT count(*)::int AS count, (array_agg(response ORDER BY id DESC))[1] AS response FROM auth.mail_failures
                   WHERE created_at > now() - interval '1 hour' AND reason <> 'recipient'`;
    const [row] = await this.database.query<{ count: number; response: string | null }>({ name: 'system.mail', text });
    return row ?? { count: 0, response: null };
  }

  /** How long the database takes to answer, in milliseconds. */
  async ping(): Promise<number> {
    const started = performance.now();
    await this.database.query({ name: 'system.ping', text: 'SELECT 1' });
    return performance.now() - started;
  }
}
