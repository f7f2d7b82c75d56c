import { Injectable } from '@nestjs/common';
import { Records } from '@tollgate/audit-log';
import { Database, type Tx, UnitOfWork } from '@tollgate/platform/db';
import { job, type JobRun, Runs } from '@tollgate/platform/jobs';
import { LogsRepository } from '../logs/logs.repository.js';
import { UsageRepository } from '../logs/usage.repository.js';
import { SystemTasksRepository, type TaskRow } from './system-tasks.repository.js';

export const LOG_CLEANUP = 'log_cleanup';
export const cleanUpLogs = job<{ taskId: string }>('system_task.clean_up_logs', { attempts: 3 });

/** Deletes the log lines that a task names, each step in its own transaction, so that deleted lines stay deleted if a later step fails. */
@Injectable()
export class LogCleanUp {
  constructor(
    private readonly tasks: SystemTasksRepository,
    private readonly logs: LogsRepository,
    private readonly usage: UsageRepository,
    private readonly records: Records,
    private readonly uow: UnitOfWork,
    private readonly database: Database,
  ) {}

  @Runs(cleanUpLogs)
  async run({ taskId }: { taskId: string }, { signal, isLast }: JobRun): Promise<void> {
    const task = await this.tasks.get(taskId);
    if (!task) return;
    try {
      while (await this.uow.run((tx) => this.usage.rollUp(tx))) if (signal?.aborted) break;
      for (let gone = -1; gone !== 0;) gone = await this.uow.run((tx) => this.step(tx, task));
      await this.tasks.finish(this.database, task.id, 'succeeded', '');
    } catch (error) {
      if (isLast) await this.tasks.finish(this.database, task.id, 'failed', 'the deletion failed, see the log');
      throw error;
    }
  }

  private async step(tx: Tx, task: TaskRow): Promise<number> {
    const gone = await this.logs.purge(tx, task.target_timestamp);
    if (!(await this.tasks.advance(tx, task.id, gone)) || gone === 0) return 0;
    await this.records.audit(tx, {
      actor: { userId: task.started_by },
      action: 'log.remove',
      target: { type: 'log', id: '' },
      after: { before: task.target_timestamp, deleted: gone },
      caller: null,
    });
    return gone;
  }
}
