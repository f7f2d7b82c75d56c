import type { Approval } from '@tollgate/contracts/admin/approvals';
import { Injectable } from '@nestjs/common';
import { Database, type Sql } from '@tollgate/platform/db';
import { Conditions } from '../listing/conditions.js';
import { type Count, countRows } from '../listing/counts.js';

const COLUMNS = `g.id, g.kind, g.target_id, g.actor_id, coalesce(u.username, '') AS actor, g.amount,
  coalesce(g.reference, '') AS reference, g.reason, g.state, coalesce(g.decided_by, 0) AS decided_by,
  coalesce(extract(epoch FROM g.decided_at)::bigint, 0) AS decided_at, extract(epoch FROM g.created_at)::bigint AS created_at`;

/** Grants that needed an approval: those that wait, and those that were decided. */
const FROM = `FROM admin.grants g LEFT JOIN auth.users u ON u.id = g.actor_id`;

const FIND = { name: 'approvals.find', text: `SELECT ${COLUMNS} ${FROM} WHERE g.id = $1` } as const;

/** SQL of the approvals. */
@Injectable()
export class ApprovalsRepository {
  constructor(private readonly database: Database) {}

  async page(state: string | undefined, limit: number, offset: number): Promise<{ items: Approval[]; count: Count }> {
    const filter = new Conditions().add('g.state = ?', state);
    filter.conditions.push(`(g.state <> 'done' OR g.decided_by IS NOT NULL)`);
    const count = await countRows(this.database, `FROM admin.grants g ${filter.where}`, filter.values);
    const items = await this.database.query<Approval & Record<string, unknown>>(
      `SELECT ${COLUMNS} ${FROM} ${filter.where} ORDER BY g.id DESC LIMIT ${limit} OFFSET ${offset}`,
      filter.values,
    );
    return { items, count };
  }

  async find(sql: Sql, id: number): Promise<Approval | undefined> {
    const [row] = await sql.query<Approval & Record<string, unknown>>(FIND, [id]);
    return row;
  }
}
