import { Controller } from '@nestjs/common';
import type { Identity } from '@tollgate/contracts';
import {
  type CleanUpRequest,
  type CurrentTaskRequest,
  systemTasksRpc,
  type TaskId,
  type TasksRequest,
} from '@tollgate/contracts/admin/system-tasks';
import { Handles, type RequestContext } from '@tollgate/platform/rpc';
import { SystemTasksService } from './system-tasks.service.js';

/** Long work that root starts and watches. */
@Controller()
export class SystemTasksController {
  constructor(private readonly tasks: SystemTasksService) {}

  @Handles(systemTasksRpc.cleanUpLogs)
  cleanUpLogs(request: CleanUpRequest, context: RequestContext<Identity>) {
    return this.tasks.cleanUpLogs(request, context);
  }

  @Handles(systemTasksRpc.current)
  current(request: CurrentTaskRequest, _: RequestContext<Identity>) {
    return this.tasks.current(request);
  }

  @Handles(systemTasksRpc.get)
  get(request: TaskId, _: RequestContext<Identity>) {
    return this.tasks.get(request);
  }

  @Handles(systemTasksRpc.list)
  list(request: TasksRequest, _: RequestContext<Identity>) {
    return this.tasks.list(request);
  }
}
