import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** An event that at least one endpoint asked for. It is written by the function platform.emit only. */
@Entity({ schema: 'admin', name: 'webhook_events' })
export class WebhookEvent {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' }) id: number;
  @Column({ type: 'text' }) type: string;
  /** The user or order that it is about. */
  @Column({ type: 'text' }) subject: string;
  @Column({ type: 'jsonb' }) data: object;
  @Column({ type: 'timestamptz', default: () => 'now()' }) created_at: Date;
}
