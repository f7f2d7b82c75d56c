import { Controller } from '@nestjs/common';
import type { Caller } from '@tollgate/contracts';
import {
  LogItem,
  type LogKey,
  type LogListRequest,
  logsRpc,
  type OwnLogListRequest,
} from '@tollgate/contracts/admin/logs';
import { LIST_FILE, listOrFile } from '../http/answers/list-file.js';
import { From } from '../http/route/caller.js';
import { apiKeyHash } from '../http/request/credentials.js';
import { Input } from '../http/route/input.js';
import { type Forwarded, Route } from '../http/route.js';
import { RpcController } from '../http/route/rpc-controller.js';

/** Log lines, and the usage that they sum up to. */
@Controller()
export class LogsController extends RpcController {
  @Route('GET', '/api/log', logsRpc.list, { ...LIST_FILE })
  list(@Input() request: LogListRequest, @From() caller: Caller) {
    const list = { contract: logsRpc.list, item: LogItem, name: 'all-logs' };
    return listOrFile(this.rpc, list, request, caller);
  }

  @Route('GET', '/api/log/self', logsRpc.listOwn, { ...LIST_FILE })
  listOwn(@Input() request: OwnLogListRequest, @From() caller: Caller) {
    const list = { contract: logsRpc.listOwn, item: LogItem, name: 'log' };
    return listOrFile(this.rpc, list, request, caller);
  }

  @Route('GET', '/api/log/search', logsRpc.search, { data: 'items' })
  readonly search: Forwarded;

  @Route('GET', '/api/log/self/search', logsRpc.searchOwn, { data: 'items' })
  readonly searchOwn: Forwarded;

  @Route('GET', '/api/log/stat', logsRpc.stat)
  readonly stat: Forwarded;

  @Route('GET', '/api/log/self/stat', logsRpc.statOwn)
  readonly statOwn: Forwarded;

  @Route('GET', '/api/log/token', logsRpc.ofKey, { data: 'items', openToPages: true })
  ofKey(@Input() request: LogKey, @From() caller: Caller) {
    return this.rpc.call(logsRpc.ofKey, { key: apiKeyHash(String(request.key ?? '')) }, caller);
  }

  @Route('DELETE', '/api/log', logsRpc.remove, { data: 'deleted' })
  readonly remove: Forwarded;

  @Route('GET', '/api/data', logsRpc.usage, { data: 'points', ignores: ['default_time'] })
  readonly usage: Forwarded;

  @Route('GET', '/api/data/self', logsRpc.usageOwn, { data: 'points', ignores: ['default_time'] })
  readonly usageOwn: Forwarded;

  @Route('GET', '/api/data/users', logsRpc.usageOfUsers, { data: 'points' })
  readonly usageOfUsers: Forwarded;

  @Route('GET', '/api/data/flow', logsRpc.flows, { data: 'flows' })
  readonly flows: Forwarded;

  @Route('GET', '/api/data/flow/self', logsRpc.flowsOwn, { data: 'flows' })
  readonly flowsOwn: Forwarded;
}
