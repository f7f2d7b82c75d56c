import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';

/** Long work that root started. At most one of a type is under way (the partial unique index of the migration). */
@Entity({ schema: 'admin', name: 'system_tasks' })
export class SystemTask {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' }) id: number;
  /** The name by which clients ask for it. */
  @Index('system_tasks_task_id', { unique: true })
  @Column({ type: 'text' })
  task_id: string;
  /** log_cleanup. */
  @Column({ type: 'text' }) type: string;
  /** pending, running, succeeded or failed. */
  @Column({ type: 'text', default: 'pending' }) status: string;
  /** Lines older than this go, in Unix seconds. */
  @Column({ type: 'bigint' }) target_timestamp: number;
  /** How many lines there were to delete when it began. */
  @Column({ type: 'bigint', default: 0 }) total: number;
  @Column({ type: 'bigint', default: 0 }) processed: number;
  @Column({ type: 'text', default: '' }) error: string;
  @Column({ type: 'bigint' }) started_by: number;
  @Column({ type: 'timestamptz', default: () => 'now()' }) created_at: Date;
  @Column({ type: 'timestamptz', default: () => 'now()' }) updated_at: Date;
}
