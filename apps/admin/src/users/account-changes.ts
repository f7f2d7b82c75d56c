import { canonical, checkedDisplayName, hasBudget, newUsername } from '@tollgate/account-rules';
import { AppError, type BudgetFields, type PermissionChanges, Role, UserStatus } from '@tollgate/contracts';
import type { UpdateUserRequest } from '@tollgate/contracts/admin/users';
import type { Target } from '@tollgate/account-rules';

/** The columns that an administrator may change. If a field is absent, the column stays. */
export interface UserChange {
  readonly username?: string;
  readonly username_key?: string;
  readonly display_name?: string;
  readonly email?: string;
  readonly email_key?: string;
  readonly email_verified?: boolean;
  readonly password_hash?: string;
  readonly group?: string;
  readonly role?: number;
  readonly status?: number;
  readonly disable_reason?: string;
  readonly remark?: string;
  readonly stripe_customer?: string;
  readonly admin_permissions?: PermissionChanges;
}

const GRANTABLE: readonly number[] = [Role.user, Role.admin];
const STATUSES: readonly number[] = [UserStatus.enabled, UserStatus.disabled];

/**
 * Returns the role of a new user, which must be below the creator's.
 * @throws AppError ROLE_NOT_GRANTABLE, INVALID_PARAMETER
 */
export function checkNewRole(role: number | undefined, actorRole: number): number {
  const asked = role || Role.user;
  if (asked >= actorRole) throw new AppError('ROLE_NOT_GRANTABLE');
  if (!GRANTABLE.includes(asked)) throw new AppError('INVALID_PARAMETER', { field: 'role' });
  return asked;
}

/**
 * Returns the new role that a request asks for, or undefined if it stays. The role of root never changes.
 * @throws AppError ROLE_ABOVE_OWN, ROOT_UNDEMOTABLE, INVALID_PARAMETER
 */
export function checkRoleChange(role: number | undefined, target: Target): number | undefined {
  const { actor_role: actorRole } = target;
  if (role === undefined || (role === target.role && target.role < actorRole)) return undefined;
  if (target.role === Role.root) {
    if (role !== Role.root) throw new AppError('ROOT_UNDEMOTABLE');
    return undefined;
  }
  if (role >= actorRole) throw new AppError('ROLE_ABOVE_OWN');
  if (!GRANTABLE.includes(role)) throw new AppError('INVALID_PARAMETER', { field: 'role' });
  return role;
}

/** @throws AppError ROOT_UNDISABLEABLE, INVALID_PARAMETER */
export function checkStatusChange(status: number | undefined, target: Target): number | undefined {
  if (status === undefined || status === target.status) return undefined;
  if (!STATUSES.includes(status)) throw new AppError('INVALID_PARAMETER', { field: 'status' });
  if (target.role === Role.root) throw new AppError('ROOT_UNDISABLEABLE');
  return status;
}

/**
 * Returns the columns that a request changes, except role and status. An empty or unchanged name or address is ignored, because the
 * edit form sends all that it shows, and an unchanged address is not proven by it. An empty display name or remark is stored.
 * @throws AppError INVALID_VALUE
 */
export function toProfileChange(
  request: UpdateUserRequest,
  target: Target,
  passwordHash: string | undefined,
): UserChange {
  const username = newUsername(request.username?.trim(), target.username);
  const email = newEmail(request.email, target.email);
  return {
    username,
    username_key: username && canonical(username),
    display_name: request.display_name === undefined ? undefined : checkedDisplayName(request.display_name),
    email,
    email_key: email && canonical(email),
    email_verified: email ? true : undefined,
    password_hash: passwordHash,
    group: request.group,
    remark: request.remark,
    // the edit form sends the customer that it shows; only an empty one is a wish
    stripe_customer: request.stripe_customer === '' ? '' : undefined,
  };
}

/** @throws AppError INVALID_VALUE */
function newEmail(text: string | undefined, stored: string): string | undefined {
  const email = text?.trim();
  if (!email || canonical(email) === canonical(stored)) return undefined;
  if (!/^[^\s@\p{C}]+@[^\s@\p{C}]+$/u.test(email)) throw new AppError('INVALID_VALUE', { field: 'email' });
  return email;
}

/** The fields of a request besides the quota. */
const FIELDS = ['username', 'display_name', 'email', 'group', 'role', 'status', 'remark'] as const;

/**
 * Whether the quota may be the one that a form was opened with, because it comes with other fields and without `expected_quota`.
 * The stock web client sends all that its form holds, changed or not.
 */
export function isOfForm(request: UpdateUserRequest): boolean {
  return (
    request.expected_quota === undefined && [...FIELDS, 'password' as const].some((key) => request[key] !== undefined)
  );
}

/** Returns the changed fields before and after, for the audit trail. A password is only marked as changed. */
export function diffForAudit(target: Target, change: UserChange, budget: BudgetFields = {}) {
  const before: Record<string, unknown> = {};
  const after: Record<string, unknown> = {};
  for (const key of FIELDS) {
    const value = change[key];
    if (value === undefined || value === target[key]) continue;
    before[key] = target[key];
    after[key] = value;
  }
  if (change.password_hash !== undefined) after.password = '(changed)';
  const { budget_quota, budget_period, budget_timezone } = budget;
  if (hasBudget(budget)) after.budget = { budget_quota, budget_period, budget_timezone };
  if (change.stripe_customer !== undefined) after.stripe_customer = change.stripe_customer;
  return { before, after };
}
