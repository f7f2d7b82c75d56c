import { AppError, type Identity } from '@tollgate/contracts';
import type { Tx } from '@tollgate/platform/db';

const HOLD = {
  name: 'actors.hold',
  text: `SELECT role FROM auth.users
          WHERE id = $1 AND role >= $2 AND status = 1 AND deleted_at IS NULL FOR NO KEY UPDATE`,
} as const;

/**
 * For writes that have no target of rank (options, new users, deletion of logs): makes sure inside the writing transaction
 * that the actor still has a role. Its row stays locked, so that a demotion waits until the change is committed, and a
 * demotion that came first is seen. Answers the role the actor has.
 * @throws AppError PERMISSION_DENIED
 */
export async function lockActor(tx: Tx, actor: Identity, leastRole: number): Promise<number> {
  const [row] = await tx.query<{ role: number }>(HOLD, [actor.userId, leastRole]);
  if (!row) throw new AppError('PERMISSION_DENIED');
  return row.role;
}
