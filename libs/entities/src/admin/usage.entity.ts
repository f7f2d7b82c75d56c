import { Column, Entity, PrimaryColumn } from 'typeorm';

/**
 * Usage of one model by one user in one hour; user 0 stands for all users together. Kept when the log lines it was made of are
 * deleted.
 */
@Entity({ schema: 'admin', name: 'usage_hours' })
export class UsageHour {
  @PrimaryColumn({ type: 'bigint' }) user_id: number;
  /** Its begin. */
  @PrimaryColumn({ type: 'timestamptz' }) hour: Date;
  /** The name as it was then; empty for user 0, and for users who were erased. */
  @PrimaryColumn({ type: 'text' }) username: string;
  @PrimaryColumn({ type: 'text' }) model_name: string;
  @Column({ type: 'bigint' }) requests: number;
  /** Of prompt and completion. */
  @Column({ type: 'bigint' }) tokens: number;
  @Column({ type: 'bigint' }) quota: number;
}

/** One row: hours that begin before `until` are rolled up. */
@Entity({ schema: 'admin', name: 'usage_rolled' })
export class UsageRolled {
  @PrimaryColumn({ type: 'boolean', default: true }) id: boolean;
  @Column({ type: 'timestamptz' }) until: Date;
}
