import type { AuditItem, AuditPage, AuditRequest } from '@tollgate/contracts/admin/audit';
import { Injectable } from '@nestjs/common';
import type { AuditDetail } from '@tollgate/audit-log';
import { takePage } from '../listing/take-page.js';
import { AuditRepository, type AuditRow } from './audit.repository.js';

/** Reading the audit trail. */
@Injectable()
export class AuditService {
  constructor(private readonly repository: AuditRepository) {}

  async list(request: AuditRequest): Promise<AuditPage> {
    const { rows, count } = await this.repository.page(request);
    const { p: page, page_size } = request;
    const { items, next_cursor } = takePage(rows.map(toItem), page_size);
    return { items, total: count.total, page, page_size, total_estimated: count.estimated, next_cursor };
  }
}

function toItem({ detail: text, ...row }: AuditRow): AuditItem {
  const detail = text === null ? {} : (JSON.parse(text) as AuditDetail);
  return {
    ...row,
    actor: detail.actorName ?? '',
    reason: detail.reason ?? '',
    before: detail.before ?? null,
    after: detail.after ?? null,
    ip: detail.ip ?? '',
    user_agent: detail.userAgent ?? '',
    erased: text === null,
  };
}
