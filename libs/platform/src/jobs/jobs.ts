import type { Sql, Tx } from '../db/index.js';
import type { Job } from './job.js';
import { withOrigin } from './origin.js';

const ADD = {
  name: 'jobs.add',
  text: 'SELECT platform.add_job($1, $2::json, $3::timestamptz, $4, $5)',
} as const;

export interface AddOptions {
  /** At most one waiting job has this key: adding again replaces what it carries and when it runs. */
  readonly key?: string;
  readonly runAt?: Date;
  /** The request it follows from: its log lines carry it. */
  readonly requestId?: string;
}

/** Puts work in the queue, in the transaction of what it follows from: it runs if and only if that commits. */
export class Jobs {
  /** Adds a job. Secrets do not belong into a payload: it is kept in the database until the job has run. */
  async add<P extends object>(tx: Tx, kind: Job<P>, payload: P, options: AddOptions = {}): Promise<void> {
    await add(tx, kind, payload, options);
  }

  /** Adds a job that follows from no other write, as a transaction of its own. */
  async addAlone<P extends object>(sql: Sql, kind: Job<P>, payload: P, options: AddOptions = {}): Promise<void> {
    await add(sql, kind, payload, options);
  }
}

async function add<P extends object>(sql: Sql, kind: Job<P>, payload: P, options: AddOptions): Promise<void> {
  const { key, runAt, requestId } = options;
  const carried = JSON.stringify(withOrigin(payload, requestId));
  await sql.query(ADD, [kind.name, carried, runAt ?? null, kind.attempts, key ?? null]);
}
