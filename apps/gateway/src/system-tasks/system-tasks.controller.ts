import { Controller } from '@nestjs/common';
import { systemTasksRpc } from '@tollgate/contracts/admin/system-tasks';
import { type Forwarded, Route } from '../http/route.js';
import { RpcController } from '../http/route/rpc-controller.js';

/** Long work that root starts and watches. */
@Controller()
export class SystemTasksController extends RpcController {
  @Route('POST', '/api/system-task/log-cleanup', systemTasksRpc.cleanUpLogs, { query: ['target_timestamp'] })
  readonly cleanUpLogs: Forwarded;

  @Route('GET', '/api/system-task/current', systemTasksRpc.current, { data: 'task' })
  readonly current: Forwarded;

  @Route('GET', '/api/system-task/list', systemTasksRpc.list, { data: 'tasks' })
  readonly list: Forwarded;

  @Route('GET', '/api/system-task/:task_id', systemTasksRpc.get)
  readonly get: Forwarded;
}
