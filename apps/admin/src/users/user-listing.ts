import type { ListUsersRequest, SearchUsersRequest } from '@tollgate/contracts/admin/users';

/** SQL conditions with the values they bind, in order. */
export interface Filter {
  readonly conditions: readonly string[];
  readonly values: readonly unknown[];
}

const SEARCHED = 'auth.search_text(u.username, u.display_name, u.email)';
/** Trigrams are taken from words: a keyword needs a run of three letters or digits for that index to help. */
const HAS_TRIGRAM = /[\p{L}\p{N}]{3}/u;
/** What separates the columns in the searched text; no name holds it. */
const SEPARATOR = '\x1f';

/** A keyword as a LIKE pattern in which only its own characters count. */
function pattern(keyword: string): string {
  return `%${keyword.replace(/[\\%_]/g, '\\$&')}%`;
}

class Conditions {
  readonly conditions: string[] = [];
  readonly values: unknown[] = [];

  /** Adds a condition; `?` stands for the value. */
  add(condition: string, value: unknown): void {
    this.values.push(value);
    this.conditions.push(condition.replaceAll('?', `$${this.values.length}`));
  }
}

/** One- and two-character pieces of a keyword: all of them must be among a row's for the keyword to be in it. */
function gramsOf(keyword: string): string[] {
  const characters = [...keyword];
  return characters.length < 2 ? characters : characters.slice(1).map((next, i) => (characters[i] ?? '') + next);
}

function addKeyword(to: Conditions, keyword: string): void {
  const id = /^\d{1,15}$/.test(keyword) ? Number(keyword) : 0;
  if (keyword.includes(SEPARATOR)) {
    to.conditions.push('false');
    return;
  }
  const word = keyword.toLowerCase();
  to.values.push(pattern(word), id);
  const like = `${SEARCHED} LIKE lower($${to.values.length - 1})`;
  const isId = `u.id = $${to.values.length}`;
  if (HAS_TRIGRAM.test(word)) {
    to.conditions.push(`(${like} OR ${isId})`);
    return;
  }
  to.values.push(gramsOf(word));
  to.conditions.push(`((auth.grams(${SEARCHED}) @> $${to.values.length}::text[] AND ${like}) OR ${isId})`);
}

/** The conditions a request asks for; none of them for the plain list. */
export function filterOf(request: SearchUsersRequest): Filter {
  const to = new Conditions();
  const keyword = request.keyword?.trim();
  if (keyword) addKeyword(to, keyword);
  if (request.role !== undefined) to.add('u.role = ?', request.role);
  if (request.status !== undefined) to.add('u.status = ?', request.status);
  if (request.group !== undefined) to.add('u."group" = ?', request.group);
  if (request.deleted !== undefined) to.add('(u.deleted_at IS NOT NULL) = ?', request.deleted);
  if (request.created_from !== undefined) to.add('u.created_at >= to_timestamp(?)', request.created_from);
  if (request.created_to !== undefined) to.add('u.created_at < to_timestamp(?)', request.created_to);
  if (request.login_from !== undefined) to.add('u.last_login_at >= to_timestamp(?)', request.login_from);
  if (request.login_to !== undefined) to.add('u.last_login_at < to_timestamp(?)', request.login_to);
  return to;
}

/** `ORDER BY` for a request; by an index each, and by id among equals. */
export function orderOf({ sort = 'id', order = 'desc' }: ListUsersRequest): string {
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
