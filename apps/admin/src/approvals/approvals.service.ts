import { type GrantKind, grantRows, lockActor, lockTarget } from '@tollgate/account-rules';
import { AppError, type Identity, Role } from '@tollgate/contracts';
import type { Approval, ApprovalPage, DecideRequest, ListApprovalsRequest } from '@tollgate/contracts/admin/approvals';
import { Injectable } from '@nestjs/common';
import { type Tx, UnitOfWork } from '@tollgate/platform/db';
import { Records } from '@tollgate/audit-log';
import type { RequestContext } from '@tollgate/platform/rpc';
import { QuotaChangesService } from '../users/quota-changes.service.js';
import { ApprovalsRepository } from './approvals.repository.js';

/** Grants that change a user's balance. Codes and orders are released by their state alone. */
const OF_BALANCE: readonly GrantKind[] = ['form', 'add', 'override'];

/** The second administrator's part in a credit or batch of codes above the threshold. */
@Injectable()
export class ApprovalsService {
  constructor(
    private readonly work: UnitOfWork,
    private readonly repository: ApprovalsRepository,
    private readonly quotas: QuotaChangesService,
    private readonly records: Records,
  ) {}

  async list({ state, p, page_size }: ListApprovalsRequest): Promise<ApprovalPage> {
    const { items, count } = await this.repository.page(state, page_size, (p - 1) * page_size);
    return { items, total: count.total, page: p, page_size };
  }

  /**
   * Approves or rejects. The approver must be another administrator than the one who asked, must outrank the user who gets the
   * credit, and cannot be that user. An approved credit is posted as an addition, because the balance may have changed since.
   * @throws AppError APPROVAL_NOT_FOUND, APPROVAL_DECIDED, APPROVAL_OWN, UPDATE_OUTRANKS, USER_DELETED, PERMISSION_DENIED
   */
  async decide(request: DecideRequest, context: RequestContext<Identity>): Promise<Approval> {
    return this.work.run(async (tx) => {
      const asked = found(await this.repository.find(tx, request.id));
      await this.lock(tx, asked, request.approve, context.identity);
      const state = request.approve ? 'done' : 'rejected';
      const grant = await grantRows.decide(tx, asked.id, state, context.identity.userId);
      if (!grant) throw new AppError('APPROVAL_DECIDED');
      if (request.approve && OF_BALANCE.includes(grant.kind)) await this.quotas.post(tx, grant, context);
      await this.record(tx, asked, request, context);
      return found(await this.repository.find(tx, asked.id));
    });
  }

  private async lock(tx: Tx, { kind, target_id, actor_id }: Approval, approve: boolean, identity: Identity) {
    if (actor_id === identity.userId) throw new AppError('APPROVAL_OWN');
    if (!OF_BALANCE.includes(kind as GrantKind)) {
      await lockActor(tx, identity, Role.admin);
      return;
    }
    const target = await lockTarget(tx, identity, Number(target_id), 'UPDATE_OUTRANKS');
    if (target.id === identity.userId) throw new AppError('APPROVAL_OWN');
    if (target.deleted_at && approve) throw new AppError('USER_DELETED');
  }

  private async record(
    tx: Tx,
    asked: Approval,
    request: DecideRequest,
    { identity, caller }: RequestContext<Identity>,
  ) {
    const { id, kind, target_id, actor_id, amount, reference } = asked;
    await this.records.audit(tx, {
      actor: identity,
      action: request.approve ? 'approval.approve' : 'approval.reject',
      target: { type: 'approval', id },
      after: { kind, target_id, asked_by: actor_id, amount, reference },
      reason: request.reason,
      caller,
    });
  }
}

function found(approval: Approval | undefined): Approval {
  if (!approval) throw new AppError('APPROVAL_NOT_FOUND');
  return approval;
}
