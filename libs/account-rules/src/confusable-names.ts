import { AppError } from '@tollgate/contracts';
import type { Tx } from '@tollgate/platform/db';
import { rectifyConfusion } from 'unicode-confusables';
import { canonical } from './names.js';

const ADMINISTRATORS = {
  name: 'accounts.administrators',
  text: 'SELECT username FROM auth.users WHERE role >= 10 AND deleted_at IS NULL AND id <> $1',
} as const;

/**
 * The skeleton of a name (Unicode TS 39 section 4, with the table of unicode-confusables), after NFKC and case folding. Names
 * with the same skeleton look alike: `root`, `r00t`, and `root` with Cyrillic letters.
 */
export function getSkeleton(name: string): string {
  const folded = canonical(name).normalize('NFD');
  return rectifyConfusion(folded).normalize('NFD').toLowerCase();
}

/**
 * Refuses a name that looks like that of an administrator. The same name is left to the unique index, which refuses it as taken.
 * @param userId the account that gets the name; 0 for a new one
 * @throws AppError USERNAME_CONFUSABLE
 */
export async function refuseConfusable(tx: Tx, name: string, userId: number): Promise<void> {
  const rows = await tx.query<{ username: string }>(ADMINISTRATORS, [userId]);
  const skeleton = getSkeleton(name);
  const isAlike = (other: string) => canonical(other) !== canonical(name) && getSkeleton(other) === skeleton;
  if (rows.some(({ username }) => isAlike(username))) throw new AppError('USERNAME_CONFUSABLE');
}
