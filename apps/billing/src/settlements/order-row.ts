/** An order as settlement reads it: money as decimal text. */
export interface OrderRow {
  readonly id: number;
  readonly trade_no: string;
  readonly user_id: number;
  readonly provider: 'epay' | 'stripe' | 'creem';
  readonly method: string;
  readonly amount: number;
  readonly credit_quota: number;
  readonly money: string;
  readonly currency: string;
  readonly quota_text: string;
  readonly status: 'pending' | 'unknown' | 'success' | 'failed' | 'expired' | 'refunded';
  readonly provider_ref: string;
  readonly payment_ref: string;
  readonly product: string;
  readonly reversed_money: string;
  readonly reversed_quota: number;
  readonly reversals: number;
  readonly stuck_reason: string;
  readonly merchant_id: string;
  readonly merchant_key_id: string;
  readonly allows_promotions: boolean | null;
  readonly allows_tax: boolean;
  readonly quarantine_id: number | null;
  readonly unclear_since: Date | null;
  readonly checks: number;
  readonly checked_at: Date | null;
  readonly next_check_at: Date;
  readonly completed_by: number | null;
  /** The plan that it buys; null if it buys quota. */
  readonly plan_id: number | null;
  readonly created_at: Date;
  readonly completed_at: Date | null;
  /** `closed` if an import ended it, see Order. */
  readonly imported: string;
}

/** The columns of OrderRow. */
export const ORDER_COLUMNS = `o.id, o.trade_no, o.user_id, o.provider, o.method, o.amount, o.credit_quota, o.money, o.currency,
  o.quota_text, o.status, o.provider_ref, o.payment_ref, o.product, o.reversed_money, o.reversed_quota, o.reversals, o.stuck_reason,
  o.merchant_id, o.merchant_key_id, o.allows_promotions, o.allows_tax, o.quarantine_id, o.unclear_since,
  o.checks, o.checked_at, o.next_check_at, o.completed_by, o.plan_id, o.created_at, o.completed_at,
  o.imported`;
