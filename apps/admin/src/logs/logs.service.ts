import { AppError, type Caller, type Identity, objectIn, Role } from '@tollgate/contracts';
import type {
  DeletedLogs,
  DeleteLogsRequest,
  LogFilter,
  LogItem,
  LogKey,
  LogKeyword,
  LogListRequest,
  LogLines,
  LogPage,
  LogStat,
  OwnLogFilter,
  OwnLogListRequest,
} from '@tollgate/contracts/admin/logs';
import { Injectable } from '@nestjs/common';
import { lockActor } from '@tollgate/account-rules';
import { isOnAllowList } from '@tollgate/platform/access';
import { UnitOfWork } from '@tollgate/platform/db';
import { Records } from '@tollgate/audit-log';
import { takeUntilReplyFull, type RequestContext } from '@tollgate/platform/rpc';
import { Secrets } from '@tollgate/platform/secrets';
import { type LogRow, LogsRepository } from './logs.repository.js';
import { takePage } from '../listing/take-page.js';
import { shortenToFit } from './shortened.js';
import { toBound, type Scope } from './log-filter.js';
import { UsageRepository } from './usage.repository.js';

/** Reading and clearing the logs. */
@Injectable()
export class LogsService {
  constructor(
    private readonly repository: LogsRepository,
    private readonly used: UsageRepository,
    private readonly work: UnitOfWork,
    private readonly records: Records,
    private readonly secrets: Secrets,
  ) {}

  list(request: LogListRequest): Promise<LogPage> {
    return this.page(request, {}, toItem);
  }

  listOwn(request: OwnLogListRequest, { userId }: Identity): Promise<LogPage> {
    return this.page(request, { userId }, toOwnItem);
  }

  async search({ keyword }: LogKeyword): Promise<LogLines> {
    return { items: takeUntilReplyFull((await this.repository.search(keyword, {})).map(toItem)) };
  }

  async searchOwn({ keyword }: LogKeyword, { userId }: Identity): Promise<LogLines> {
    return { items: takeUntilReplyFull((await this.repository.search(keyword, { userId })).map(toOwnItem)) };
  }

  stat(request: LogFilter): Promise<LogStat> {
    return this.sums(request, {});
  }

  statOwn(request: OwnLogFilter, { userId }: Identity): Promise<LogStat> {
    return this.sums(request, { userId });
  }

  /** Lines of an API key, found by its hash. The list is empty if the key is unknown, may not be used, or not from this address. */
  async ofKey({ key }: LogKey, { ip }: Pick<Caller, 'ip'>): Promise<LogLines> {
    const found = await this.repository.key(this.secrets.lookups(key, 'api_key'));
    if (!found || !isOnAllowList(found.allow_ips, ip)) return { items: [] };
    return { items: takeUntilReplyFull((await this.repository.ofKey(found.id)).map(toOwnItem)) };
  }

  /**
   * Deletes lines older than a time, after usage by hour was rolled up from them. Each step is a transaction of its own, so the
   * lines that were deleted stay deleted if a later step fails.
   * @throws AppError TARGET_TIMESTAMP_REQUIRED, PERMISSION_DENIED
   */
  async remove(
    { target_timestamp: before }: DeleteLogsRequest,
    context: RequestContext<Identity>,
  ): Promise<DeletedLogs> {
    if (!before) throw new AppError('TARGET_TIMESTAMP_REQUIRED');
    const isTime = () => Date.now() < context.deadline - 1000;
    while (isTime() && (await this.work.run((tx) => this.used.rollUp(tx))));
    let deleted = 0;
    for (let gone = -1; gone !== 0 && isTime(); deleted += gone) {
      gone = await this.removeSome(before, context);
    }
    return { deleted };
  }

  private async removeSome(before: number, { identity, caller }: RequestContext<Identity>): Promise<number> {
    return this.work.run(async (tx) => {
      await lockActor(tx, identity, Role.admin);
      const gone = await this.repository.purge(tx, before);
      if (gone === 0) return 0;
      await this.records.audit(tx, {
        actor: identity,
        action: 'log.remove',
        target: { type: 'log', id: '' },
        after: { before, deleted: gone },
        caller,
      });
      return gone;
    });
  }

  /** Sums the log lines if the filter names a key, channel, group or request, because usage by hour does not have these columns. */
  private async sums(request: LogFilter, scope: Scope): Promise<LogStat> {
    const { start_timestamp: from, end_timestamp: to, ...rest } = request;
    const { requests: rpm, tokens: tpm } = await this.repository.usage(rest, scope, 'last minute');
    const { token_name, channel, group, request_id } = request;
    if (token_name !== undefined || channel || group !== undefined || request_id !== undefined) {
      return { quota: (await this.repository.usage(request, scope, 'all time')).quota, rpm, tpm };
    }
    const { username, model_name: model } = request;
    return {
      quota: await this.used.quota({ ...scope, username, model, start: toBound(from), end: toBound(to) }),
      rpm,
      tpm,
    };
  }

  private async page(request: LogListRequest, scope: Scope, show: (row: LogRow) => LogItem): Promise<LogPage> {
    const { rows, count } = await this.repository.page(request, scope);
    const { p: page, page_size, format, cursor } = request;
    const lines = rows.map(show);
    // a client that reads on needs no line shortened: the next page begins after the last line that fits
    const isWhole = format !== 'csv' && !cursor;
    const last = lines.length === page_size ? lines.at(-1) : undefined;
    const shown = isWhole
      ? { items: shortenToFit(lines), next_cursor: last ? String(last.id) : null }
      : takePage(lines, page_size);
    return {
      ...shown,
      total: count.total,
      page,
      page_size,
      total_estimated: count.estimated,
    };
  }
}

function toItem(row: LogRow): LogItem {
  return { ...row, channel_name: '' };
}

/** The line as its user may see it. `admin_info` is removed; if `other` is not readable JSON and mentions it, `other` is emptied. */
function toOwnItem(row: LogRow): LogItem {
  const details = objectIn(row.other);
  if (!details) return { ...toItem(row), other: row.other.includes('admin_info') ? '' : row.other };
  const { admin_info: hidden, ...other } = details;
  return hidden === undefined ? toItem(row) : { ...toItem(row), other: JSON.stringify(other) };
}
