import { Injectable } from '@nestjs/common';
import { LogType } from '@tollgate/audit-log';
import { Database } from '@tollgate/platform/db';
import { cappedSum, OTHERS, TOKENS } from './usage.repository.js';

/** Which lines, and by what they are summed. */
export interface FlowFilter {
  /** At or after and at or before, in Unix seconds. */
  readonly start: number;
  readonly end: number;
  readonly userId?: number;
  /** By user and channel. */
  readonly byUser: boolean;
  /** By API key. */
  readonly byKey: boolean;
}

export interface FlowRow {
  readonly user_id: number;
  readonly username: string;
  readonly token_id: number;
  readonly token_name: string;
  readonly use_group: string;
  readonly channel_id: number;
  readonly model_name: string;
  readonly token_used: number;
  readonly count: number;
  readonly quota: number;
}

/** The ways that are answered one by one. */
const MAX_FLOWS = 1000;

/** SQL of the ways that usage took. The hours do not have groups, keys and channels, so it reads the log lines. */
@Injectable()
export class FlowsRepository {
  constructor(private readonly database: Database) {}

  /** The largest ways, largest first, and the sum of all others as one. A field that is not summed by is 0 or empty. */
  read({ start, end, userId, byUser, byKey }: FlowFilter): Promise<FlowRow[]> {
    const user = byUser
      ? 'l.user_id, max(l.username) AS username, l.channel_id'
      : "0::bigint AS user_id, '' AS username, 0::bigint AS channel_id";
    const key = byKey ? 'l.token_id, max(l.token_name) AS token_name' : "0::bigint AS token_id, '' AS token_name";
    const groups = [
      'l."group"',
      'l.model_name',
      ...(byUser ? ['l.user_id', 'l.channel_id'] : []),
      ...(byKey ? ['l.token_id'] : []),
    ];
    const whose = userId === undefined ? '' : 'AND l.user_id = $3';
    const kept = (column: string, other: string) => `CASE WHEN fits THEN ${column} ELSE ${other} END AS ${column}`;
    return this.database.query<FlowRow & Record<string, unknown>>(
      `WITH flows AS (
         SELECT ${user}, ${key}, l."group" AS use_group, l.model_name, ${cappedSum(TOKENS)} AS token_used, count(*) AS count,
                ${cappedSum('l.quota')} AS quota
           FROM admin.logs l
          WHERE l.type = ${LogType.usage} AND l.created_at >= to_timestamp($1) AND l.created_at < to_timestamp($2::bigint + 1) ${whose}
          GROUP BY ${groups.join(', ')}),
       ranked AS (
         SELECT *, row_number() OVER (ORDER BY quota DESC, use_group, model_name, user_id, token_id, channel_id) <= ${MAX_FLOWS} AS fits
           FROM flows)
       SELECT ${kept('user_id', '0')}, ${kept('username', "''")}, ${kept('token_id', '0')}, ${kept('token_name', "''")},
              ${kept('use_group', "''")}, ${kept('channel_id', '0')}, ${kept('model_name', `'${OTHERS}'`)},
              ${cappedSum('token_used')} AS token_used, sum(count)::bigint AS count, ${cappedSum('quota')} AS quota
         FROM ranked GROUP BY fits, 1, 2, 3, 4, 5, 6, 7 ORDER BY fits DESC, quota DESC`,
      [start, end, ...(userId === undefined ? [] : [userId])],
    );
  }
}
