import { AppError, type Identity, UserStatus } from '@tollgate/contracts';
import type { Tx } from '@tollgate/platform/db';
import { requirePermission } from '../access/permissions.js';

const LOCK = {
  name: 'locks.actor',
  text: `SELECT role FROM auth.users
          WHERE id = $1 AND role >= $2 AND status = ${UserStatus.enabled} AND deleted_at IS NULL FOR NO KEY UPDATE`,
} as const;

/**
 * Locks the row of the administrator who acts, for writes that change no other user (options, codes, orders, new users, deletion
 * of logs). Call it first in the writing transaction.
 *
 * `FOR NO KEY UPDATE` is exclusive because a shared lock would let a stream of actions starve a demotion: a demotion that came
 * first is seen here, and one that comes later waits until this transaction ends.
 * @returns the role that the actor has at this moment; the one of the request's identity may be older
 * @throws AppError PERMISSION_DENIED if the actor is disabled, deleted or below `minRole`; PERMISSION_MISSING if root has taken the
 *   permission that the request needs
 */
export async function lockActor(tx: Tx, actor: Identity, minRole: number): Promise<number> {
  const [row] = await tx.query<{ role: number }>(LOCK, [actor.userId, minRole]);
  if (!row) throw new AppError('PERMISSION_DENIED');
  await requirePermission(tx, actor, actor.permission);
  return row.role;
}
