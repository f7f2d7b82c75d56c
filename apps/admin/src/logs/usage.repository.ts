import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '@tollgate/platform/db';
import { LogType } from '@tollgate/audit-log';
import { ITEMS_BYTES } from '@tollgate/platform/rpc';
import { Conditions } from '../listing/conditions.js';

/** A filter of usage by user, model and time. If a field is missing, it does not filter. */
export interface UsageFilter {
  readonly userId?: number | undefined;
  readonly username?: string | undefined;
  /** A LIKE pattern. */
  readonly model?: string | undefined;
  /** At or after and at or before, in Unix seconds. */
  readonly start?: number | undefined;
  readonly end?: number | undefined;
}

export interface UsageRow {
  readonly user_id: number;
  readonly username: string;
  readonly model_name: string;
  readonly created_at: number;
  readonly token_used: number;
  readonly count: number;
  readonly quota: number;
}

/** The time span of one point, in UTC. Weeks begin on Mondays. */
export type UsageStep = 'hour' | 'day' | 'week' | 'month';

/** The series of the points. By user, the models are summed. */
export type UsageDimension = 'model' | 'user';

/** The name of the points that sum the models or users that do not fit into an answer. */
export const OTHERS = 'others';
/** Upper bound of the JSON bytes of a series' points: a fixed part each, plus a bound for each byte of a name and digit of a figure. */
const BYTES = `count(*) * (octet_length(to_json(model_name)::text) + 128)
  + sum(6 * octet_length(username) + length(token_used::text) + length(count::text) + length(quota::text))`;

const BYTES_OF_USER = `count(*) * 128 + sum(6 * octet_length(username) + length(token_used::text) + length(count::text) + length(quota::text))`;

interface Used {
  readonly text: string;
  readonly values: unknown[];
}

/** SQL of a sum that ends at 2^53 - 1, because JSON does not carry larger numbers exactly. */
export const cappedSum = (value: string) => `least(coalesce(sum(${value}), 0), 9007199254740991)::bigint`;
export const TOKENS = 'l.prompt_tokens + l.completion_tokens';

/**
 * Claims the next hour if all of its lines are committed. A line has the time at which its transaction began, so the claim waits
 * ten minutes, which is far longer than the time-outs of statements, locks and idle transactions let a transaction live.
 */
const CLAIM = {
  name: 'usage.claim',
  text: `UPDATE admin.usage_rolled SET until = until + interval '1 hour'
          WHERE until + interval '1 hour 10 minutes' <= now() RETURNING until`,
} as const;

/** One row per user, name and model, and the sums over all users under user 0. */
const ROLL = {
  name: 'usage.roll',
  text: `INSERT INTO admin.usage_hours (user_id, hour, username, model_name, requests, tokens, quota)
         SELECT coalesce(l.user_id, 0), $1::timestamptz - interval '1 hour', coalesce(l.username, ''), l.model_name,
                count(*), ${cappedSum(TOKENS)}, ${cappedSum('l.quota')}
           FROM admin.logs l
          WHERE l.created_at >= $1::timestamptz - interval '1 hour' AND l.created_at < $1 AND l.type = ${LogType.usage}
          GROUP BY GROUPING SETS ((l.user_id, l.username, l.model_name), (l.model_name))
         HAVING grouping(l.user_id) = 1 OR l.user_id > 0`,
} as const;
/** Statement time-out, because an hour can have some millions of lines. */
const ROLL_MS = 60_000;

const HOLD = { name: 'usage.hold', text: 'SELECT FROM admin.usage_rolled FOR SHARE' } as const;

/** Merges the rows of two names in one hour, because both names become empty. */
const ERASE = {
  name: 'usage.erase',
  text: `WITH gone AS (
           DELETE FROM admin.usage_hours h
            USING (SELECT user_id, hour, username, model_name FROM admin.usage_hours
                    WHERE user_id = $1 AND username <> '' LIMIT $2) named
            WHERE (h.user_id, h.hour, h.username, h.model_name)
                = (named.user_id, named.hour, named.username, named.model_name)
           RETURNING h.*
         ), nameless AS (
           INSERT INTO admin.usage_hours AS h (user_id, hour, username, model_name, requests, tokens, quota)
           SELECT user_id, hour, '', model_name, sum(requests), ${cappedSum('tokens')}, ${cappedSum('quota')}
             FROM gone GROUP BY user_id, hour, model_name
           ON CONFLICT (user_id, hour, username, model_name) DO UPDATE
             SET requests = h.requests + excluded.requests, tokens = least(h.tokens + excluded.tokens, 9007199254740991),
                 quota = least(h.quota + excluded.quota, 9007199254740991)
         )
         SELECT count(*)::int AS erased FROM gone`,
} as const;

/** SQL of usage by hour. It reads rolled-up hours from `usage_hours`, and the time before and after them from the log lines. */
@Injectable()
export class UsageRepository {
  constructor(private readonly database: Database) {}

  /**
   * Returns usage by model or user and `step`, newest first. By model, all users are summed if neither a user nor a name is given. Usage
   * of deleted lines is included. If the series do not fit into one answer, the least used ones are summed under one name and `isWhole`
   * is false.
   */
  async points(
    filter: UsageFilter,
    step: UsageStep,
    by: UsageDimension = 'model',
  ): Promise<{ rows: UsageRow[]; isWhole: boolean }> {
    const { text, values } = usedIn(filter, 'all time', by);
    if (by === 'user') return this.pointsOfUsers(text, values, step);
    const single = filter.userId !== undefined || filter.username !== undefined;
    const who = single ? 'user_id, username' : `0::bigint AS user_id, '' AS username`;
    const found = await this.database.query<UsageRow & { fits: boolean } & Record<string, unknown>>(
      `${text},
       points AS (
         SELECT ${who}, model_name, extract(epoch FROM date_trunc('${step}', hour, 'UTC'))::bigint AS created_at,
                ${cappedSum('tokens')} AS token_used, sum(requests)::bigint AS count, ${cappedSum('quota')} AS quota
           FROM used GROUP BY 1, 2, 3, 4),
       models AS (
         SELECT model_name, sum(bytes) OVER (ORDER BY quota DESC, model_name) <= ${ITEMS_BYTES} AS fits
           FROM (SELECT model_name, sum(quota) AS quota, ${BYTES} AS bytes FROM points GROUP BY 1) sized)
       SELECT user_id, max(username) AS username, CASE WHEN fits THEN model_name ELSE '${OTHERS}' END AS model_name, created_at,
              ${cappedSum('token_used')} AS token_used, sum(count)::bigint AS count, ${cappedSum('quota')} AS quota, fits
         FROM points JOIN models USING (model_name)
        GROUP BY 1, CASE WHEN fits THEN username END, 3, 4, fits ORDER BY 4 DESC, 3`,
      values,
    );
    return { rows: found.map(({ fits: _, ...row }) => row), isWhole: found.every(({ fits }) => fits) };
  }

  /** A user who was renamed has the name that sorts last. */
  private async pointsOfUsers(text: string, values: unknown[], step: UsageStep) {
    const found = await this.database.query<UsageRow & { fits: boolean } & Record<string, unknown>>(
      `${text},
       points AS (
         SELECT user_id, max(username) AS username, ''::text AS model_name,
                extract(epoch FROM date_trunc('${step}', hour, 'UTC'))::bigint AS created_at,
                ${cappedSum('tokens')} AS token_used, sum(requests)::bigint AS count, ${cappedSum('quota')} AS quota
           FROM used GROUP BY 1, 4),
       users AS (
         SELECT user_id, sum(bytes) OVER (ORDER BY quota DESC, user_id) <= ${ITEMS_BYTES} AS fits
           FROM (SELECT user_id, sum(quota) AS quota, ${BYTES_OF_USER} AS bytes FROM points GROUP BY 1) sized)
       SELECT CASE WHEN fits THEN user_id ELSE 0 END AS user_id, CASE WHEN fits THEN username ELSE '${OTHERS}' END AS username,
              model_name, created_at, ${cappedSum('token_used')} AS token_used, sum(count)::bigint AS count,
              ${cappedSum('quota')} AS quota, fits
         FROM points JOIN users USING (user_id) GROUP BY 1, 2, 3, 4, fits ORDER BY 4 DESC, 1`,
      values,
    );
    return { rows: found.map(({ fits: _, ...row }) => row), isWhole: found.every(({ fits }) => fits) };
  }

  /** Sums the quota of the log lines that exist. Usage of deleted lines is not included. */
  async quota(filter: UsageFilter): Promise<number> {
    const { text, values } = usedIn(filter, 'lines');
    const [row] = await this.database.query<{ quota: number }>(
      `${text} SELECT ${cappedSum('quota')} AS quota FROM used`,
      values,
    );
    return row?.quota ?? 0;
  }

  /** Rolls up the next hour, and returns false if none is closed. Concurrent calls queue on a row, so each hour is rolled up once. */
  async rollUp(tx: Tx): Promise<boolean> {
    await tx.query(`SET LOCAL statement_timeout = ${ROLL_MS}`);
    const [claimed] = await tx.query<{ until: Date }>(CLAIM);
    if (!claimed) return false;
    await tx.query(ROLL, [claimed.until]);
    return true;
  }

  /**
   * Removes the names of a removed user. Call it after the log lines were erased, until it returns 0. It waits for an hour that
   * is being rolled up, because that may have read the lines before.
   */
  async erase(tx: Tx, userId: number, atMost: number): Promise<number> {
    await tx.query(HOLD);
    const [row] = await tx.query<{ erased: number }>(ERASE, [userId, atMost]);
    return row?.erased ?? 0;
  }
}

/**
 * Builds `WITH used AS ...`: the rolled-up hours that lie wholly in the requested time, and the lines before and after them. It is one
 * statement, so an hour that is rolled up at the same time counts once. The bounds are subqueries because these limit the indexes
 * and partitions that PostgreSQL reads.
 */
function usedIn(
  { userId, username, model, start, end }: UsageFilter,
  of: 'all time' | 'lines',
  by: UsageDimension = 'model',
): Used {
  const who = new Conditions().add('user_id = ?', userId).add('username = ?', username).add('model_name LIKE ?', model);
  const whose = who.conditions.map((condition) => ` AND ${condition}`).join('');
  const summed = userId === undefined && username === undefined ? ' AND user_id = 0' : '';
  const together = by === 'user' ? ' AND user_id > 0' : summed;
  const values = [...who.values];
  const time = (value: number | undefined, sql: (bound: string) => string, none: string) =>
    value === undefined ? `'${none}'::timestamptz` : sql(`$${values.push(value)}::bigint`);
  const first = time(start, (bound) => `to_timestamp(${bound})`, '-infinity');
  const past = time(end, (bound) => `to_timestamp(${bound} + 1)`, 'infinity');
  const oldest = `coalesce((SELECT min(created_at) FROM admin.logs), 'infinity')`;
  const bound = (name: string) => `(SELECT ${name} FROM span)`;
  const lines = (from: string, to: string) => `
    SELECT user_id, username, model_name, date_trunc('hour', created_at, 'UTC'), 1, ${TOKENS}, quota FROM admin.logs l
     WHERE created_at >= ${bound(from)} AND created_at < ${bound(to)} AND type = ${LogType.usage}${by === 'user' ? ' AND user_id > 0' : ''}${whose}`;
  const text = `
    WITH asked AS (SELECT ${of === 'all time' ? first : `greatest(${first}, ${oldest})`} AS first, ${past} AS past),
    span AS MATERIALIZED (
      SELECT first, whole, greatest(whole, least(date_trunc('hour', past, 'UTC'), until)) AS rest, past
        FROM (SELECT *, least(date_trunc('hour', first + interval '1 hour' - interval '1 microsecond', 'UTC'), past) AS whole
                FROM asked) asked, admin.usage_rolled),
    used AS (
      SELECT user_id, username, model_name, hour, requests, tokens, quota FROM admin.usage_hours
       WHERE hour >= ${bound('whole')} AND hour < ${bound('rest')}${together}${whose}
      UNION ALL ${lines('first', 'whole')}
      UNION ALL ${lines('rest', 'past')})`;
  return { text, values };
}
