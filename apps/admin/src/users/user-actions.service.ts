import { AppError, type Identity, Role, UserStatus } from '@tollgate/contracts';
import { type ManagedUser, type ManageUserRequest, usersRpc } from '@tollgate/contracts/admin/users';
import { Injectable } from '@nestjs/common';
import { lockTarget, type Target } from '@tollgate/account-rules';
import type { Tx } from '@tollgate/platform/db';
import { Idempotency } from '@tollgate/platform/idempotency';
import type { RequestContext } from '@tollgate/platform/rpc';
import { QuotaChangesService } from './quota-changes.service.js';
import { UserTrail } from './user-trail.js';
import { UsersRepository } from './users.repository.js';

const ACTIONS = ['disable', 'enable', 'delete', 'restore', 'promote', 'demote', 'unlock'] as const;
type Action = (typeof ACTIONS)[number];

/** The changes of an account that `manage` names with one word, and changes of its balance. */
@Injectable()
export class UserActionsService {
  constructor(
    private readonly idempotency: Idempotency,
    private readonly repository: UsersRepository,
    private readonly trail: UserTrail,
    private readonly quotas: QuotaChangesService,
  ) {}

  /**
   * Applies one action to an account and returns its role and status afterwards. Disabling and deleting revoke all sessions. Deleting
   * keeps the row, the name and the balance, so the account can be restored.
   * @throws AppError INVALID_PARAMETER for an unknown action, UPDATE_OUTRANKS, USER_NOT_FOUND, USER_DELETED, the refusals
   *   for root, PROMOTION_BY_ROOT_ONLY, ALREADY_ADMIN, ALREADY_USER, PERMISSION_DENIED
   */
  async manage(request: ManageUserRequest, context: RequestContext<Identity>): Promise<ManagedUser> {
    const reply = await this.idempotency.run(context, usersRpc.manage, request, (tx) =>
      this.manageIn(tx, request, context),
    );
    if (reply.approval_id !== undefined) throw new AppError('APPROVAL_PENDING', { id: reply.approval_id });
    return reply;
  }

  private async manageIn(tx: Tx, request: ManageUserRequest, context: RequestContext<Identity>): Promise<ManagedUser> {
    const { id, reason } = request;
    if (request.action === 'add_quota') {
      const target = await lockTarget(tx, context.identity, id, 'UPDATE_OUTRANKS');
      const grant = await this.quotas.change(tx, target, request, context);
      const { role, status } = target;
      if (grant.state === 'pending') return { role, status, approval_id: grant.id };
      return { role, status, quota: grant.balance ?? undefined };
    }
    const action = ACTIONS.find((known) => known === request.action);
    if (!action) throw new AppError('INVALID_PARAMETER', { field: 'action' });
    const target = await lockTarget(tx, context.identity, id, 'UPDATE_OUTRANKS');
    refuse(action, target);
    const now = await this.apply(tx, action, target, reason);
    await this.trail.record(tx, context, {
      action: `user.${action}`,
      id,
      before: { role: target.role, status: target.status, deleted: target.deleted_at !== null },
      after: { ...now, deleted: action === 'delete' },
      reason,
    });
    if (action === 'disable' || action === 'enable') await this.trail.logStatus(tx, context, id, action, reason);
    return now;
  }

  private async apply(tx: Tx, action: Action, target: Target, reason = ''): Promise<ManagedUser> {
    const { id, role, status } = target;
    switch (action) {
      case 'disable':
        await this.repository.change(tx, id, { status: UserStatus.disabled, disable_reason: reason });
        await this.repository.revoke(tx, id, false);
        return { role, status: UserStatus.disabled };
      case 'enable':
        await this.repository.change(tx, id, { status: UserStatus.enabled, disable_reason: '' });
        await this.repository.unlock(tx, id);
        return { role, status: UserStatus.enabled };
      case 'unlock':
        await this.repository.unlock(tx, id);
        return { role, status };
      case 'delete':
        await this.repository.setDeleted(tx, id, true);
        await this.repository.revoke(tx, id, true);
        return { role, status };
      case 'restore':
        await this.repository.setDeleted(tx, id, false);
        return { role, status };
      case 'promote':
        await this.repository.change(tx, id, { role: Role.admin });
        return { role: Role.admin, status };
      case 'demote':
        await this.repository.change(tx, id, { role: Role.user });
        return { role: Role.user, status };
    }
  }
}

/** Refuses actions that the target's state forbids although the actor outranks it. */
function refuse(action: Action, target: Target): void {
  const isRoot = target.role === Role.root;
  if (isRoot && action === 'disable') throw new AppError('ROOT_UNDISABLEABLE');
  if (isRoot && action === 'delete') throw new AppError('ROOT_NOT_DELETABLE');
  if (isRoot && action === 'demote') throw new AppError('ROOT_UNDEMOTABLE');
  if (action === 'promote' && target.actor_role !== Role.root) throw new AppError('PROMOTION_BY_ROOT_ONLY');
  if (action === 'promote' && target.role >= Role.admin) throw new AppError('ALREADY_ADMIN');
  if (action === 'demote' && target.role === Role.user) throw new AppError('ALREADY_USER');
  if (target.deleted_at && action !== 'restore') throw new AppError('USER_DELETED');
}
