import { CommandError } from '@tollgate/platform/config';
import type { Tx } from '@tollgate/platform/db';
import { canonical } from '../names.js';

/** An account that a command names. */
export interface NamedAccount {
  readonly id: number;
  readonly username: string;
  readonly role: number;
  readonly status: number;
  readonly email: string;
  readonly email_key: string | null;
  readonly email_verified: boolean;
  readonly deleted_at: Date | null;
}

const COLUMNS = 'id, username, role, status, email, email_key, email_verified, deleted_at';

const LOCK = {
  name: 'locks.named',
  text: `SELECT ${COLUMNS} FROM auth.users WHERE username_key = $1 FOR NO KEY UPDATE`,
} as const;
const LOCK_NUMBER = {
  name: 'locks.number',
  text: `SELECT ${COLUMNS} FROM auth.users WHERE id = $1 FOR NO KEY UPDATE`,
} as const;

/**
 * Locks an account that an operator names on the command line: by its name, or by its number. Undefined if there is none. No rank is
 * compared, because an operator who holds the database's login may do everything anyway.
 */
export async function lockNamed(tx: Tx, who: string | number): Promise<NamedAccount | undefined> {
  const [statement, value] = typeof who === 'number' ? [LOCK_NUMBER, who] : [LOCK, canonical(who)];
  const [row] = await tx.query<NamedAccount & Record<string, unknown>>(statement, [value]);
  return row;
}

/** As `lockNamed`. @throws CommandError if there is no such account, or if it is deleted */
export async function lockLiveNamed(tx: Tx, name: string): Promise<NamedAccount> {
  const account = await lockNamed(tx, name);
  if (!account) throw new CommandError(`there is no account ${name}`);
  if (account.deleted_at) throw new CommandError(`the account ${account.username} is deleted`);
  return account;
}
