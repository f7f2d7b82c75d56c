import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** One event for one endpoint. */
@Entity({ schema: 'admin', name: 'webhook_deliveries' })
export class WebhookDelivery {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' }) id: number;
  @Column({ type: 'bigint' }) event_id: number;
  @Column({ type: 'bigint' }) endpoint_id: number;
  @Column({ type: 'text', default: 'pending' }) state: 'pending' | 'delivered' | 'parked';
  @Column({ type: 'int', default: 0 }) attempts: number;
  /** HTTP status of the last answer; null if there was none. */
  @Column({ type: 'int', nullable: true }) status: number | null;
  @Column({ type: 'text', default: '' }) error: string;
  @Column({ type: 'timestamptz', nullable: true }) attempted_at: Date | null;
}
