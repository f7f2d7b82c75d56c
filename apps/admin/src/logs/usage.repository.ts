import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '@tollgate/platform/db';
import { LogType } from '@tollgate/audit-log';
import { ITEMS_BYTES } from '@tollgate/platform/rpc';
import { Conditions } from '../listing/conditions.js';

/** Whose usage of what, and when; what is left out asks for nothing. */
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

/** What points are of; weeks begin on Mondays, all of them in UTC. */
export type UsageStep = 'hour' | 'day' | 'week' | 'month';

/** The name under which stand the models that do not fit. */
const OTHERS = 'others';
/** Bytes of JSON that points take: each what is the same for all, and at most so many for each byte of a name and digit of a figure. */
const BYTES = `count(*) * (octet_length(to_json(model_name)::text) + 128)
  + sum(6 * octet_length(username) + length(token_used::text) + length(count::text) + length(quota::text))`;

interface Used {
  readonly text: string;
  readonly values: unknown[];
}

/** A sum; beyond what JSON carries exactly it stays at the last number that it does. */
export const exact = (value: string) => `least(coalesce(sum(${value}), 0), 9007199254740991)::bigint`;
export const TOKENS = 'l.prompt_tokens + l.completion_tokens';

/**
 * Takes the next hour, if its lines are all there: a line bears the time at which its transaction began, and ten minutes
 * are far beyond what the time-outs of statements, locks and idle transactions let one live.
 */
const CLAIM = {
  name: 'usage.claim',
  text: `UPDATE admin.usage_rolled SET until = until + interval '1 hour'
          WHERE until + interval '1 hour 10 minutes' <= now() RETURNING until`,
} as const;

/** Rows of each user, and under user 0 those of everybody together. */
const ROLL = {
  name: 'usage.roll',
  text: `INSERT INTO admin.usage_hours (user_id, hour, username, model_name, requests, tokens, quota)
         SELECT coalesce(l.user_id, 0), $1::timestamptz - interval '1 hour', coalesce(l.username, ''), l.model_name,
                count(*), ${exact(TOKENS)}, ${exact('l.quota')}
           FROM admin.logs l
          WHERE l.created_at >= $1::timestamptz - interval '1 hour' AND l.created_at < $1 AND l.type = ${LogType.usage}
          GROUP BY GROUPING SETS ((l.user_id, l.username, l.model_name), (l.model_name))
         HAVING grouping(l.user_id) = 1 OR l.user_id > 0`,
} as const;
/** For an hour of some millions of lines. */
const ROLL_MS = 60_000;

const HOLD = { name: 'usage.hold', text: 'SELECT FROM admin.usage_rolled FOR SHARE' } as const;

/** Rows of two names in one hour become one. */
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
           SELECT user_id, hour, '', model_name, sum(requests), ${exact('tokens')}, ${exact('quota')}
             FROM gone GROUP BY user_id, hour, model_name
           ON CONFLICT (user_id, hour, username, model_name) DO UPDATE
             SET requests = h.requests + excluded.requests, tokens = least(h.tokens + excluded.tokens, 9007199254740991),
                 quota = least(h.quota + excluded.quota, 9007199254740991)
         )
         SELECT count(*)::int AS erased FROM gone`,
} as const;

/** SQL of usage by hour: whole hours that are rolled up from `usage_hours`, everything else from the log lines. */
@Injectable()
export class UsageRepository {
  constructor(private readonly database: Database) {}

  /**
   * Usage by model and `step`, newest first; of all users together where neither a user nor a name is given. Usage whose
   * lines were deleted is in it. What one answer does not hold, beginning with the models that are used least, is summed
   * under one name: then it is not whole.
   */
  async points(filter: UsageFilter, step: UsageStep): Promise<{ rows: UsageRow[]; isWhole: boolean }> {
    const { text, values } = usedIn(filter, 'ever');
    const single = filter.userId !== undefined || filter.username !== undefined;
    const who = single ? 'user_id, username' : `0::bigint AS user_id, '' AS username`;
    const found = await this.database.query<UsageRow & { fits: boolean } & Record<string, unknown>>(
      `${text},
       points AS (
         SELECT ${who}, model_name, extract(epoch FROM date_trunc('${step}', hour, 'UTC'))::bigint AS created_at,
                ${exact('tokens')} AS token_used, sum(requests)::bigint AS count, ${exact('quota')} AS quota
           FROM used GROUP BY 1, 2, 3, 4),
       models AS (
         SELECT model_name, sum(bytes) OVER (ORDER BY quota DESC, model_name) <= ${ITEMS_BYTES} AS fits
           FROM (SELECT model_name, sum(quota) AS quota, ${BYTES} AS bytes FROM points GROUP BY 1) sized)
       SELECT user_id, max(username) AS username, CASE WHEN fits THEN model_name ELSE '${OTHERS}' END AS model_name, created_at,
              ${exact('token_used')} AS token_used, sum(count)::bigint AS count, ${exact('quota')} AS quota, fits
         FROM points JOIN models USING (model_name)
        GROUP BY 1, CASE WHEN fits THEN username END, 3, 4, fits ORDER BY 4 DESC, 3`,
      values,
    );
    return { rows: found.map(({ fits: _, ...row }) => row), isWhole: found.every(({ fits }) => fits) };
  }

  /** Quota used, as far as the log lines go back: what was deleted is not in it. */
  async quota(filter: UsageFilter): Promise<number> {
    const { text, values } = usedIn(filter, 'lines');
    const [row] = await this.database.query<{ quota: number }>(
      `${text} SELECT ${exact('quota')} AS quota FROM used`,
      values,
    );
    return row?.quota ?? 0;
  }

  /** Rolls up the next hour; false where none is closed. However many try at once, each hour is rolled up once. */
  async rollUp(tx: Tx): Promise<boolean> {
    await tx.query(`SET LOCAL statement_timeout = ${ROLL_MS}`);
    const [claimed] = await tx.query<{ until: Date }>(CLAIM);
    if (!claimed) return false;
    await tx.query(ROLL, [claimed.until]);
    return true;
  }

  /**
   * Takes the names of a removed user out, after they are out of the log lines; to be called until it answers 0. It waits for
   * an hour that is being rolled up, which may have read the lines before.
   */
  async erase(tx: Tx, userId: number, atMost: number): Promise<number> {
    await tx.query(HOLD);
    const [row] = await tx.query<{ erased: number }>(ERASE, [userId, atMost]);
    return row?.erased ?? 0;
  }
}

/**
 * `WITH used AS ...`: rolled-up hours that lie wholly in the time asked for, and the lines before and after them. One
 * statement, so that an hour which is rolled up meanwhile counts once. The bounds are subqueries because as such they limit
 * what is read of indexes and partitions.
 */
function usedIn({ userId, username, model, start, end }: UsageFilter, of: 'ever' | 'lines'): Used {
  const who = new Conditions().add('user_id = ?', userId).add('username = ?', username).add('model_name LIKE ?', model);
  const whose = who.conditions.map((condition) => ` AND ${condition}`).join('');
  const together = userId === undefined && username === undefined ? ' AND user_id = 0' : '';
  const values = [...who.values];
  const time = (value: number | undefined, sql: (bound: string) => string, none: string) =>
    value === undefined ? `'${none}'::timestamptz` : sql(`$${values.push(value)}::bigint`);
  const first = time(start, (bound) => `to_timestamp(${bound})`, '-infinity');
  const past = time(end, (bound) => `to_timestamp(${bound} + 1)`, 'infinity');
  const oldest = `coalesce((SELECT min(created_at) FROM admin.logs), 'infinity')`;
  const bound = (name: string) => `(SELECT ${name} FROM span)`;
  const lines = (from: string, to: string) => `
    SELECT user_id, username, model_name, date_trunc('hour', created_at, 'UTC'), 1, ${TOKENS}, quota FROM admin.logs l
     WHERE created_at >= ${bound(from)} AND created_at < ${bound(to)} AND type = ${LogType.usage}${whose}`;
  const text = `
    WITH asked AS (SELECT ${of === 'ever' ? first : `greatest(${first}, ${oldest})`} AS first, ${past} AS past),
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
