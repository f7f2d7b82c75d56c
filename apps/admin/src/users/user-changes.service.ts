import {
  changeBudget,
  checkedDisplayName,
  checkedUsername,
  lockActor,
  lockTarget,
  NewAccounts,
  refuseConfusable,
} from '@tollgate/account-rules';
import { AppError, type ErrorCode, type Identity, Role, UserStatus } from '@tollgate/contracts';
import {
  type CreateUserRequest,
  type UpdatedUser,
  type UpdateUserRequest,
  usersRpc,
} from '@tollgate/contracts/admin/users';
import { Injectable } from '@nestjs/common';
import { getViolatedIndex, type Tx } from '@tollgate/platform/db';
import { Idempotency } from '@tollgate/platform/idempotency';
import { NewPasswords } from '../accounts/new-passwords.js';
import type { RequestContext } from '@tollgate/platform/rpc';
import { diffForAudit, toProfileChange, checkRoleChange, checkNewRole, checkStatusChange } from './account-changes.js';
import { checkGroup } from './known-group.js';
import { checkPermissionChange } from './permission-changes.js';
import { QuotaChangesService } from './quota-changes.service.js';
import { UserTrail } from './user-trail.js';
import { UsersRepository } from './users.repository.js';

type Context = RequestContext<Identity>;

/** Codes of the refusals by the unique index that a change violates. */
const TAKEN: Record<string, ErrorCode> = {
  users_username_key: 'USERNAME_TAKEN',
  users_email_key_verified: 'EMAIL_TAKEN',
};

/** Creates and changes accounts for an administrator. */
@Injectable()
export class UserChangesService {
  constructor(
    private readonly repository: UsersRepository,
    private readonly accounts: NewAccounts,
    private readonly passwords: NewPasswords,
    private readonly trail: UserTrail,
    private readonly quotas: QuotaChangesService,
    private readonly idempotency: Idempotency,
  ) {}

  /**
   * Makes an account with a lower role than the actor's, with the gifts of a sign-up.
   * @throws AppError ROLE_NOT_GRANTABLE, INVALID_VALUE, INVALID_PARAMETER, GROUP_UNKNOWN, USERNAME_TAKEN, EMAIL_TAKEN, GRANT_CEILING,
   *   PERMISSION_DENIED, PERMISSION_MISSING, PERMISSIONS_BY_ROOT_ONLY; APPROVAL_PENDING after the rest was saved, if the quota waits for
   *   an approval
   */
  async create(request: CreateUserRequest, context: Context): Promise<UpdatedUser> {
    const { identity: actor, caller } = context;
    const role = checkNewRole(request.role, actor.role);
    const username = checkedUsername(request.username);
    const passwordHash = await this.passwords.hash(request.password);
    const reply = await this.idempotency.run(context, usersRpc.create, request, async (tx): Promise<UpdatedUser> => {
      const actorRole = await lockActor(tx, actor, Role.admin);
      if (role >= actorRole) throw new AppError('ROLE_NOT_GRANTABLE');
      const rights = checkPermissionChange(request.admin_permissions, {}, { actor_role: actorRole, role });
      const id = await this.accounts.create(tx, {
        username,
        passwordHash,
        displayName: request.display_name && checkedDisplayName(request.display_name),
        remark: request.remark,
        role,
        selfMade: false,
        requestId: caller.requestId,
      });
      if (rights) await this.repository.change(tx, id, { admin_permissions: rights.after });
      const given = rights && { admin_permissions: rights.after };
      const { email, group, status, quota } = request;
      await this.trail.record(tx, context, {
        action: 'user.create',
        id,
        after: { username, role, email, group, status, ...given },
      });
      return this.complete(tx, id, request, context, quota);
    });
    return refusePending(reply);
  }

  /**
   * Changes what is given and nothing else. A new password ends every session and token of the user; disabling ends the
   * sessions. A new balance is posted as the difference to the balance as it is then. One that a form was opened with undoes
   * nothing that was spent since: it is left as it is, or, where nothing else changes, refused.
   * @throws AppError UPDATE_OUTRANKS, USER_NOT_FOUND, USER_DELETED, ROLE_ABOVE_OWN, ROOT_UNDEMOTABLE, ROOT_UNDISABLEABLE,
   *   INVALID_VALUE, INVALID_PARAMETER, GROUP_UNKNOWN, USERNAME_TAKEN, EMAIL_TAKEN, QUOTA_CHANGED, QUOTA_OUTDATED, PERMISSION_DENIED,
   *   GRANT_CEILING, PERMISSION_MISSING, PERMISSIONS_BY_ROOT_ONLY; APPROVAL_PENDING after the rest was saved, if the new balance waits for
   *   an approval
   */
  async update(request: UpdateUserRequest, context: Context): Promise<UpdatedUser> {
    const password = request.password || undefined;
    const passwordHash = password && (await this.passwords.hash(password));
    const reply = await this.idempotency.run(context, usersRpc.update, request, async (tx): Promise<UpdatedUser> => {
      const target = await lockTarget(tx, context.identity, request.id, 'UPDATE_OUTRANKS');
      if (target.deleted_at) throw new AppError('USER_DELETED');
      const role = checkRoleChange(request.role, target);
      const status = checkStatusChange(request.status, target);
      await checkGroup(tx, request.group, target.group);
      const rights = checkPermissionChange(
        request.admin_permissions,
        await this.repository.permissionChanges(tx, target.id),
        { actor_role: target.actor_role, role: role ?? target.role },
      );
      const profile = {
        ...toProfileChange(request, target, passwordHash),
        role,
        ...toStatusColumns(status, request.reason),
      };
      if (profile.username) await refuseConfusable(tx, profile.username, target.id);
      const change = { ...profile, admin_permissions: rights?.after };
      await refuseTaken(this.repository.change(tx, target.id, change));
      if (password !== undefined) await this.repository.revoke(tx, target.id, true);
      else if (status === UserStatus.disabled) await this.repository.revoke(tx, target.id, false);
      if (password !== undefined || status === UserStatus.enabled) await this.repository.unlock(tx, target.id);
      await changeBudget(tx, 'user', target.id, request);
      const { before, after } = diffForAudit(target, change, request);
      if (rights) before.admin_permissions = rights.before;
      if (rights) after.admin_permissions = rights.after;
      const kept = await this.quotas.findOutdated(tx, target, request, context);
      if (kept && Object.keys(after).length === 0) throw new AppError('QUOTA_OUTDATED', kept);
      const quota = kept ? undefined : await this.quotas.set(tx, target, request, context);
      await this.trail.record(tx, context, {
        action: 'user.update',
        id: target.id,
        before: { ...before, ...(quota && { quota: quota.before }) },
        after: {
          ...after,
          ...(quota && { quota: quota.after, grant: quota.grant.id, state: quota.grant.state }),
          ...(kept && { quota_kept: kept.balance, quota_outdated: kept.quota }),
        },
        reason: request.reason,
      });
      if (status !== undefined) {
        const action = status === UserStatus.disabled ? 'disable' : 'enable';
        await this.trail.logStatus(tx, context, target.id, action, request.reason);
      }
      return quota?.grant.state === 'pending' ? { approval_id: quota.grant.id } : {};
    });
    return refusePending(reply);
  }

  /** Sets what a new account gets beyond a sign-up's: address, group, status and a credit. */
  private async complete(
    tx: Tx,
    id: number,
    request: CreateUserRequest,
    context: Context,
    quota = 0,
  ): Promise<UpdatedUser> {
    const target = await lockTarget(tx, context.identity, id, 'UPDATE_OUTRANKS');
    const { email, group } = request;
    await checkGroup(tx, group, target.group);
    const profile = toProfileChange({ id, email, group }, target, undefined);
    const change = { ...profile, ...toStatusColumns(checkStatusChange(request.status, target)) };
    await refuseTaken(this.repository.change(tx, id, change));
    if (quota === 0) return {};
    const credit = { id, action: 'add_quota', mode: 'add', value: quota };
    const grant = await this.quotas.change(tx, target, credit, context);
    return grant.state === 'pending' ? { approval_id: grant.id } : {};
  }
}

/** @throws AppError APPROVAL_PENDING if the reply names an approval; all other changes were saved */
function refusePending(reply: UpdatedUser): UpdatedUser {
  if (reply.approval_id !== undefined) throw new AppError('APPROVAL_PENDING', { id: reply.approval_id });
  return reply;
}

/** A new status with the reason for it: an enabled account has none. */
function toStatusColumns(status: number | undefined, reason = '') {
  if (status === undefined) return {};
  return { status, disable_reason: status === UserStatus.disabled ? reason : '' };
}

/** Turns the violation of a unique index into the refusal that names the field. */
async function refuseTaken(change: Promise<void>): Promise<void> {
  try {
    await change;
  } catch (error) {
    const refusal = TAKEN[getViolatedIndex(error) ?? ''];
    throw refusal ? new AppError(refusal) : error;
  }
}
