import type { Row } from '../sources/source.js';
import { bounded, count, MOST, text, toTimestamp, unixTime } from '../values/read.js';
import { found, type Out, type TableImport } from './table-import.js';

const KEY = `user_id, hour, username, model_name`;
/** Rows of user 0 hold the sums of all users. */
const HOURS = `
  SELECT user_id, hour, username, model_name, sum(requests)::bigint AS requests, sum(tokens)::bigint AS tokens, sum(quota)::bigint AS quota
    FROM import_stage WHERE user_id > 0 GROUP BY ${KEY}
  UNION ALL
  SELECT 0, hour, '', model_name, sum(requests)::bigint, sum(tokens)::bigint, sum(quota)::bigint FROM import_stage GROUP BY hour, model_name`;

const UNTIL = `(SELECT until FROM admin.usage_rolled)`;

/** Usage by hour (of one-hub by day). Rows of one user, hour and model become one. */
export const usage: TableImport = {
  name: 'usage',
  part: 'usage',
  whole: true,
  stage: {
    ...{ id: 'text', user_id: 'bigint', hour: 'timestamptz', username: 'text', model_name: 'text', requests: 'bigint' },
    ...{ tokens: 'bigint', quota: 'bigint' },
  },
  select: ({ source }) => {
    const columns = ['user_id', 'username', 'model_name', 'created_at', 'count', 'quota', 'token_used'];
    if (source.columns.has('quota_data')) return { table: 'quota_data', columns: ['id', ...columns], key: ['id'] };
    if (!source.columns.has('statistics')) return undefined;
    const daily = [
      'date',
      'user_id',
      'channel_id',
      'model_name',
      'request_count',
      'quota',
      'prompt_tokens',
      'completion_tokens',
    ];
    return { table: 'statistics', columns: daily, key: ['date', 'user_id', 'channel_id', 'model_name'] };
  },
  map: mapUsage,
  check: () => [
    `UPDATE import_stage s SET username = u.name FROM import_users u WHERE u.id = s.user_id AND s.username = ''`,
    found(
      'merged',
      'usage-of-one-hour',
      `SELECT id, '', '{}'::jsonb FROM (SELECT id, row_number() OVER (PARTITION BY ${KEY} ORDER BY id) AS place FROM import_stage
       WHERE user_id > 0) x WHERE place > 1`,
    ),
  ],
  apply: () => [
    // from the import on, the product's own roll-up goes by the log lines
    `UPDATE admin.usage_rolled SET until = greatest(until, date_trunc('hour', now(), 'UTC') + interval '1 hour',
       (SELECT max(hour) + interval '1 hour' FROM import_stage))`,
    `DELETE FROM admin.usage_hours WHERE hour < ${UNTIL}`,
    `INSERT INTO admin.usage_hours (${KEY}, requests, tokens, quota) ${HOURS}`,
  ],
  differences: () => `
    SELECT concat_ws(' ', s.user_id, s.hour, s.model_name) AS row_id, 'usage differs' AS what FROM (${HOURS}) s
      LEFT JOIN admin.usage_hours t USING (${KEY}) WHERE (t.requests, t.tokens, t.quota) IS DISTINCT FROM (s.requests, s.tokens, s.quota)`,
};

function mapUsage(row: Row, out: Out): void {
  const isDaily = row.date !== undefined;
  const id = isDaily
    ? [row.date, row.user_id, row.channel_id, row.model_name].map((cell) => text(cell)).join(' ')
    : text(row.id);
  const day = text(row.date).slice(0, 10);
  const hour = isDaily ? (/^\d{4}-\d{2}-\d{2}$/.test(day) ? `${day}T00:00:00Z` : null) : hourOf(row);
  const quota = count(row.quota);
  const tokens = isDaily ? count(row.prompt_tokens) + count(row.completion_tokens) : count(row.token_used);
  const requests = count(isDaily ? row.request_count : row.count);
  const amounts = { 'usage.quota': quota, 'usage.requests': requests };
  if (hour === null) return out.refuse(id, 'usage-without-time', '', amounts);
  const fits = [quota, tokens, requests].every((value) => value <= MOST / 1_000_000n && value >= -MOST / 1_000_000n);
  if (!fits) return out.refuse(id, 'figure-out-of-range', '', amounts);
  const username = isDaily ? '' : text(row.username);
  out.row({
    id,
    user_id: bounded(count(row.user_id), 0n),
    hour,
    username,
    model_name: text(row.model_name),
    requests,
    tokens,
    quota,
  });
}

function hourOf(row: Row): string | null {
  const time = unixTime(row.created_at);
  return time === null ? null : toTimestamp(BigInt(Math.floor(Date.parse(time) / 3_600_000) * 3600));
}
