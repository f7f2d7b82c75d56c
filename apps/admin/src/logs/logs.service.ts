import { AppError, type Caller, type Identity, objectIn, Role } from '@tollgate/contracts';
import type {
  DeletedLogs,
  DeleteLogsRequest,
  LogFilter,
  LogItem,
  LogKey,
  LogKeyword,
  LogLines,
  LogPage,
  LogStat,
  OwnLogFilter,
  UsagePoints,
  UsageRequest,
} from '@tollgate/contracts/admin/logs';
import { Injectable } from '@nestjs/common';
import { lockActor } from '@tollgate/account-rules';
import { isOnAllowList } from '@tollgate/platform/access';
import { UnitOfWork } from '@tollgate/platform/db';
import { Records } from '@tollgate/audit-log';
import { takeUntilReplyFull, type RequestContext } from '@tollgate/platform/rpc';
import { Secrets } from '@tollgate/platform/secrets';
import { type LogRow, LogsRepository } from './logs.repository.js';
import { shortened } from './shortened.js';
import { bound, type Scope } from './log-filter.js';
import { type UsageFilter, UsageRepository, type UsageRow, type UsageStep } from './usage.repository.js';

const DAY = 86_400;
/** What one user may ask for, as New API words it: a month. */
const LONGEST_OWN = 30 * DAY;
const LONGEST = 366 * DAY;
/** Beyond this, points are of days at the least: as hours they would be more than one looks at. */
const LONGEST_BY_HOUR = 8 * DAY;
const STEPS: readonly UsageStep[] = ['hour', 'day', 'week', 'month'];

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

  list(request: LogFilter): Promise<LogPage> {
    return this.page(request, {}, toItem);
  }

  listOwn(request: OwnLogFilter, { userId }: Identity): Promise<LogPage> {
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

  /** Lines of an API key, by its hash, for whoever holds it; none for a key there is not, or that opens nothing from there. */
  async ofKey({ key }: LogKey, { ip }: Pick<Caller, 'ip'>): Promise<LogLines> {
    const found = await this.repository.key(this.secrets.lookups(key, 'api_key'));
    if (!found || !isOnAllowList(found.allow_ips, ip)) return { items: [] };
    return { items: takeUntilReplyFull((await this.repository.ofKey(found.id)).map(toOwnItem)) };
  }

  /**
   * Deletes lines older than a time, once usage by hour has what it needs of them. In steps of their own: what was deleted
   * stays deleted if a later step fails.
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

  /** @throws AppError TIME_SPAN_TOO_LONG */
  usage(request: UsageRequest): Promise<UsagePoints> {
    return this.points(request, {}, LONGEST);
  }

  /** @throws AppError TIME_SPAN_TOO_LONG */
  usageOwn(request: UsageRequest, { userId }: Identity): Promise<UsagePoints> {
    return this.points(request, { userId }, LONGEST_OWN);
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

  private async points(request: UsageRequest, scope: Scope, longest: number): Promise<UsagePoints> {
    const end = request.end_timestamp || Math.floor(Date.now() / 1000);
    const start = request.start_timestamp ?? end - 7 * DAY;
    if (end - start > longest) throw new AppError('TIME_SPAN_TOO_LONG');
    const steps = end - start > LONGEST_BY_HOUR ? STEPS.slice(1) : STEPS;
    const rows = await this.finest({ ...scope, username: request.username, start, end }, steps);
    return { points: rows.map((row, i) => ({ id: i + 1, ...row })) };
  }

  /** In the smallest of these steps in which all models fit into one answer; else in the largest, with those that are used least together. */
  private async finest(filter: UsageFilter, [step = 'month', ...larger]: readonly UsageStep[]): Promise<UsageRow[]> {
    const { rows, isWhole } = await this.used.points(filter, step);
    return isWhole || larger.length === 0 ? rows : this.finest(filter, larger);
  }

  /** The hours know neither keys nor channels nor groups: with these, the lines are summed. */
  private async sums(request: LogFilter, scope: Scope): Promise<LogStat> {
    const { start_timestamp: from, end_timestamp: to, ...rest } = request;
    const { requests: rpm, tokens: tpm } = await this.repository.usage(rest, scope, 'lately');
    if (request.token_name !== undefined || request.channel || request.group !== undefined) {
      return { quota: (await this.repository.usage(request, scope, 'ever')).quota, rpm, tpm };
    }
    const { username, model_name: model } = request;
    return {
      quota: await this.used.quota({ ...scope, username, model, start: bound(from), end: bound(to) }),
      rpm,
      tpm,
    };
  }

  private async page(request: LogFilter, scope: Scope, show: (row: LogRow) => LogItem): Promise<LogPage> {
    const { rows, count } = await this.repository.page(request, scope);
    const { p: page, page_size } = request;
    return { items: shortened(rows.map(show)), total: count.total, page, page_size, total_estimated: count.estimated };
  }
}

function toItem(row: LogRow): LogItem {
  return { ...row, channel_name: '' };
}

/** As the user the line is about sees it: without what is for administrators only, and without what cannot be looked through for it. */
function toOwnItem(row: LogRow): LogItem {
  const details = objectIn(row.other);
  if (!details) return { ...toItem(row), other: row.other.includes('admin_info') ? '' : row.other };
  const { admin_info: hidden, ...other } = details;
  return hidden === undefined ? toItem(row) : { ...toItem(row), other: JSON.stringify(other) };
}
