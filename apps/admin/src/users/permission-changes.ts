import type { Target } from '@tollgate/account-rules';
import { AppError, getPermissions, type PermissionChanges, Role, toPermissionChanges } from '@tollgate/contracts';
import { isDeepStrictEqual } from 'node:util';

/** The rights of an administrator before and after a change, as stored. */
export interface PermissionChange {
  readonly before: PermissionChanges;
  readonly after: PermissionChanges;
}

/**
 * The change of rights that a request asks for; undefined if there is none. Forms send the rights that they show, so rights of an account
 * that is no administrator are ignored, and an administrator may send unchanged ones.
 * @param target the account, with the role that it has after the request
 * @throws AppError PERMISSIONS_BY_ROOT_ONLY, INVALID_VALUE
 */
export function checkPermissionChange(
  given: object | undefined,
  stored: PermissionChanges,
  target: Pick<Target, 'actor_role' | 'role'>,
): PermissionChange | undefined {
  if (given === undefined || target.role !== Role.admin) return undefined;
  const after = toPermissionChanges(given);
  if (!after) throw new AppError('INVALID_VALUE', { field: 'admin_permissions' });
  const isSame = isDeepStrictEqual(getPermissions(Role.admin, after), getPermissions(Role.admin, stored));
  if (isSame) return undefined;
  if (target.actor_role !== Role.root) throw new AppError('PERMISSIONS_BY_ROOT_ONLY');
  return { before: stored, after };
}
