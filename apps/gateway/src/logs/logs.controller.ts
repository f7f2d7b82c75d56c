import { Controller } from '@nestjs/common';
import type { Caller } from '@tollgate/contracts';
import {
  type DeleteLogsRequest,
  type LogFilter,
  type LogKey,
  type LogKeyword,
  logsRpc,
  type OwnLogFilter,
  type OwnUsageRequest,
  type UsageRequest,
} from '@tollgate/contracts/admin/logs';
import { RpcClient } from '@tollgate/platform/rpc';
import { From } from '../http/route/caller.js';
import { apiKeyHash } from '../http/request/credentials.js';
import { Input } from '../http/route/input.js';
import { Route } from '../http/route.js';

/** Logs, and usage over the same lines. */
@Controller()
export class LogsController {
  constructor(private readonly rpc: RpcClient) {}

  @Route('GET', '/api/log', logsRpc.list)
  list(@Input() request: LogFilter, @From() caller: Caller) {
    return this.rpc.call(logsRpc.list, request, caller);
  }

  @Route('GET', '/api/log/self', logsRpc.listOwn)
  listOwn(@Input() request: OwnLogFilter, @From() caller: Caller) {
    return this.rpc.call(logsRpc.listOwn, request, caller);
  }

  @Route('GET', '/api/log/search', logsRpc.search, { data: 'items' })
  search(@Input() request: LogKeyword, @From() caller: Caller) {
    return this.rpc.call(logsRpc.search, request, caller);
  }

  @Route('GET', '/api/log/self/search', logsRpc.searchOwn, { data: 'items' })
  searchOwn(@Input() request: LogKeyword, @From() caller: Caller) {
    return this.rpc.call(logsRpc.searchOwn, request, caller);
  }

  @Route('GET', '/api/log/stat', logsRpc.stat)
  stat(@Input() request: LogFilter, @From() caller: Caller) {
    return this.rpc.call(logsRpc.stat, request, caller);
  }

  @Route('GET', '/api/log/self/stat', logsRpc.statOwn)
  statOwn(@Input() request: OwnLogFilter, @From() caller: Caller) {
    return this.rpc.call(logsRpc.statOwn, request, caller);
  }

  @Route('GET', '/api/log/token', logsRpc.ofKey, { data: 'items', openToPages: true })
  ofKey(@Input() request: LogKey, @From() caller: Caller) {
    return this.rpc.call(logsRpc.ofKey, { key: apiKeyHash(String(request.key ?? '')) }, caller);
  }

  @Route('DELETE', '/api/log', logsRpc.remove, { data: 'deleted' })
  remove(@Input() request: DeleteLogsRequest, @From() caller: Caller) {
    return this.rpc.call(logsRpc.remove, request, caller);
  }

  @Route('GET', '/api/data', logsRpc.usage, { data: 'points' })
  usage(@Input() request: UsageRequest, @From() caller: Caller) {
    return this.rpc.call(logsRpc.usage, request, caller);
  }

  @Route('GET', '/api/data/self', logsRpc.usageOwn, { data: 'points' })
  usageOwn(@Input() request: OwnUsageRequest, @From() caller: Caller) {
    return this.rpc.call(logsRpc.usageOwn, request, caller);
  }
}
