import { AppError, type Identity, isDefaultPermission, Role } from '@tollgate/contracts';
import type { Sql } from '@tollgate/platform/db';

const PERMITS = {
  name: 'access.permits',
  text: `SELECT FROM auth.users
          WHERE id = $1 AND (role >= ${Role.root} OR coalesce((admin_permissions #>> $2::text[])::boolean, $3))`,
} as const;

/**
 * Passes if the actor has a permission in this moment. Before a write, call it when the actor's row is locked, so that a change of the
 * rights is either seen or waits.
 * @throws AppError PERMISSION_MISSING
 */
export async function requirePermission(
  sql: Sql,
  { userId }: Pick<Identity, 'userId'>,
  permission: string | undefined,
): Promise<void> {
  if (permission === undefined) return;
  const found = await sql.query(PERMITS, [userId, permission.split('.'), isDefaultPermission(permission)]);
  if (found.length === 0) throw new AppError('PERMISSION_MISSING', { permission });
}
