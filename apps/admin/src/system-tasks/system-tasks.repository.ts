import { Injectable } from '@nestjs/common';
import { Database, type Sql, type Tx } from '@tollgate/platform/db';

export interface TaskRow {
  readonly id: number;
  readonly task_id: string;
  readonly type: string;
  readonly status: string;
  readonly target_timestamp: number;
  readonly total: number;
  readonly processed: number;
  readonly error: string;
  readonly started_by: number;
  readonly created_at: number;
  readonly updated_at: number;
}

const COLUMNS = `id, task_id, type, status, target_timestamp, total, processed, error, started_by,
  extract(epoch FROM created_at)::bigint AS created_at, extract(epoch FROM updated_at)::bigint AS updated_at`;

// of two at once one inserts, because the unique index allows one active task of a type
const BEGIN = {
  name: 'system_tasks.begin',
  text: `INSERT INTO admin.system_tasks (task_id, type, target_timestamp, total, started_by)
         VALUES ($1, $2, $3, (SELECT count(*) FROM admin.logs WHERE created_at < to_timestamp($3::bigint)), $4)
         ON CONFLICT (type) WHERE status IN ('pending', 'running') DO NOTHING RETURNING ${COLUMNS}`,
} as const;

const ADVANCE = {
  name: 'system_tasks.advance',
  text: `UPDATE admin.system_tasks SET status = 'running', processed = processed + $2, updated_at = now()
          WHERE id = $1 AND status IN ('pending', 'running') RETURNING id`,
} as const;

const FINISH = {
  name: 'system_tasks.finish',
  text: `UPDATE admin.system_tasks SET status = $2, error = $3, updated_at = now()
          WHERE id = $1 AND status IN ('pending', 'running')`,
} as const;

/** SQL of system tasks. */
@Injectable()
export class SystemTasksRepository {
  constructor(private readonly database: Database) {}

  /** A new task; undefined while one of the type is under way. */
  async begin(tx: Tx, taskId: string, type: string, target: number, startedBy: number): Promise<TaskRow | undefined> {
    const [row] = await tx.query<TaskRow & Record<string, unknown>>(BEGIN, [taskId, type, target, startedBy]);
    return row;
  }

  async active(sql: Sql, type: string): Promise<TaskRow | undefined> {
    const text = `SELECT ${COLUMNS} FROM admin.system_tasks WHERE type = $1 AND status IN ('pending', 'running')`;
    const [row] = await sql.query<TaskRow & Record<string, unknown>>({ name: 'system_tasks.active', text }, [type]);
    return row;
  }

  async get(taskId: string): Promise<TaskRow | undefined> {
    const text = `SELECT ${COLUMNS} FROM admin.system_tasks WHERE task_id = $1`;
    const statement = { name: 'system_tasks.get', text };
    const [row] = await this.database.query<TaskRow & Record<string, unknown>>(statement, [taskId]);
    return row;
  }

  list(limit: number): Promise<TaskRow[]> {
    const text = `SELECT ${COLUMNS} FROM admin.system_tasks ORDER BY id DESC LIMIT $1`;
    return this.database.query<TaskRow & Record<string, unknown>>({ name: 'system_tasks.list', text }, [limit]);
  }

  /** Counts a step; false where the task is no longer under way. */
  async advance(tx: Tx, id: number, lines: number): Promise<boolean> {
    return (await tx.query(ADVANCE, [id, lines])).length > 0;
  }

  async finish(sql: Sql, id: number, status: 'succeeded' | 'failed', error: string): Promise<void> {
    await sql.query(FINISH, [id, status, error]);
  }
}
