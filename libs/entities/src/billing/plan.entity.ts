import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** A plan as administrators offer it. Orders and subscriptions carry the terms of their moment. */
@Entity({ schema: 'billing', name: 'plans' })
export class Plan {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' }) id: number;
  @Column({ type: 'text' }) title: string;
  @Column({ type: 'text', default: '' }) subtitle: string;
  /** In units of currency; times QuotaPerUnit it is the price in quota. */
  @Column({ type: 'numeric', precision: 10, scale: 6 }) price: string;
  @Column({ type: 'text' }) duration_unit: string;
  @Column({ type: 'int' }) duration_value: number;
  @Column({ type: 'bigint', default: 0 }) custom_seconds: number;
  @Column({ type: 'boolean', default: true }) enabled: boolean;
  @Column({ type: 'int', default: 0 }) sort_order: number;
  @Column({ type: 'boolean', default: true }) allow_balance_pay: boolean;
  @Column({ type: 'boolean', default: true }) allow_wallet_overflow: boolean;
  @Column({ type: 'text', default: '' }) stripe_price_id: string;
  @Column({ type: 'text', default: '' }) creem_product_id: string;
  @Column({ type: 'text', default: '' }) waffo_pancake_product_id: string;
  /** 0: no limit. */
  @Column({ type: 'int', default: 0 }) max_purchase_per_user: number;
  @Column({ type: 'text', default: '' }) upgrade_group: string;
  @Column({ type: 'text', default: '' }) downgrade_group: string;
  /** Quota of each period; 0: no limit. */
  @Column({ type: 'bigint', default: 0 }) total_amount: number;
  @Column({ type: 'text', default: 'never' }) reset_period: string;
  @Column({ type: 'bigint', default: 0 }) reset_seconds: number;
  @Column({ type: 'timestamptz', default: () => 'now()' }) created_at: Date;
  @Column({ type: 'timestamptz', default: () => 'now()' }) updated_at: Date;
}
