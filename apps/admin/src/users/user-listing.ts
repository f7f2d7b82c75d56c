import type { ListUsersRequest, SearchUsersRequest } from '@tollgate/contracts/admin/users';
import { toContainsPattern, Conditions, hasTrigram } from '../listing/conditions.js';

const SEARCHED = 'auth.search_text(u.username, u.display_name, u.email)';
/** Separates the columns in the searched text. Names cannot contain it, so no keyword matches across two columns. */
const SEPARATOR = '\x1f';

/** Returns the two-character pieces of a keyword. If a row lacks one of them, it does not contain the keyword. */
function toBigrams(keyword: string): string[] {
  const characters = [...keyword];
  return characters.length < 2 ? characters : characters.slice(1).map((next, i) => (characters[i] ?? '') + next);
}

/** How a keyword is searched: through an index, or by reading row after row. */
export type Approach = 'by index' | 'row by row';

function addKeyword(to: Conditions, keyword: string, approach: Approach): void {
  const id = /^\d{1,15}$/.test(keyword) ? Number(keyword) : 0;
  if (keyword.includes(SEPARATOR)) {
    to.conditions.push('false');
    return;
  }
  const word = keyword.toLowerCase();
  to.values.push(toContainsPattern(word), id);
  const [pattern, number] = [`$${to.values.length - 1}`, `$${to.values.length}`];
  // No index has this expression, because the planner would consider the index and guess badly for parts of words.
  if (approach === 'row by row') {
    to.conditions.push(`(${SEARCHED} || '' LIKE lower(${pattern}) OR u.id = ${number})`);
    return;
  }
  const like = `${SEARCHED} LIKE lower(${pattern})`;
  if (hasTrigram(word)) {
    to.conditions.push(`(${like} OR u.id = ${number})`);
    return;
  }
  to.values.push(toBigrams(word));
  to.conditions.push(`((auth.grams(${SEARCHED}) @> $${to.values.length}::text[] AND ${like}) OR u.id = ${number})`);
}

/** Builds the conditions of a request. The plain list has none. */
export function buildUserFilter(request: SearchUsersRequest, approach: Approach = 'by index'): Conditions {
  const to = new Conditions();
  const keyword = request.keyword?.trim();
  if (keyword) addKeyword(to, keyword, approach);
  return to
    .add('u.role = ?', request.role)
    .add('u.status = ?', request.status)
    .add('u."group" = ?', request.group)
    .add('u.inviter_id = ?', request.inviter_id)
    .add('(u.deleted_at IS NOT NULL) = ?', request.deleted)
    .add(`EXISTS (SELECT FROM auth.throttles t WHERE t.user_id = u.id AND t.locked_until > now()) = ?`, request.locked)
    .add('u.created_at >= to_timestamp(?)', request.created_from)
    .add('u.created_at < to_timestamp(?)', request.created_to)
    .add('u.last_login_at >= to_timestamp(?)', request.login_from)
    .add('u.last_login_at < to_timestamp(?)', request.login_to);
}

const SORTS: ReadonlySet<string> = new Set(['id', 'username', 'quota', 'group', 'created_at', 'last_login_at']);

interface Sorting {
  readonly by: string;
  readonly direction: 'ASC' | 'DESC';
}

/** The sorting of a request: `sort_by` of newer clients, or else `sort`. An unknown `sort_by` means id, descending. */
function readSorting({ sort = 'id', order, sort_by, sort_order }: ListUsersRequest): Sorting {
  if (sort_by === undefined) return { by: sort, direction: order === 'asc' ? 'ASC' : 'DESC' };
  if (!SORTS.has(sort_by)) return { by: 'id', direction: 'DESC' };
  return { by: sort_by, direction: sort_order === 'asc' ? 'ASC' : 'DESC' };
}

/** The balance of a user, for few rows. */
const BALANCE = `(SELECT b.balance FROM ledger.accounts b WHERE b.user_id = u.id AND b.kind = 'quota')`;

/**
 * The rows that are sorted: with the balances if these decide. No index has them in order, because it would make every charge write
 * to it. So this order reads all balances, as a costly request.
 */
export function toSource(request: ListUsersRequest): string {
  if (readSorting(request).by !== 'quota') return 'auth.users u';
  return `(SELECT user_id, balance FROM ledger.accounts WHERE kind = 'quota' AND closed_at IS NULL) b
          JOIN auth.users u ON u.id = b.user_id`;
}

/** `ORDER BY` for a request, and by id among equals. Each but the balance has an index. `balance` names the column of `toSource`. */
export function toOrderBy(request: ListUsersRequest, balance = BALANCE): string {
  const { by, direction } = readSorting(request);
  const columns: Record<string, string> = {
    id: `u.id ${direction}`,
    username: `u.username_key ${direction}`,
    quota: `${balance} ${direction}, u.id ${direction}`,
    group: `u."group" ${direction}, u.id ${direction}`,
    created_at: `u.created_at ${direction}, u.id ${direction}`,
    last_login_at: `u.last_login_at ${direction}, u.id ${direction}`,
  };
  return columns[by] ?? `u.id ${direction}`;
}

/** True where pages go by id, newest first: the order in which block counts and cursors hold. */
export function isNewestFirst(request: ListUsersRequest): boolean {
  const { by, direction } = readSorting(request);
  return by === 'id' && direction === 'DESC';
}
