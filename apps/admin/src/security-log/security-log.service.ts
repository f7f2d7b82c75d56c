import { Injectable } from '@nestjs/common';
import { AppError, type Identity } from '@tollgate/contracts';
import type {
  OwnSecurityLogRequest,
  SecurityEvent,
  SecurityEventPage,
  SecurityLogOfUserRequest,
} from '@tollgate/contracts/admin/security-log';
import type { AuditDetail } from '@tollgate/audit-log';
import { type SecurityEventRow, SecurityLogRepository } from './security-log.repository.js';

/** Reads the security log: the caller's own, or that of a user with a lower role. */
@Injectable()
export class SecurityLogService {
  constructor(private readonly events: SecurityLogRepository) {}

  own(request: OwnSecurityLogRequest, identity: Identity): Promise<SecurityEventPage> {
    return this.page(identity.userId, request);
  }

  /** @throws AppError USER_NOT_FOUND, TARGET_OUTRANKS */
  async ofUser(request: SecurityLogOfUserRequest, identity: Identity): Promise<SecurityEventPage> {
    const role = await this.events.findRole(request.user_id);
    if (role === undefined) throw new AppError('USER_NOT_FOUND');
    if (role >= identity.role && request.user_id !== identity.userId) throw new AppError('TARGET_OUTRANKS');
    return this.page(request.user_id, request);
  }

  private async page(userId: number, { p, page_size }: OwnSecurityLogRequest): Promise<SecurityEventPage> {
    const { rows, total } = await this.events.page(userId, page_size, (p - 1) * page_size);
    return { items: rows.map(toEvent), total, page: p, page_size };
  }
}

function toEvent({ detail: text, actor_id, ...row }: SecurityEventRow): SecurityEvent {
  const detail = text === null ? {} : (JSON.parse(text) as AuditDetail);
  const { ip = '', userAgent = '', after = null } = detail;
  return { ...row, actor_id: actor_id ?? 0, ip, user_agent: userAgent, detail: after };
}
