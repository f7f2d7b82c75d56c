import { AppError, type Identity, Role } from '@tollgate/contracts';
import type { Tx } from '@tollgate/platform/db';

const HOLD = {
  name: 'actors.hold',
  text: `SELECT role FROM auth.users
          WHERE id = $1 AND role >= $2 AND status = 1 AND deleted_at IS NULL FOR SHARE`,
} as const;

/**
 * Makes sure inside the writing transaction that the actor still is root: its row stays locked, so that a demotion waits
 * until the change is committed, and a demotion that came first is seen.
 * @throws AppError PERMISSION_DENIED
 */
export async function holdRoot(tx: Tx, actor: Identity): Promise<void> {
  const [row] = await tx.query<{ role: number }>(HOLD, [actor.userId, Role.root]);
  if (!row) throw new AppError('PERMISSION_DENIED');
}
