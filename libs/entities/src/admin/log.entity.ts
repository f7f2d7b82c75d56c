import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A line of a user's log; one partition a month. */
@Entity({ schema: 'admin', name: 'logs' })
export class LogLine {
  @PrimaryColumn({ type: 'bigint', default: () => `nextval('admin.logs_id')` }) id: number;
  @PrimaryColumn({ type: 'timestamptz', default: () => 'now()' }) created_at: Date;
  @Column({ type: 'bigint' }) user_id: number;
  /** 1 top-up, 2 usage, 3 management, 4 system, 5 error, 6 refund; imported lines may have others. */
  @Column({ type: 'smallint' }) type: number;
  @Column({ type: 'text', default: '' }) content: string;
  /** The name as it was then. */
  @Column({ type: 'text', default: '' }) username: string;
  @Column({ type: 'text', default: '' }) token_name: string;
  @Column({ type: 'text', default: '' }) model_name: string;
  @Column({ type: 'bigint', default: 0 }) quota: number;
  @Column({ type: 'bigint', default: 0 }) prompt_tokens: number;
  @Column({ type: 'bigint', default: 0 }) completion_tokens: number;
  /** Seconds. */
  @Column({ type: 'bigint', default: 0 }) use_time: number;
  @Column({ type: 'boolean', default: false }) is_stream: boolean;
  @Column({ type: 'bigint', default: 0 }) channel_id: number;
  @Column({ type: 'bigint', default: 0 }) token_id: number;
  @Column({ type: 'text', default: '' }) group: string;
  @Column({ type: 'text', default: '' }) ip: string;
  /** JSON text, or empty. */
  @Column({ type: 'text', default: '' }) other: string;
  @Column({ type: 'text', default: '' }) request_id: string;
}
