import { Injectable } from '@nestjs/common';
import { Database } from '@tollgate/platform/db';

export interface SecurityEventRow {
  readonly id: number;
  readonly action: string;
  readonly created_at: number;
  readonly actor_id: number | null;
  readonly request_id: string;
  /** JSON text; null once erased. */
  readonly detail: string | null;
}

const WHERE = `target_type = 'user' AND target_id = $1::text AND action LIKE 'security.%'`;
const PAGE = {
  name: 'security_log.page',
  text: `SELECT e.id, e.action, extract(epoch FROM e.created_at)::bigint AS created_at, e.actor_id, e.request_id, v.detail
           FROM admin.audit_events e LEFT JOIN admin.audit_values v ON v.event_id = e.id
          WHERE ${WHERE} ORDER BY e.id DESC LIMIT $2 OFFSET $3`,
};
/** Totals are counted up to this number, because counting more would cost too much. */
const MAX_COUNT = 10_000;
const COUNT = {
  name: 'security_log.count',
  text: `SELECT count(*) AS total FROM (SELECT FROM admin.audit_events WHERE ${WHERE} LIMIT ${MAX_COUNT}) e`,
};
const ROLE = { name: 'security_log.role', text: 'SELECT role FROM auth.users WHERE id = $1' };

/** SQL of the security log: the audit trail's events about one user. */
@Injectable()
export class SecurityLogRepository {
  constructor(private readonly database: Database) {}

  async page(userId: number, limit: number, offset: number): Promise<{ rows: SecurityEventRow[]; total: number }> {
    if (offset >= MAX_COUNT) return { rows: [], total: MAX_COUNT };
    const [rows, [count]] = await Promise.all([
      this.database.query<SecurityEventRow & Record<string, unknown>>(PAGE, [userId, limit, offset]),
      this.database.query<{ total: number }>(COUNT, [userId]),
    ]);
    return { rows, total: count?.total ?? 0 };
  }

  /** The role of a user, deleted ones included; undefined if there is no such user. */
  async findRole(userId: number): Promise<number | undefined> {
    const [row] = await this.database.query<{ role: number }>(ROLE, [userId]);
    return row?.role;
  }
}
