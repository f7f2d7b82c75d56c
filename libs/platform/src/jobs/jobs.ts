import type { Sql, Tx } from '../db/index.js';
import type { Job } from './job.js';

const ADD = {
  name: 'jobs.add',
  text: 'SELECT platform.add_job($1, $2::json, $3::timestamptz, $4, $5)',
} as const;

export interface AddOptions {
  /** At most one waiting job has this key: adding again replaces what it carries and when it runs. */
  readonly key?: string;
  readonly runAt?: Date;
}

/** Puts work in the queue, in the transaction of what it follows from: it runs if and only if that commits. */
export class Jobs {
  /** Adds a job. Secrets do not belong into a payload: it is kept in the database until the job has run. */
  async add<P extends object>(tx: Tx, kind: Job<P>, payload: P, { key, runAt }: AddOptions = {}): Promise<void> {
    await add(tx, kind, payload, key, runAt);
  }

  /** Adds a job that follows from no other write, as a transaction of its own. */
  async addAlone<P extends object>(sql: Sql, kind: Job<P>, payload: P, { key, runAt }: AddOptions = {}): Promise<void> {
    await add(sql, kind, payload, key, runAt);
  }
}

async function add<P extends object>(sql: Sql, kind: Job<P>, payload: P, key?: string, runAt?: Date): Promise<void> {
  await sql.query(ADD, [kind.name, JSON.stringify(payload), runAt ?? null, kind.attempts, key ?? null]);
}
