import { Int, List, Nested, Text } from '../fields.js';
import { rpc } from '../rpc.js';

export class TaskPayload {
  @Int({ description: 'Lines that one step deletes at most' }) batch_size: number;
  @Int({ description: 'Unix seconds' }) target_timestamp: number;
}

export class TaskState {
  @Int({ description: 'Lines deleted so far' }) processed: number;
  @Int({ description: 'Percent' }) progress: number;
  @Int() remaining: number;
  @Int() total: number;
}

export class TaskResult {
  @Int() deleted_count: number;
}

export class SystemTaskView {
  @Int() id: number;
  @Text({ example: 'systask_4fK2' }) task_id: string;
  @Text({ example: 'log_cleanup' }) type: string;
  @Text({ example: 'succeeded', values: ['pending', 'running', 'succeeded', 'failed'] }) status: string;
  @Text({ optional: true, description: 'Only while it is under way' }) active_key?: string;
  @Nested(() => TaskPayload) payload: TaskPayload;
  @Nested(() => TaskState) state: TaskState;
  @Nested(() => TaskResult, { nullable: true, description: 'Null until it has succeeded' }) result: TaskResult | null;
  @Text({ description: 'Why it failed' }) error: string;
  @Text() locked_by: string;
  @Int({ description: 'Unix seconds' }) created_at: number;
  @Int({ description: 'Unix seconds' }) updated_at: number;
}

export class CleanUpRequest {
  @Int({ optional: true, min: 0, max: 253_402_300_799, description: 'Unix seconds' }) target_timestamp?: number;
}

export class CurrentTaskRequest {
  @Text({ optional: true, max: 64, example: 'log_cleanup' }) type?: string;
}

export class CurrentTask {
  @Nested(() => SystemTaskView, { nullable: true, description: 'Null where none is under way' })
  task: SystemTaskView | null;
}

export class TaskId {
  @Text({ max: 64 }) task_id: string;
}

export class TasksRequest {
  @Int({ optional: true, min: 1, max: 100 }) limit?: number;
}

export class SystemTaskList {
  @List(() => SystemTaskView) tasks: SystemTaskView[];
}

export const systemTasksRpc = {
  cleanUpLogs: rpc('rpc.admin.system_task.clean_up_logs', CleanUpRequest, SystemTaskView, {
    access: 'root',
    stepUp: true,
    errors: ['TARGET_TIMESTAMP_REQUIRED'],
    summary: 'Begin to delete old log lines; while that is under way, the same task again',
  }),
  current: rpc('rpc.admin.system_task.current', CurrentTaskRequest, CurrentTask, {
    access: 'root',
    errors: ['TASK_TYPE_REQUIRED'],
    summary: 'The task of a type that is under way',
  }),
  get: rpc('rpc.admin.system_task.get', TaskId, SystemTaskView, {
    access: 'root',
    errors: ['TASK_NOT_FOUND'],
    summary: 'One task',
  }),
  list: rpc('rpc.admin.system_task.list', TasksRequest, SystemTaskList, {
    access: 'root',
    summary: 'The newest tasks',
  }),
};
