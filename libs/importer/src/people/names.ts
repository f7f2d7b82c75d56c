import { canonical } from '@tollgate/account-rules';
import type { Row } from '../sources/source.js';
import type { System } from '../sources/systems.js';
import { count, isDeleted, line, text } from '../values/read.js';

/** A user's name as it is moved, before equal names are made different. */
export interface PlainName {
  readonly name: string;
  readonly key: string;
  /** Made from the number, because the source has none. */
  readonly made: boolean;
  /** The source's text, if it differs from the name. */
  readonly was?: string;
}

/** The name: trimmed, control characters as blanks; of a user without one it is made from the number. */
export function plainName(row: Row): PlainName {
  const was = text(row.username);
  const name = line(row.username);
  const key = canonical(name);
  if (key === '') return { name: `user-${String(row.id)}`, key: `user-${String(row.id)}`, made: true, was };
  return { name, key, made: false, ...(name === was ? {} : { was }) };
}

/** The e-mail address, trimmed; empty where it is none. */
export function plainEmail(row: Row): { address: string; key: string; invalid: boolean } {
  const address = text(row.email).trim();
  const invalid = address !== '' && !/^[^\s@\p{Cc}]+@[^\s@\p{Cc}]+$/u.test(address);
  return invalid ? { address: '', key: '', invalid } : { address, key: canonical(address), invalid };
}

/** True of a deleted user; One API marks them by a status. */
export function isDeletedUser(row: Row, system: System): boolean {
  return isDeleted(row.deleted_at) || (system === 'one-api' && count(row.status) === 3n);
}
