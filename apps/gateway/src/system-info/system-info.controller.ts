import { Controller } from '@nestjs/common';
import { systemInfoRpc } from '@tollgate/contracts/admin/system-info';
import { type Forwarded, Route } from '../http/route.js';
import { RpcController } from '../http/route/rpc-controller.js';

/** The operations pages of the web client of 2026. */
@Controller()
export class SystemInfoController extends RpcController {
  @Route('GET', '/api/system-info/instances', systemInfoRpc.instances, { data: 'instances' })
  readonly instances: Forwarded;

  @Route('DELETE', '/api/system-info/stale-instances', systemInfoRpc.deleteStale)
  readonly deleteStale: Forwarded;

  @Route('DELETE', '/api/system-info/instances/:node_name', systemInfoRpc.deleteInstance)
  readonly deleteInstance: Forwarded;

  @Route('GET', '/api/performance/stats', systemInfoRpc.performance)
  readonly performance: Forwarded;

  @Route('GET', '/api/performance/logs', systemInfoRpc.logFiles)
  readonly logFiles: Forwarded;
}
