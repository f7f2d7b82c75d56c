import { Controller } from '@nestjs/common';
import type { Caller, Nothing } from '@tollgate/contracts';
import { systemRpc } from '@tollgate/contracts/admin/system';
import { RpcClient } from '@tollgate/platform/rpc';
import { From } from '../http/caller.js';
import { Input } from '../http/input.js';
import { Route } from '../http/route.js';

/** Whether everything works. */
@Controller()
export class SystemController {
  constructor(private readonly rpc: RpcClient) {}

  @Route('GET', '/api/status/test', systemRpc.test, { success: 'running' })
  test(@Input() request: Nothing, @From() caller: Caller) {
    return this.rpc.call(systemRpc.test, request, caller);
  }

  @Route('GET', '/api/uptime/status', systemRpc.uptime, { data: 'categories', tag: 'status' })
  uptime(@Input() request: Nothing, @From() caller: Caller) {
    return this.rpc.call(systemRpc.uptime, request, caller);
  }
}
