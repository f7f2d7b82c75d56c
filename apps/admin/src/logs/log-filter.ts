import type { LogFilter } from '@tollgate/contracts/admin/logs';
import { anywhere, Conditions } from '../listing/conditions.js';

/** Whose lines may be seen: everybody's, or one user's. */
export interface Scope {
  readonly userId?: number;
}

/** 0 and nothing at all mean no bound; the stock client sends both. */
export const bound = (seconds: number | undefined) => seconds || undefined;

/** The conditions a request asks for. The type is left out where `anyType` says so. */
export function buildLogFilter(filter: Partial<LogFilter>, { userId }: Scope, anyType = false): Conditions {
  return new Conditions()
    .add('l.user_id = ?', userId)
    .add('l.type = ?', anyType ? undefined : filter.type || undefined)
    .add('l.created_at >= to_timestamp(?)', bound(filter.start_timestamp))
    .add('l.created_at < to_timestamp(?::bigint + 1)', bound(filter.end_timestamp))
    .add('l.username = ?', filter.username)
    .add('l.token_name = ?', filter.token_name)
    .add('l.model_name LIKE ?', filter.model_name)
    .add('l.channel_id = ?', filter.channel || undefined)
    .add('l."group" = ?', filter.group);
}

/** How many of the newest lines are read through before an index is asked. */
const NEWEST = 50_000;

/**
 * `FROM` and `WHERE` for a keyword: anywhere in the text, letter case ignored, wildcards literal; a number is also a type.
 * Among the newest lines, or among all of them, which takes a keyword with three letters or digits in a row.
 */
export function toKeywordCondition(
  keyword: string | undefined,
  { userId }: Scope,
  among: 'newest' | 'all',
): { from: string; conditions: Conditions } {
  const conditions = new Conditions().add('l.user_id = ?', userId);
  if (!keyword) return { from: 'admin.logs l', conditions };
  const word = keyword.toLowerCase();
  conditions.values.push(anywhere(word), /^[1-6]$/.test(word) ? Number(word) : 0);
  const like = `(l.content <> '' AND lower(l.content) LIKE lower($${conditions.values.length - 1}))`;
  conditions.conditions.push(`(${like} OR l.type = $${conditions.values.length})`);
  const own = userId === undefined ? '' : 'WHERE user_id = $1';
  const newest = `(SELECT * FROM admin.logs ${own} ORDER BY id DESC LIMIT ${NEWEST}) l`;
  return { from: among === 'all' ? 'admin.logs l' : newest, conditions };
}
