import { postSql } from '@tollgate/ledger';
import { numberSql, optionSql, switchSql } from '@tollgate/options';

/**
 * The day at the database's clock, so that replicas whose clocks differ agree on it. The options are read by the same statement,
 * because a value of a moment ago could award twice or beyond the bounds.
 */
const TODAY = `(now() AT TIME ZONE ${optionSql('SiteTimeZone')})::date`;
const LOW = numberSql('checkin_setting.min_quota');
const HIGH = numberSql('checkin_setting.max_quota');
/** A whole number from the minimum to the maximum; never above the maximum, also if root set the minimum above it. */
const AWARD = `(SELECT least(low, high) + floor($2::numeric * (high - least(low, high) + 1))::bigint
                  FROM (SELECT ${LOW} AS low, ${HIGH} AS high) bounds)`;

/**
 * Day, posting and log line in one statement: the primary key lets one of any number of concurrent check-ins make the row. An
 * award of 0 has no posting. $1 user, $2 a fraction from 0 to below 1, $3 request id, $4 the text of the log line.
 */
export const CHECK_IN = {
  name: 'check_ins.create',
  text: `WITH made AS (
           INSERT INTO auth.check_ins (user_id, day, quota)
           SELECT u.id, ${TODAY}, ${AWARD} FROM auth.users u
            WHERE u.id = $1 AND u.status = 1 AND u.deleted_at IS NULL AND ${switchSql('checkin_setting.enabled')}
           ON CONFLICT (user_id, day) DO NOTHING
           RETURNING user_id, day, quota),
         posted AS (
           SELECT m.user_id, p.transaction_id FROM made m CROSS JOIN LATERAL ${postSql({
             kind: 'check_in',
             ref: `m.user_id || ':' || m.day`,
             actor: 'm.user_id',
             requestId: '$3',
             legs: [
               { userId: 'm.user_id', account: 'quota', amount: 'm.quota' },
               { account: 'gift', amount: '-m.quota' },
             ],
           })} p WHERE m.quota > 0),
         logged AS (
           INSERT INTO admin.logs (user_id, type, username, quota, request_id, content)
           SELECT m.user_id, 4, u.username, m.quota, $3, $4
             FROM made m JOIN auth.users u ON u.id = m.user_id)
         SELECT m.day::text AS checkin_date, m.quota AS quota_awarded
           FROM made m LEFT JOIN posted p ON p.user_id = m.user_id`,
} as const;

/** Why nothing was awarded, at the moment of the question. */
export const WHY_NOT = {
  name: 'check_ins.why_not',
  text: `SELECT ${switchSql('checkin_setting.enabled')} AS enabled`,
} as const;

/** The calendar of a month. $1 user, $2 the month as YYYY-MM, empty for the current one. */
export const CALENDAR = {
  name: 'check_ins.calendar',
  text: `SELECT ${switchSql('checkin_setting.enabled')} AS enabled, ${LOW} AS min_quota, ${HIGH} AS max_quota,
                count(c.day)::int AS total_checkins, coalesce(sum(c.quota), 0)::bigint AS total_quota,
                coalesce(bool_or(c.day = ${TODAY}), false) AS checked_in_today,
                coalesce(json_agg(json_build_object('checkin_date', c.day, 'quota_awarded', c.quota) ORDER BY c.day DESC)
                           FILTER (WHERE to_char(c.day, 'YYYY-MM') = coalesce(nullif($2, ''), to_char(${TODAY}, 'YYYY-MM'))),
                         '[]') AS records
           FROM (SELECT 1) one LEFT JOIN auth.check_ins c ON c.user_id = $1`,
} as const;
