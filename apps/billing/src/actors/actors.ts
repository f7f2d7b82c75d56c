import { AppError, type Identity, Role, UserStatus } from '@tollgate/contracts';
import type { Tx } from '@tollgate/platform/db';

const HOLD = {
  name: 'actors.hold_admin',
  text: `SELECT id FROM auth.users WHERE id = $1 AND role >= $2 AND status = $3 AND deleted_at IS NULL FOR SHARE`,
} as const;

/**
 * Makes sure that who acts is still an administrator, and stays one until the transaction ends.
 * @throws AppError PERMISSION_DENIED
 */
export async function lockAdmin(tx: Tx, { userId }: Identity): Promise<void> {
  const rows = await tx.query(HOLD, [userId, Role.admin, UserStatus.enabled]);
  if (rows.length === 0) throw new AppError('PERMISSION_DENIED');
}
