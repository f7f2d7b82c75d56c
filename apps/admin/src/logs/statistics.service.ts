import { AppError, type Identity, Role } from '@tollgate/contracts';
import type {
  OwnUsageRequest,
  UsageFlow,
  UsageFlowRequest,
  UsageFlows,
  UsagePoints,
  UsageRequest,
} from '@tollgate/contracts/admin/logs';
import { Injectable } from '@nestjs/common';
import { takeUntilReplyFull } from '@tollgate/platform/rpc';
import { type FlowRow, FlowsRepository } from './flows.repository.js';
import {
  type UsageDimension,
  type UsageFilter,
  UsageRepository,
  type UsageRow,
  type UsageStep,
} from './usage.repository.js';

const DAY = 86_400;
/** Longest span of a user's own usage, in seconds. New API's error text calls it a month. */
const LONGEST_OWN = 30 * DAY;
/** Longest span of an administrator's request, in seconds. */
const LONGEST = 366 * DAY;
/** Longest span of an administrator's flows, in seconds: they are read from the log lines, not from the hours. */
const LONGEST_FLOW = 31 * DAY;
/** A longer span is answered in days or larger steps, because its hours would be more points than a chart can show. */
const LONGEST_BY_HOUR = 8 * DAY;
const STEPS: readonly UsageStep[] = ['hour', 'day', 'week', 'month'];

/** Usage summed up for charts: by model, by user, and by the way that it took. */
@Injectable()
export class StatisticsService {
  constructor(
    private readonly used: UsageRepository,
    private readonly ways: FlowsRepository,
  ) {}

  /** @throws AppError TIME_SPAN_TOO_LONG */
  usage({ username, ...span }: UsageRequest): Promise<UsagePoints> {
    return this.points(span, { username }, 'model', LONGEST);
  }

  /** @throws AppError TIME_SPAN_TOO_LONG */
  usageOwn(request: OwnUsageRequest, { userId }: Identity): Promise<UsagePoints> {
    return this.points(request, { userId }, 'model', LONGEST_OWN);
  }

  /** @throws AppError TIME_SPAN_TOO_LONG */
  usageOfUsers(request: OwnUsageRequest): Promise<UsagePoints> {
    return this.points(request, {}, 'user', LONGEST);
  }

  /** @throws AppError TIME_SPAN_TOO_LONG */
  async flows({ start_timestamp, end_timestamp }: UsageFlowRequest, { role }: Identity): Promise<UsageFlows> {
    checkSpan(start_timestamp, end_timestamp, LONGEST_FLOW);
    const isRoot = role === Role.root;
    const rows = await this.ways.read({ start: start_timestamp, end: end_timestamp, byUser: true, byKey: isRoot });
    const more = (row: FlowRow) => (isRoot ? { node_name: '', ...toKey(row) } : {});
    return { flows: takeUntilReplyFull(rows.map((row) => ({ ...toFlow(row), ...toOrigin(row), ...more(row) }))) };
  }

  /** @throws AppError TIME_SPAN_TOO_LONG */
  async flowsOwn({ start_timestamp, end_timestamp }: UsageFlowRequest, { userId }: Identity): Promise<UsageFlows> {
    checkSpan(start_timestamp, end_timestamp, LONGEST_OWN);
    const span = { start: start_timestamp, end: end_timestamp };
    const rows = await this.ways.read({ ...span, userId, byUser: false, byKey: true });
    return { flows: takeUntilReplyFull(rows.map((row) => ({ ...toFlow(row), ...toKey(row) }))) };
  }

  private async points(
    request: OwnUsageRequest,
    whose: UsageFilter,
    by: UsageDimension,
    longest: number,
  ): Promise<UsagePoints> {
    const end = request.end_timestamp || Math.floor(Date.now() / 1000);
    const start = request.start_timestamp ?? end - 7 * DAY;
    checkSpan(start, end, longest);
    const steps = end - start > LONGEST_BY_HOUR ? STEPS.slice(1) : STEPS;
    const rows = await this.finest({ ...whose, start, end }, by, steps);
    return { points: rows.map((row, i) => ({ id: i + 1, ...row })) };
  }

  /** Uses the smallest step in which all points fit into one answer. If none does, the smallest users or models are summed in the largest step. */
  private async finest(
    filter: UsageFilter,
    by: UsageDimension,
    [step = 'month', ...larger]: readonly UsageStep[],
  ): Promise<UsageRow[]> {
    const { rows, isWhole } = await this.used.points(filter, step, by);
    return isWhole || larger.length === 0 ? rows : this.finest(filter, by, larger);
  }
}

function checkSpan(start: number, end: number, longest: number): void {
  if (end - start > longest) throw new AppError('TIME_SPAN_TOO_LONG');
}

function toFlow({ use_group, model_name, token_used, count, quota }: FlowRow): UsageFlow {
  return { use_group, model_name, token_used, count, quota };
}

function toOrigin({ user_id, username, channel_id }: FlowRow) {
  return { user_id, username, channel_id, channel_name: '' };
}

function toKey({ token_id, token_name }: FlowRow) {
  return { token_id, token_name };
}
