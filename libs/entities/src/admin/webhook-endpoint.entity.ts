import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** Where events are sent. Secrets are sealed. */
@Entity({ schema: 'admin', name: 'webhook_endpoints' })
export class WebhookEndpoint {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' }) id: number;
  @Column({ type: 'text' }) url: string;
  @Column({ type: 'text', default: '' }) description: string;
  @Column({ type: 'text', array: true }) events: string[];
  @Column({ type: 'bytea' }) sealed: Buffer;
  /** Signs, too, until previous_until, so that a receiver can change over. */
  @Column({ type: 'bytea', nullable: true }) previous_sealed: Buffer | null;
  @Column({ type: 'timestamptz', nullable: true }) previous_until: Date | null;
  /** When the first of the failures since the last success happened. */
  @Column({ type: 'timestamptz', nullable: true }) failing_since: Date | null;
  @Column({ type: 'timestamptz', nullable: true }) disabled_at: Date | null;
  @Column({ type: 'timestamptz', default: () => 'now()' }) created_at: Date;
}
