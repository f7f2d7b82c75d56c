import { Controller } from '@nestjs/common';
import type { Caller, Nothing } from '@tollgate/contracts';
import { systemRpc } from '@tollgate/contracts/admin/system';
import { RpcClient } from '@tollgate/platform/rpc';
import { Admission } from '../http/overload/admission.js';
import { From } from '../http/route/caller.js';
import { Input } from '../http/route/input.js';
import { Route } from '../http/route.js';

/** Whether everything works. */
@Controller()
export class SystemController {
  constructor(
    private readonly rpc: RpcClient,
    private readonly admission: Admission,
  ) {}

  @Route('GET', '/api/status/test', systemRpc.test, { success: 'running', beside: ['http_stats'] })
  async test(@Input() request: Nothing, @From() caller: Caller) {
    const state = await this.rpc.call(systemRpc.test, request, caller);
    return { ...state, http_stats: { active_connections: this.admission.underWay } };
  }

  @Route('GET', '/api/uptime/status', systemRpc.uptime, { data: 'categories', tag: 'status' })
  uptime(@Input() request: Nothing, @From() caller: Caller) {
    return this.rpc.call(systemRpc.uptime, request, caller);
  }
}
