import { AppError } from '@tollgate/contracts';
import { OPTIONS, optionSql } from '@tollgate/options';
import type { Tx } from '@tollgate/platform/db';

/** A change of the groups waits until the user has the group, and counts the user then. */
const LOCK = { name: 'users.lock_groups', text: 'SELECT FROM admin.option_version FOR SHARE' } as const;
const GROUPS = { name: 'users.groups', text: `SELECT ${optionSql('GroupRatio')} AS ratios` } as const;

/**
 * Refuses a new group of a user that does not exist, or exists in another letter case only. The group that the user has already is
 * accepted, because the edit form sends it with every change.
 * @throws AppError GROUP_UNKNOWN
 */
export async function checkGroup(tx: Tx, group: string | undefined, current: string): Promise<void> {
  if (group === undefined || group === current) return;
  await tx.query(LOCK);
  const [row] = await tx.query<{ ratios: string }>(GROUPS);
  // an imported text that does not pass is not in force
  const text = row && OPTIONS.GroupRatio.check(row.ratios) === null ? row.ratios : OPTIONS.GroupRatio.fallback;
  if (!Object.hasOwn(OPTIONS.GroupRatio.read(text), group)) throw new AppError('GROUP_UNKNOWN', { group });
}
