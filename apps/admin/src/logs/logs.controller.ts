import { Controller } from '@nestjs/common';
import type { Identity } from '@tollgate/contracts';
import {
  type DeleteLogsRequest,
  type LogFilter,
  type LogKey,
  type LogKeyword,
  type LogListRequest,
  logsRpc,
  type OwnLogFilter,
  type OwnLogListRequest,
  type OwnUsageRequest,
  type UsageFlowRequest,
  type UsageRequest,
} from '@tollgate/contracts/admin/logs';
import { Handles, type RequestContext } from '@tollgate/platform/rpc';
import { LogsService } from './logs.service.js';
import { StatisticsService } from './statistics.service.js';

type Context = RequestContext<Identity>;

@Controller()
export class LogsController {
  constructor(
    private readonly logs: LogsService,
    private readonly statistics: StatisticsService,
  ) {}

  @Handles(logsRpc.list)
  list(request: LogListRequest, _context: Context) {
    return this.logs.list(request);
  }

  @Handles(logsRpc.listOwn)
  listOwn(request: OwnLogListRequest, { identity }: Context) {
    return this.logs.listOwn(request, identity);
  }

  @Handles(logsRpc.search)
  search(request: LogKeyword, _context: Context) {
    return this.logs.search(request);
  }

  @Handles(logsRpc.searchOwn)
  searchOwn(request: LogKeyword, { identity }: Context) {
    return this.logs.searchOwn(request, identity);
  }

  @Handles(logsRpc.stat)
  stat(request: LogFilter, _context: Context) {
    return this.logs.stat(request);
  }

  @Handles(logsRpc.statOwn)
  statOwn(request: OwnLogFilter, { identity }: Context) {
    return this.logs.statOwn(request, identity);
  }

  @Handles(logsRpc.ofKey)
  ofKey(request: LogKey, { caller }: RequestContext<null>) {
    return this.logs.ofKey(request, caller);
  }

  @Handles(logsRpc.remove)
  remove(request: DeleteLogsRequest, context: Context) {
    return this.logs.remove(request, context);
  }

  @Handles(logsRpc.usage)
  usage(request: UsageRequest, _context: Context) {
    return this.statistics.usage(request);
  }

  @Handles(logsRpc.usageOwn)
  usageOwn(request: OwnUsageRequest, { identity }: Context) {
    return this.statistics.usageOwn(request, identity);
  }

  @Handles(logsRpc.usageOfUsers)
  usageOfUsers(request: OwnUsageRequest, _context: Context) {
    return this.statistics.usageOfUsers(request);
  }

  @Handles(logsRpc.flows)
  flows(request: UsageFlowRequest, { identity }: Context) {
    return this.statistics.flows(request, identity);
  }

  @Handles(logsRpc.flowsOwn)
  flowsOwn(request: UsageFlowRequest, { identity }: Context) {
    return this.statistics.flowsOwn(request, identity);
  }
}
