import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';

/** A purchase of quota. Its price and its credit are fixed when it is created; only its state changes afterwards. */
@Entity({ schema: 'billing', name: 'orders' })
@Index('orders_user_id', ['user_id', 'id'])
@Index('orders_payment_ref', ['provider', 'payment_ref'], { where: `payment_ref <> ''` })
@Index('orders_due', ['next_check_at'], { where: `status IN ('pending', 'unknown')` })
@Index('orders_open_user', ['user_id'], { where: `status IN ('pending', 'unknown')` })
@Index('orders_open_plan', ['user_id', 'plan_id'], {
  where: `plan_id IS NOT NULL AND status IN ('pending', 'unknown')`,
})
@Index('orders_quarantine', ['quarantine_id'], { where: 'quarantine_id IS NOT NULL' })
export class Order {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' }) id: number;
  /** Our number for it, which the provider repeats. */
  @Index('orders_trade_no', { unique: true })
  @Column({ type: 'text' })
  trade_no: string;
  @Column({ type: 'bigint' }) user_id: number;
  /** epay, stripe or creem: the only one whose word settles it. */
  @Column({ type: 'text' }) provider: string;
  /** The payment method that the payer chose: alipay, wxpay, ..., stripe, creem. */
  @Column({ type: 'text' }) method: string;
  /** As the client asked for it: units, quota (TOKENS), or the quota of a product. */
  @Column({ type: 'bigint' }) amount: number;
  /** The quota that it credits. */
  @Column({ type: 'bigint' }) credit_quota: number;
  @Column({ type: 'numeric', precision: 18, scale: 3 }) money: string;
  /** Lower case; empty until the provider has sent it. */
  @Column({ type: 'text', default: '' }) currency: string;
  /** The credit in words, for the user's log. */
  @Column({ type: 'text', default: '' }) quota_text: string;
  /** pending, unknown (asking the provider had no clear answer), success, failed, expired or refunded (all of it). */
  @Column({ type: 'text', default: 'pending' }) status: string;
  /** The provider's number for the purchase: Checkout session, gateway order, checkout. */
  @Column({ type: 'text', default: '' }) provider_ref: string;
  /** The provider's number for the payment, by which refunds and disputes come: payment intent, order. */
  @Column({ type: 'text', default: '' }) payment_ref: string;
  /** The product or price it was bought as, where the provider has such. */
  @Column({ type: 'text', default: '' }) product: string;
  /** Where it is paid, so that a repeated request is answered with the same page. */
  @Column({ type: 'text', default: '' }) pay_url: string;
  /** The amount refunded to the payer so far, and the quota taken back for it. */
  @Column({ type: 'numeric', precision: 18, scale: 3, default: 0 }) reversed_money: string;
  @Column({ type: 'bigint', default: 0 }) reversed_quota: number;
  @Column({ type: 'integer', default: 0 }) reversals: number;
  /** Why it is not settled although it should be; empty where all is well. */
  @Column({ type: 'text', default: '' }) stuck_reason: string;
  /** The merchant of an Epay order and a digest of its key; empty in orders that are older than these columns. */
  @Column({ type: 'text', default: '' }) merchant_id: string;
  @Column({ type: 'text', default: '' }) merchant_key_id: string;
  /** Whether its page takes promotion codes and adds tax. Null in older orders: the options of the moment decide. */
  @Column({ type: 'boolean', nullable: true }) allows_promotions: boolean | null;
  @Column({ type: 'boolean', default: false }) allows_tax: boolean;
  /** The newest open quarantine case that names it. */
  @Column({ type: 'bigint', nullable: true }) quarantine_id: number | null;
  /** Since when the provider's answers about it have been unclear. */
  @Column({ type: 'timestamptz', nullable: true }) unclear_since: Date | null;
  /** How often the provider was asked about it, when last and when next. */
  @Column({ type: 'integer', default: 0 }) checks: number;
  @Column({ type: 'timestamptz', nullable: true }) checked_at: Date | null;
  @Column({ type: 'timestamptz', default: () => `(now() + '00:15:00')` }) next_check_at: Date;
  /** The administrator who completed it by hand. */
  @Column({ type: 'bigint', nullable: true }) completed_by: number | null;
  @Column({ type: 'timestamptz', default: () => 'now()' }) created_at: Date;
  @Column({ type: 'timestamptz', nullable: true }) completed_at: Date | null;
  /** The plan that it buys, with the terms of the moment; null if it buys quota. */
  @Column({ type: 'bigint', nullable: true }) plan_id: number | null;
  @Column({ type: 'jsonb', nullable: true }) plan_terms: object | null;
  /** paid: credited before an import brought it; closed: never to be credited; open: brought unpaid, may be paid here. */
  @Column({ type: 'text', default: '' }) imported: string;
  /** Facts of an imported order that have no other column. */
  @Column({ type: 'text', default: '' }) import_note: string;
}
