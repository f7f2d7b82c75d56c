import { Column, Entity, Index, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';

/** A plan that a user holds, with the terms of the moment when it began. Written by the functions of the ledger schema only. */
@Entity({ schema: 'ledger', name: 'subscriptions' })
@Index('subscriptions_trade_no', ['trade_no'], { unique: true, where: 'trade_no IS NOT NULL' })
@Index('subscriptions_user', ['user_id', 'plan_id'])
@Index('subscriptions_in_force', ['user_id'], { where: `status = 'active' OR closing` })
@Index('subscriptions_ending', ['ends_at'], { where: `status = 'active' OR closing` })
@Index('subscriptions_resets', ['next_reset_at'], { where: `status = 'active' AND next_reset_at IS NOT NULL` })
export class Subscription {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' }) id: number;
  @Column({ type: 'bigint' }) user_id: number;
  @Column({ type: 'bigint' }) plan_id: number;
  @Column({ type: 'text' }) source: 'order' | 'balance' | 'admin' | 'import';
  @Column({ type: 'text', nullable: true }) trade_no: string | null;
  @Column({ type: 'text', default: 'active' }) status: 'active' | 'expired' | 'cancelled';
  /** Expired, but open reservations hold what remains. */
  @Column({ type: 'boolean', default: false }) closing: boolean;
  /** Quota of each period; 0: no limit. */
  @Column({ type: 'bigint' }) total: number;
  @Column({ type: 'bigint', default: 0 }) remaining: number;
  /** Since the last reset, and in all. */
  @Column({ type: 'bigint', default: 0 }) used: number;
  @Column({ type: 'bigint', default: 0 }) used_ever: number;
  @Column({ type: 'bigint', default: 0 }) price_quota: number;
  /** What a refund collected from the balance, and what it revoked. */
  @Column({ type: 'bigint', default: 0 }) collected: number;
  @Column({ type: 'bigint', default: 0 }) revoked: number;
  /** Numbers its postings. */
  @Column({ type: 'int', default: 0 }) steps: number;
  @Column({ type: 'boolean' }) overflow: boolean;
  @Column({ type: 'text' }) reset_period: string;
  @Column({ type: 'bigint', default: 0 }) reset_seconds: number;
  @Column({ type: 'text', default: '' }) upgrade_group: string;
  @Column({ type: 'text', default: '' }) downgrade_group: string;
  @Column({ type: 'text', default: '' }) previous_group: string;
  @Column({ type: 'timestamptz' }) started_at: Date;
  @Column({ type: 'timestamptz' }) ends_at: Date;
  @Column({ type: 'timestamptz', nullable: true }) last_reset_at: Date | null;
  @Column({ type: 'timestamptz', nullable: true }) next_reset_at: Date | null;
  @Column({ type: 'timestamptz', nullable: true }) deleted_at: Date | null;
  @Column({ type: 'timestamptz', default: () => 'now()' }) updated_at: Date;
}

/** In which order a user draws from plans and balance, and what open reservations hold of plans. */
@Entity({ schema: 'ledger', name: 'plan_pools' })
export class PlanPool {
  @PrimaryColumn({ type: 'bigint' }) user_id: number;
  @Column({ type: 'text', default: 'subscription_first' }) preference: string;
  @Column({ type: 'bigint', default: 0 }) held: number;
  @Column({ type: 'bigint', default: 0 }) held_free: number;
}
