import { Injectable } from '@nestjs/common';
import { lockActor } from '@tollgate/account-rules';
import { AppError, type Identity, Role } from '@tollgate/contracts';
import type {
  QuarantinePage,
  QuarantineRequest,
  RefusedCallbackList,
  RefusedCallbacksRequest,
  ResolveRequest,
} from '@tollgate/contracts/billing/quarantine';
import { UnitOfWork } from '@tollgate/platform/db';
import { Records } from '@tollgate/audit-log';
import type { RequestContext } from '@tollgate/platform/rpc';
import { RefusedCallbacksRepository } from '../settlements/refused-callbacks.repository.js';
import { QuarantineRepository, type QuarantineRow } from './quarantine.repository.js';

/** Callbacks that verified and fit no order: administrators list and resolve them; they are never credited. */
@Injectable()
export class QuarantineService {
  constructor(
    private readonly quarantine: QuarantineRepository,
    private readonly refusedCallbacks: RefusedCallbacksRepository,
    private readonly unitOfWork: UnitOfWork,
    private readonly records: Records,
  ) {}

  async list({ all = false, keyword = '', p, page_size }: QuarantineRequest): Promise<QuarantinePage> {
    const { rows, total } = await this.quarantine.page(all, keyword.trim(), p, page_size);
    return { items: rows.map(view), total, page: p, page_size };
  }

  /** Callbacks that name an order and did not verify. */
  async refused({ trade_no }: RefusedCallbacksRequest): Promise<RefusedCallbackList> {
    const rows = await this.refusedCallbacks.list(trade_no.trim());
    return {
      items: rows.map(({ provider, reason, address, body, received_at }) => ({
        provider,
        reason,
        address,
        body: toShownText(body),
        received_time: Math.floor(received_at.getTime() / 1000),
      })),
    };
  }

  /** Marks a case as resolved, with an audit line. @throws AppError QUARANTINED_EVENT_NOT_FOUND, PERMISSION_DENIED */
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

/** Bytes as text that JSON can carry. */
function toShownText(body: Buffer): string {
  return body.toString('utf8').replaceAll('\0', '');
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
    body: toShownText(row.body ?? Buffer.alloc(0)),
    created_time: Math.floor(row.created_at.getTime() / 1000),
    resolved_time: row.resolved_at ? Math.floor(row.resolved_at.getTime() / 1000) : 0,
    resolved_by: row.resolved_by ?? 0,
    note: row.note,
  };
}
