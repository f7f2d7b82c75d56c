import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The number of rows that a sweep has deleted so far, and the number that it left. */
@Entity({ schema: 'admin', name: 'sweeps' })
export class Sweep {
  @PrimaryColumn({ type: 'text' }) name: string;
  @Column({ type: 'bigint', default: 0 }) removed: number;
  /** Rows without further use that the last run left; at most 100,000 are counted. */
  @Column({ type: 'integer', default: 0 }) remaining: number;
  @Column({ type: 'timestamptz', default: () => 'now()' }) swept_at: Date;
}

/** The last seal that was cut from the audit trail, under a keyed digest; one row, or none if nothing was cut. */
@Entity({ schema: 'admin', name: 'audit_heads' })
export class AuditHead {
  @PrimaryColumn({ type: 'integer' }) id: number;
  @Column({ type: 'bigint' }) seal_id: number;
  /** Events that were sealed until then. */
  @Column({ type: 'bigint' }) total: number;
  @Column({ type: 'bytea' }) mac: Buffer;
  @Column({ type: 'bytea' }) head_mac: Buffer;
  @Column({ type: 'timestamptz', default: () => 'now()' }) cut_at: Date;
}
