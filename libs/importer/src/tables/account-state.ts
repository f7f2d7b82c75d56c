import type { Row } from '../sources/source.js';
import type { System } from '../sources/systems.js';
import { count, text } from '../values/read.js';
import type { Out } from './table-import.js';

const ROOT = 100;
const ADMIN = 10;
const USER = 1;
const ENABLED = 1;
const DISABLED = 2;
/** one-hub's trusted staff has no more rights here than a user. */
const TRUSTED = 3n;

const isKnownRole = (role: bigint) => [1n, TRUSTED, 10n, 100n].includes(role);

/** The role here. Deleted accounts have no rights, unknown roles neither; which root stays root is decided over all of them. */
export function accountRole(id: string, row: Row, deleted: boolean, out: Out): number {
  const role = count(row.role);
  if (deleted) return USER;
  if (role === 100n) return ROOT;
  if (role === 10n) return ADMIN;
  if (role === TRUSTED) out.change(id, 'role-trusted');
  else if (role !== 1n) out.change(id, 'role-unknown', text(row.role));
  return USER;
}

/** The status here. A status that is neither enabled nor disabled in the source becomes disabled, because it cannot log in there. */
export function accountStatus(id: string, row: Row, deleted: boolean, system: System, out: Out): number {
  const status = count(row.status);
  if (status === 1n && isKnownRole(count(row.role))) return ENABLED;
  const isMark = deleted && system === 'one-api';
  if (status !== 1n && status !== 2n && !isMark) out.change(id, 'status-unknown', text(row.status) || 'none');
  return DISABLED;
}
