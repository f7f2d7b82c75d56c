import { Bool, Int, List, Text } from '../fields.js';
import { LIST_CURSOR, LIST_FORMAT, LIST_ZONE, NEXT_CURSOR, PageRequest } from '../paging.js';
import { rpc } from '../rpc.js';

const YEAR_10000 = 253_402_300_800;
const seconds = (description: string) => ({ optional: true, min: 0, max: YEAR_10000, description });

/** A line of a user's log. */
export class LogItem {
  @Int() id: number;
  @Int() user_id: number;
  @Int({ description: 'Unix seconds' }) created_at: number;
  @Int({ example: 2, description: '1 top-up, 2 usage, 3 management, 4 system, 5 error, 6 refund' }) type: number;
  @Text({ max: 100_000 }) content: string;
  @Text({ description: 'The name as it was then' }) username: string;
  @Text() token_name: string;
  @Text() model_name: string;
  @Int() quota: number;
  @Int() prompt_tokens: number;
  @Int() completion_tokens: number;
  @Int({ description: 'Seconds' }) use_time: number;
  @Bool() is_stream: boolean;
  @Int({ description: 'Id of the channel; 0: none' }) channel: number;
  @Text() channel_name: string;
  @Int() token_id: number;
  @Text() group: string;
  @Text() ip: string;
  @Text({ max: 100_000, description: 'JSON text, or empty' }) other: string;
  @Text({ description: 'Of the request that it reports; empty: unknown' }) request_id: string;
}

export class LogPage {
  @List(() => LogItem) items: LogItem[];
  @Int({ description: 'Not counted with a cursor: 0' }) total: number;
  @Int() page: number;
  @Int({ description: 'Less than was asked for where so many long lines would not fit into one answer' })
  page_size: number;
  @Bool({ description: 'Beyond a thousand hits the total is an estimate' }) total_estimated: boolean;
  @Text(NEXT_CURSOR) next_cursor: string | null;
}

export class LogLines {
  @List(() => LogItem) items: LogItem[];
}

/** The filters that a user has for the own log. */
export class OwnLogFilter extends PageRequest {
  @Int({ optional: true, min: 0, max: 32_767, description: '0: all' }) type?: number;
  @Int(seconds('At or after, Unix seconds; 0: from the beginning')) start_timestamp?: number;
  @Int(seconds('At or before, Unix seconds; 0: to the end')) end_timestamp?: number;
  @Text({ optional: true, min: 1 }) token_name?: string;
  @Text({ optional: true, min: 1, description: 'With % for any characters' }) model_name?: string;
  @Text({ optional: true, min: 1, max: 64 }) group?: string;
  @Text({ optional: true, min: 1, description: 'Of the request of this id' }) request_id?: string;
}

/** The additional filters of administrators. */
export class LogFilter extends OwnLogFilter {
  @Text({ optional: true, min: 1, description: 'The name as it was then' }) username?: string;
  @Int({ optional: true, min: 0 }) channel?: number;
}

export class OwnLogListRequest extends OwnLogFilter {
  @Text(LIST_FORMAT) format?: string;
  @Text(LIST_ZONE) tz?: string;
  @Text(LIST_CURSOR) cursor?: string;
}

export class LogListRequest extends LogFilter {
  @Text(LIST_FORMAT) format?: string;
  @Text(LIST_ZONE) tz?: string;
  @Text(LIST_CURSOR) cursor?: string;
}

export class LogKeyword {
  @Text({ optional: true, min: 1, example: '充值', description: 'In the text, letter case ignored; or a type' })
  keyword?: string;
}

export class LogKey {
  @Text({ max: 128, description: 'An API key, with or without sk-; the gateway passes its hash on' }) key: string;
}

/** Usage in a filter, and of the last minute. */
export class LogStat {
  @Int({ description: 'Quota used' }) quota: number;
  @Int({ description: 'Requests in the last 60 seconds' }) rpm: number;
  @Int({ description: 'Tokens in the last 60 seconds' }) tpm: number;
}

export class DeleteLogsRequest {
  @Int({ optional: true, min: 0, max: YEAR_10000, description: 'Lines from before go, Unix seconds' })
  target_timestamp?: number;
}

export class DeletedLogs {
  @Int({ description: 'How many lines went' }) deleted: number;
}

/**
 * Usage of one model in one hour; in one day where more than eight days are asked for. Where that is too much for one answer,
 * in the next of day, week and month; and where months are too much, what is used least is one model by the name of `others`.
 */
export class UsagePoint {
  @Int() id: number;
  @Int({ description: '0: of all users together' }) user_id: number;
  @Text({ description: 'Empty: of all users together' }) username: string;
  @Text({ example: 'gpt-4' }) model_name: string;
  @Int({ description: 'Unix seconds of its begin: of the hour, day, week or month, in UTC' }) created_at: number;
  @Int() token_used: number;
  @Int({ description: 'Requests' }) count: number;
  @Int() quota: number;
}

export class UsagePoints {
  @List(() => UsagePoint, { max: 5000 }) points: UsagePoint[];
}

export class OwnUsageRequest {
  @Int(seconds('At or after, Unix seconds; default: a week before the end')) start_timestamp?: number;
  @Int(seconds('At or before, Unix seconds; default: now')) end_timestamp?: number;
}

export class UsageRequest extends OwnUsageRequest {
  @Text({ optional: true, min: 1, description: 'Of one user; default: of all together' }) username?: string;
}

export class UsageFlowRequest {
  @Int({ min: 0, max: YEAR_10000, description: 'At or after, Unix seconds' }) start_timestamp: number;
  @Int({ min: 0, max: YEAR_10000, description: 'At or before, Unix seconds; at most 31 days later' })
  end_timestamp: number;
}

/**
 * Usage that took one way: from a user and key through a group and channel to a model. A user sees the keys, an administrator the users
 * and channels, root both. The smallest ways beyond a thousand are one, whose model is `others`.
 */
export class UsageFlow {
  @Int({ optional: true }) user_id?: number;
  @Text({ optional: true }) username?: string;
  @Text({ optional: true, description: 'Empty: the platform does not know the nodes of a relay' }) node_name?: string;
  @Int({ optional: true }) token_id?: number;
  @Text({ optional: true }) token_name?: string;
  @Text({ example: 'default' }) use_group: string;
  @Int({ optional: true, description: '0: none' }) channel_id?: number;
  @Text({ optional: true, description: 'Empty: the relay keeps the names' }) channel_name?: string;
  @Text({ example: 'gpt-4' }) model_name: string;
  @Int() token_used: number;
  @Int({ description: 'Requests' }) count: number;
  @Int() quota: number;
}

export class UsageFlows {
  @List(() => UsageFlow, { max: 1001 }) flows: UsageFlow[];
}

export const logsRpc = {
  list: rpc('rpc.admin.log.list', LogListRequest, LogPage, {
    access: 'admin',
    permission: 'log.read',
    work: 'costly',
    summary: "All users' logs, newest first",
  }),
  listOwn: rpc('rpc.admin.log.list_own', OwnLogListRequest, LogPage, {
    access: 'user',
    work: 'costly',
    summary: 'Your log, newest first',
  }),
  search: rpc('rpc.admin.log.search', LogKeyword, LogLines, {
    access: 'admin',
    permission: 'log.read',
    work: 'costly',
    summary: "The newest hundred lines of all users' logs with a keyword",
  }),
  searchOwn: rpc('rpc.admin.log.search_own', LogKeyword, LogLines, {
    access: 'user',
    work: 'costly',
    summary: 'The newest hundred lines of your log with a keyword',
  }),
  stat: rpc('rpc.admin.log.stat', LogFilter, LogStat, {
    access: 'admin',
    permission: 'log.read',
    work: 'costly',
    summary: 'Usage of all users',
  }),
  statOwn: rpc('rpc.admin.log.stat_own', OwnLogFilter, LogStat, {
    access: 'user',
    work: 'costly',
    summary: 'Your usage',
  }),
  ofKey: rpc('rpc.admin.log.of_key', LogKey, LogLines, {
    access: 'public',
    summary: 'The newest hundred lines of an API key, for whoever holds it',
  }),
  remove: rpc('rpc.admin.log.remove', DeleteLogsRequest, DeletedLogs, {
    access: 'admin',
    permission: 'log.write',
    stepUp: true,
    errors: ['TARGET_TIMESTAMP_REQUIRED'],
    timeoutMs: 60_000,
    work: 'waiting',
    summary: 'Delete log lines older than a time',
  }),
  usage: rpc('rpc.admin.log.usage', UsageRequest, UsagePoints, {
    access: 'admin',
    permission: 'log.read',
    work: 'costly',
    errors: ['TIME_SPAN_TOO_LONG'],
    timeoutMs: 10_000,
    summary: 'Usage by model and hour',
  }),
  usageOwn: rpc('rpc.admin.log.usage_own', OwnUsageRequest, UsagePoints, {
    access: 'user',
    work: 'costly',
    errors: ['TIME_SPAN_TOO_LONG'],
    timeoutMs: 10_000,
    summary: 'Your usage by model and hour',
  }),
  usageOfUsers: rpc('rpc.admin.log.usage_of_users', OwnUsageRequest, UsagePoints, {
    access: 'admin',
    permission: 'log.read',
    work: 'costly',
    errors: ['TIME_SPAN_TOO_LONG'],
    timeoutMs: 10_000,
    summary: 'Usage by user and hour',
  }),
  flows: rpc('rpc.admin.log.flows', UsageFlowRequest, UsageFlows, {
    access: 'admin',
    permission: 'log.read',
    work: 'costly',
    errors: ['TIME_SPAN_TOO_LONG'],
    timeoutMs: 10_000,
    summary: 'Usage by user, group, channel and model',
  }),
  flowsOwn: rpc('rpc.admin.log.flows_own', UsageFlowRequest, UsageFlows, {
    access: 'user',
    work: 'costly',
    errors: ['TIME_SPAN_TOO_LONG'],
    timeoutMs: 10_000,
    summary: 'Your usage by key, group and model',
  }),
};
