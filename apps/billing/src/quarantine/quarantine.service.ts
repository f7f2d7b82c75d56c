import { Injectable } from '@nestjs/common';
import { lockActor } from '@tollgate/account-rules';
import { AppError, type Identity, Role } from '@tollgate/contracts';
import type { QuarantinePage, QuarantineRequest, ResolveRequest } from '@tollgate/contracts/billing/quarantine';
import { UnitOfWork } from '@tollgate/platform/db';
import { Records } from '@tollgate/audit-log';
import type { RequestContext } from '@tollgate/platform/rpc';
import { QuarantineRepository, type QuarantineRow } from './quarantine.repository.js';

/** Rightly signed callbacks that fitted no order: listed, looked at by a person, never credited. */
@Injectable()
export class QuarantineService {
  constructor(
    private readonly quarantine: QuarantineRepository,
    private readonly unitOfWork: UnitOfWork,
    private readonly records: Records,
  ) {}

  async list({ all = false, p, page_size }: QuarantineRequest): Promise<QuarantinePage> {
    const { rows, total } = await this.quarantine.page(all, p, page_size);
    return { items: rows.map(view), total, page: p, page_size };
  }

  /** Marks a case as dealt with; on the record. @throws AppError QUARANTINED_EVENT_NOT_FOUND, PERMISSION_DENIED */
  async resolve({ id, note }: ResolveRequest, { caller, identity }: RequestContext<Identity>): Promise<object> {
    return this.unitOfWork.run(async (tx) => {
      await lockActor(tx, identity, Role.admin);
      if (!(await this.quarantine.resolve(tx, id, identity.userId, note))) {
        throw new AppError('QUARANTINED_EVENT_NOT_FOUND');
      }
      const target = { type: 'quarantine', id };
      await this.records.audit(tx, { actor: identity, action: 'quarantine.resolve', target, reason: note, caller });
      return {};
    });
  }
}

function view(row: QuarantineRow) {
  return {
    id: row.id,
    provider: row.provider,
    event_id: row.event_id,
    type: row.type,
    trade_no: row.trade_no,
    reason: row.reason,
    detail: row.detail,
    body: (row.body ?? Buffer.alloc(0)).toString('utf8').replaceAll('\0', ''),
    created_time: Math.floor(row.created_at.getTime() / 1000),
    resolved_time: row.resolved_at ? Math.floor(row.resolved_at.getTime() / 1000) : 0,
    resolved_by: row.resolved_by ?? 0,
    note: row.note,
  };
}
