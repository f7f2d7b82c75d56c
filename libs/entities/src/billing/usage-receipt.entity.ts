import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** The cost of a request, for the receipt that the relay and the user may read. */
@Entity({ schema: 'billing', name: 'usage_receipts' })
@Index('usage_receipts_settled', ['settled_at'])
export class UsageReceipt {
  @PrimaryColumn({ type: 'text' }) request_id: string;
  @Column({ type: 'bigint' }) user_id: number;
  @Column({ type: 'bigint', nullable: true }) api_key_id: number | null;
  /** Quota, as are all amounts here; null until it is settled. */
  @Column({ type: 'bigint', nullable: true }) amount: number | null;
  @Column({ type: 'bigint', nullable: true }) charged: number | null;
  @Column({ type: 'bigint', nullable: true }) shortfall: number | null;
  @Column({ type: 'bigint', nullable: true }) written_off: number | null;
  @Column({ type: 'bigint', nullable: true }) balance_after: number | null;
  @Column({ type: 'bigint', nullable: true }) transaction_id: number | null;
  @Column({ type: 'timestamptz', nullable: true }) settled_at: Date | null;
  @Column({ type: 'text', default: '' }) model: string;
  @Column({ type: 'text', default: '' }) group: string;
  @Column({ type: 'bigint', default: 0 }) prompt_tokens: number;
  @Column({ type: 'bigint', default: 0 }) completion_tokens: number;
  /** Seconds. */
  @Column({ type: 'bigint', default: 0 }) use_time: number;
  @Column({ type: 'boolean', default: false }) is_stream: boolean;
  /** How the relay computed the amount. */
  @Column({ type: 'jsonb', nullable: true }) price: object | null;
  @Column({ type: 'text', default: '' }) reference: string;
  @Column({ type: 'timestamptz', default: () => 'now()' }) created_at: Date;
}
