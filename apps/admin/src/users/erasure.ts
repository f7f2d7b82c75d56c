import { Injectable } from '@nestjs/common';
import { Database } from '@tollgate/platform/db';
import { job, Runs, type JobRun } from '@tollgate/platform/jobs';

/** Takes a removed user's name and addresses out of the logs. */
export const eraseTraces = job<{ userId: number }>('users.erase_traces');

const AT_A_TIME = 5000;
const ERASE = { name: 'users.erase_traces', text: 'SELECT admin.erase_traces($1, $2) AS erased' } as const;

/** What remains to be done after an account is gone for good: its lines may be many, so not in the request. */
@Injectable()
export class Erasure {
  constructor(private readonly database: Database) {}

  @Runs(eraseTraces)
  async erase({ userId }: { userId: number }, run: JobRun): Promise<void> {
    while (!run.signal?.aborted) {
      const [row] = await this.database.query<{ erased: number }>(ERASE, [userId, AT_A_TIME]);
      if (!row || row.erased < AT_A_TIME) return;
    }
    throw new Error('stopped before all traces were erased');
  }
}
