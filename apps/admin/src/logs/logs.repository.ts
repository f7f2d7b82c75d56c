import { UserStatus } from '@tollgate/contracts';
import type { LogFilter, LogListRequest } from '@tollgate/contracts/admin/logs';
import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '@tollgate/platform/db';
import { LogType } from '@tollgate/audit-log';
import { type Conditions, hasTrigram } from '../listing/conditions.js';
import { type Count, countRows, MAX_EXACT_COUNT, NOT_COUNTED } from '../listing/counts.js';
import { buildLogFilter, toKeywordCondition, type Scope } from './log-filter.js';
import { cappedSum, TOKENS } from './usage.repository.js';

export interface LogRow {
  readonly id: number;
  readonly user_id: number;
  readonly created_at: number;
  readonly type: number;
  readonly content: string;
  readonly username: string;
  readonly token_name: string;
  readonly model_name: string;
  readonly quota: number;
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
  readonly use_time: number;
  readonly is_stream: boolean;
  readonly channel: number;
  readonly token_id: number;
  readonly group: string;
  readonly ip: string;
  readonly other: string;
  readonly request_id: string;
}

export interface UsageSums {
  readonly quota: number;
  readonly requests: number;
  readonly tokens: number;
}

const COLUMNS = `l.id, l.user_id, extract(epoch FROM l.created_at)::bigint AS created_at, l.type, l.content, l.username,
  l.token_name, l.model_name, l.quota, l.prompt_tokens, l.completion_tokens, l.use_time, l.is_stream,
  l.channel_id AS channel, l.token_id, l."group", l.ip, l.other, l.request_id`;

export const PURGE_AT_A_TIME = 20_000;
/** Lines that a search answers, as New API does. */
const SEARCHED = 100;

/** Disabled and expired keys read nothing. A key without remaining quota still reads, as on all routes for keys. */
const KEY = {
  name: 'logs.key',
  text: `SELECT k.id, k.allow_ips FROM auth.api_keys k
           JOIN auth.users u ON u.id = k.user_id AND u.deleted_at IS NULL AND u.status = ${UserStatus.enabled}
          WHERE k.lookup = ANY($1) AND k.deleted_at IS NULL AND k.status = 1
            AND (k.expires_at IS NULL OR k.expires_at > now())`,
} as const;
const OF_KEY = {
  name: 'logs.of_key',
  text: `SELECT ${COLUMNS} FROM admin.logs l WHERE l.token_id > 0 AND l.token_id = $1 ORDER BY l.id DESC LIMIT 100`,
} as const;

/** SQL of the logs. */
@Injectable()
export class LogsRepository {
  constructor(private readonly database: Database) {}

  /** A page, newest first. With a cursor nothing is counted. */
  async page(request: LogListRequest, scope: Scope): Promise<{ rows: LogRow[]; count: Count }> {
    const { p, page_size: size, cursor } = request;
    const filter = buildLogFilter(request, scope);
    if (cursor) {
      filter.add('l.id < ?', Number(cursor));
      return { rows: await this.rows('admin.logs l', filter, `LIMIT ${size}`), count: NOT_COUNTED };
    }
    const count = await countRows(this.database, `FROM admin.logs l ${filter.where}`, filter.values);
    const offset = (p - 1) * size;
    if (offset >= Math.min(count.total, MAX_EXACT_COUNT)) return { rows: [], count };
    const rows = await this.rows('admin.logs l', filter, `OFFSET ${offset} LIMIT ${size}`);
    return { rows, count };
  }

  /**
   * Returns the newest hundred lines with a keyword. A common word is found among the newest lines, because an index would return
   * all of its hits. A rare word goes through the index if it has a trigram.
   */
  async search(keyword: string | undefined, scope: Scope): Promise<LogRow[]> {
    const among = (lines: 'newest' | 'all') => {
      const { from, conditions } = toKeywordCondition(keyword, scope, lines);
      return this.rows(from, conditions, `LIMIT ${SEARCHED}`);
    };
    const newest = await among('newest');
    const areAll = newest.length === SEARCHED || !keyword || !hasTrigram(keyword.toLowerCase());
    return areAll ? newest : among('all');
  }

  /** Finds the API key with one of these look-up values, and its allow list; undefined if the key may not be used. */
  async key(lookups: readonly Buffer[]): Promise<{ id: number; allow_ips: string } | undefined> {
    const [row] = await this.database.query<{ id: number; allow_ips: string }>(KEY, [lookups]);
    return row;
  }

  /** The newest hundred lines of an API key. */
  ofKey(keyId: number): Promise<LogRow[]> {
    return this.database.query<LogRow & Record<string, unknown>>(OF_KEY, [keyId]);
  }

  /** Sums the usage lines of a filter, of the last minute or of all time. The filter's type is ignored, because only usage is summed. */
  async usage(request: Partial<LogFilter>, scope: Scope, when: 'last minute' | 'all time'): Promise<UsageSums> {
    const filter = buildLogFilter(request, scope, true).add('l.type = ?', LogType.usage);
    if (when === 'last minute') filter.conditions.push(`l.created_at > now() - interval '60 seconds'`);
    const [row] = await this.database.query<UsageSums & Record<string, unknown>>(
      `SELECT ${cappedSum('l.quota')} AS quota, count(*) AS requests, ${cappedSum(TOKENS)} AS tokens
         FROM admin.logs l ${filter.where}`,
      filter.values,
    );
    return row ?? { quota: 0, requests: 0, tokens: 0 };
  }

  /** Removes lines older than a time, whole months in one step. Call it again until it returns 0. */
  async purge(tx: Tx, before: number): Promise<number> {
    const text = 'SELECT admin.purge_logs(to_timestamp($1), $2) AS gone';
    const [row] = await tx.query<{ gone: number }>({ name: 'logs.purge', text }, [before, PURGE_AT_A_TIME]);
    return row?.gone ?? 0;
  }

  /** Makes the partitions of this month and of the months ahead. */
  async ensurePartitions(ahead: number): Promise<void> {
    const text = 'SELECT admin.ensure_log_partitions($1)';
    await this.database.query({ name: 'logs.ensure_partitions', text }, [ahead]);
  }

  private rows(from: string, { where, values }: Conditions, tail: string): Promise<LogRow[]> {
    return this.database.query<LogRow & Record<string, unknown>>(
      `SELECT ${COLUMNS} FROM ${from} ${where} ORDER BY l.id DESC ${tail}`,
      values,
    );
  }
}
