import type { ListUsersRequest, SearchUsersRequest } from '@tollgate/contracts/admin/users';
import { anywhere, Conditions, hasTrigram } from '../listing/conditions.js';

const SEARCHED = 'auth.search_text(u.username, u.display_name, u.email)';
/** What separates the columns in the searched text; no name holds it. */
const SEPARATOR = '\x1f';

/** One- and two-character pieces of a keyword: all of them must be among a row's for the keyword to be in it. */
function toTrigrams(keyword: string): string[] {
  const characters = [...keyword];
  return characters.length < 2 ? characters : characters.slice(1).map((next, i) => (characters[i] ?? '') + next);
}

/** How a keyword is looked for: through an index, or by reading row after row. */
export type Approach = 'by index' | 'row by row';

function addKeyword(to: Conditions, keyword: string, approach: Approach): void {
  const id = /^\d{1,15}$/.test(keyword) ? Number(keyword) : 0;
  if (keyword.includes(SEPARATOR)) {
    to.conditions.push('false');
    return;
  }
  const word = keyword.toLowerCase();
  to.values.push(anywhere(word), id);
  const [pattern, number] = [`$${to.values.length - 1}`, `$${to.values.length}`];
  // an expression that no index has: the planner would weigh them, and guess badly for parts of words
  if (approach === 'row by row') {
    to.conditions.push(`(${SEARCHED} || '' LIKE lower(${pattern}) OR u.id = ${number})`);
    return;
  }
  const like = `${SEARCHED} LIKE lower(${pattern})`;
  if (hasTrigram(word)) {
    to.conditions.push(`(${like} OR u.id = ${number})`);
    return;
  }
  to.values.push(toTrigrams(word));
  to.conditions.push(`((auth.grams(${SEARCHED}) @> $${to.values.length}::text[] AND ${like}) OR u.id = ${number})`);
}

/** The conditions a request asks for; none of them for the plain list. */
export function buildUserFilter(request: SearchUsersRequest, approach: Approach = 'by index'): Conditions {
  const to = new Conditions();
  const keyword = request.keyword?.trim();
  if (keyword) addKeyword(to, keyword, approach);
  return to
    .add('u.role = ?', request.role)
    .add('u.status = ?', request.status)
    .add('u."group" = ?', request.group)
    .add('(u.deleted_at IS NOT NULL) = ?', request.deleted)
    .add(`EXISTS (SELECT FROM auth.throttles t WHERE t.user_id = u.id AND t.locked_until > now()) = ?`, request.locked)
    .add('u.created_at >= to_timestamp(?)', request.created_from)
    .add('u.created_at < to_timestamp(?)', request.created_to)
    .add('u.last_login_at >= to_timestamp(?)', request.login_from)
    .add('u.last_login_at < to_timestamp(?)', request.login_to);
}

/** `ORDER BY` for a request; by an index each, and by id among equals. */
export function toOrderBy({ sort = 'id', order = 'desc' }: ListUsersRequest): string {
  const direction = order === 'asc' ? 'ASC' : 'DESC';
  const columns: Record<string, string> = {
    id: `u.id ${direction}`,
    username: `u.username_key ${direction}`,
    created_at: `u.created_at ${direction}, u.id ${direction}`,
    last_login_at: `u.last_login_at ${direction}, u.id ${direction}`,
  };
  return columns[sort] ?? `u.id ${direction}`;
}

/** True where pages go by id, newest first: the order in which block counts and cursors hold. */
export function isNewestFirst({ sort = 'id', order = 'desc' }: ListUsersRequest): boolean {
  return sort === 'id' && order === 'desc';
}
