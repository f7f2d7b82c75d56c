import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '@tollgate/platform/db';

const SWEEP = { name: 'retention.sweep', text: 'SELECT admin.sweep($1, $2) AS gone' } as const;

const SWEPT = {
  name: 'retention.swept',
  text: `SELECT name, removed, remaining, extract(epoch FROM now() - swept_at)::float8 AS age FROM admin.sweeps ORDER BY name`,
} as const;

const ERASE_SECURITY_LOG = {
  name: 'retention.erase_security_log',
  text: `DELETE FROM admin.audit_values WHERE event_id IN (
           SELECT v.event_id FROM admin.audit_values v JOIN admin.audit_events e ON e.id = v.event_id
            WHERE e.action LIKE 'security.%' AND e.created_at < now() - make_interval(days => $1) LIMIT $2)
         RETURNING event_id`,
} as const;

/** The number of rows that one sweep has deleted so far, and the number that it left. */
export interface Swept {
  readonly name: string;
  readonly removed: number;
  readonly remaining: number;
  /** Seconds since it ran. */
  readonly age: number;
}

/** SQL of retention. */
@Injectable()
export class RetentionRepository {
  constructor(private readonly database: Database) {}

  /** Deletes at most `limit` rows of one sweep, in a transaction of its own, and returns how many. */
  async sweep(name: string, limit: number): Promise<number> {
    const [row] = await this.database.query<{ gone: number }>(SWEEP, [name, limit]);
    return row?.gone ?? 0;
  }

  /** The results of the sweeps, by name. */
  swept(sql: Pick<Tx, 'query'> = this.database): Promise<Swept[]> {
    return sql.query<Swept & Record<string, unknown>>(SWEPT);
  }

  /** Erases the values of old security events (address, browser, reason). The events stay, so the seals stay valid. */
  async eraseSecurityLog(days: number, limit: number): Promise<number> {
    return (await this.database.query(ERASE_SECURITY_LOG, [days, limit])).length;
  }
}
