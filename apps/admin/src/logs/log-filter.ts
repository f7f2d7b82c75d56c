import type { LogFilter } from '@tollgate/contracts/admin/logs';
import { toContainsPattern, Conditions } from '../listing/conditions.js';

/** The lines that may be seen: those of one user, or all if `userId` is missing. */
export interface Scope {
  readonly userId?: number;
}

/** Returns undefined for 0, because the stock client sends 0 or nothing if there is no bound. */
export const toBound = (seconds: number | undefined) => seconds || undefined;

/** Builds the conditions of a request, without the type if `anyType` is true. */
export function buildLogFilter(filter: Partial<LogFilter>, { userId }: Scope, anyType = false): Conditions {
  return new Conditions()
    .add('l.user_id = ?', userId)
    .add('l.type = ?', anyType ? undefined : filter.type || undefined)
    .add('l.created_at >= to_timestamp(?)', toBound(filter.start_timestamp))
    .add('l.created_at < to_timestamp(?::bigint + 1)', toBound(filter.end_timestamp))
    .add('l.username = ?', filter.username)
    .add('l.token_name = ?', filter.token_name)
    .add('l.model_name LIKE ?', filter.model_name)
    .add('l.channel_id = ?', filter.channel || undefined)
    .add('l."group" = ?', filter.group)
    .add('l.request_id = ?', filter.request_id);
}

/** A search reads this many of the newest lines before it uses an index. */
const NEWEST = 50_000;

/**
 * Builds `FROM` and `WHERE` for a keyword: anywhere in the text, letter case ignored, wildcards literal; a number is also a type.
 * The search covers the newest lines, or all of them; the latter should only be used if the keyword has a trigram.
 */
export function toKeywordCondition(
  keyword: string | undefined,
  { userId }: Scope,
  among: 'newest' | 'all',
): { from: string; conditions: Conditions } {
  const conditions = new Conditions().add('l.user_id = ?', userId);
  if (!keyword) return { from: 'admin.logs l', conditions };
  const word = keyword.toLowerCase();
  conditions.values.push(toContainsPattern(word), /^[1-6]$/.test(word) ? Number(word) : 0);
  const like = `(l.content <> '' AND lower(l.content) LIKE lower($${conditions.values.length - 1}))`;
  conditions.conditions.push(`(${like} OR l.type = $${conditions.values.length})`);
  const own = userId === undefined ? '' : 'WHERE user_id = $1';
  const newest = `(SELECT * FROM admin.logs ${own} ORDER BY id DESC LIMIT ${NEWEST}) l`;
  return { from: among === 'all' ? 'admin.logs l' : newest, conditions };
}
