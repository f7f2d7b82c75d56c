import { Injectable } from '@nestjs/common';
import { lockActor } from '@tollgate/account-rules';
import { AppError, type Identity, Role } from '@tollgate/contracts';
import type {
  CleanUpRequest,
  CurrentTask,
  CurrentTaskRequest,
  SystemTaskList,
  SystemTaskView,
  TaskId,
  TasksRequest,
} from '@tollgate/contracts/admin/system-tasks';
import { newBase62 } from '@tollgate/platform/access';
import { Database, UnitOfWork } from '@tollgate/platform/db';
import { Jobs } from '@tollgate/platform/jobs';
import type { RequestContext } from '@tollgate/platform/rpc';
import { PURGE_AT_A_TIME } from '../logs/logs.repository.js';
import { cleanUpLogs, LOG_CLEANUP } from './log-clean-up.js';
import { SystemTasksRepository, type TaskRow } from './system-tasks.repository.js';

const ID_LENGTH = 24;
const TASKS_LISTED = 20;
const IS_ACTIVE: ReadonlySet<string> = new Set(['pending', 'running']);

/** Long work that root starts and watches. */
@Injectable()
export class SystemTasksService {
  constructor(
    private readonly tasks: SystemTasksRepository,
    private readonly jobs: Jobs,
    private readonly uow: UnitOfWork,
    private readonly database: Database,
  ) {}

  /** @throws AppError TARGET_TIMESTAMP_REQUIRED, PERMISSION_DENIED */
  async cleanUpLogs(
    { target_timestamp: target }: CleanUpRequest,
    context: RequestContext<Identity>,
  ): Promise<SystemTaskView> {
    if (!target) throw new AppError('TARGET_TIMESTAMP_REQUIRED');
    const { identity, caller } = context;
    const row = await this.uow.run(async (tx) => {
      await lockActor(tx, identity, Role.root);
      const taskId = `systask_${newBase62(ID_LENGTH)}`;
      const begun = await this.tasks.begin(tx, taskId, LOG_CLEANUP, target, identity.userId);
      if (begun) await this.jobs.add(tx, cleanUpLogs, { taskId }, { requestId: caller.requestId });
      return begun ?? this.tasks.active(tx, LOG_CLEANUP);
    });
    // the active one ended between the two statements: its successor may begin now
    if (!row) return this.cleanUpLogs({ target_timestamp: target }, context);
    return toView(row);
  }

  /** @throws AppError TASK_TYPE_REQUIRED */
  async current({ type }: CurrentTaskRequest): Promise<CurrentTask> {
    if (!type) throw new AppError('TASK_TYPE_REQUIRED');
    const row = await this.tasks.active(this.database, type);
    return { task: row ? toView(row) : null };
  }

  /** @throws AppError TASK_NOT_FOUND */
  async get({ task_id }: TaskId): Promise<SystemTaskView> {
    const row = await this.tasks.get(task_id);
    if (!row) throw new AppError('TASK_NOT_FOUND');
    return toView(row);
  }

  async list({ limit = TASKS_LISTED }: TasksRequest): Promise<SystemTaskList> {
    return { tasks: (await this.tasks.list(limit)).map(toView) };
  }
}

function toView(row: TaskRow): SystemTaskView {
  const { id, task_id, type, status, target_timestamp, total, processed, error, created_at, updated_at } = row;
  const isDone = status === 'succeeded';
  const progress = isDone ? 100 : total === 0 ? 0 : Math.min(99, Math.floor((processed / total) * 100));
  return {
    ...{ id, task_id, type, status, error, locked_by: '', created_at, updated_at },
    ...(IS_ACTIVE.has(status) ? { active_key: type } : {}),
    payload: { batch_size: PURGE_AT_A_TIME, target_timestamp },
    state: { processed, progress, remaining: isDone ? 0 : Math.max(0, total - processed), total },
    result: isDone ? { deleted_count: processed } : null,
  };
}
