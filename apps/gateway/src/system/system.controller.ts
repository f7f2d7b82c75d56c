import { Controller } from '@nestjs/common';
import type { Caller, Nothing } from '@tollgate/contracts';
import { systemRpc } from '@tollgate/contracts/admin/system';
import { RpcClient } from '@tollgate/platform/rpc';
import { Admission } from '../http/overload/admission.js';
import { From } from '../http/route/caller.js';
import { Input } from '../http/route/input.js';
import { type Forwarded, Route } from '../http/route.js';
import { RpcController } from '../http/route/rpc-controller.js';

/** The state of the services and the uptime page. */
@Controller()
export class SystemController extends RpcController {
  constructor(
    rpc: RpcClient,
    private readonly admission: Admission,
  ) {
    super(rpc);
  }

  @Route('GET', '/api/status/test', systemRpc.test, { success: 'running', beside: ['http_stats'] })
  async test(@Input() request: Nothing, @From() caller: Caller) {
    const state = await this.rpc.call(systemRpc.test, request, caller);
    return { ...state, http_stats: { active_connections: this.admission.underWay } };
  }

  @Route('GET', '/api/uptime/status', systemRpc.uptime, { data: 'categories', tag: 'status' })
  readonly uptime: Forwarded;
}
