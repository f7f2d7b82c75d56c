import type { QuarantineReason } from '@tollgate/contracts/billing/quarantine';

export const PROVIDERS = ['epay', 'stripe', 'creem'] as const;

export type Provider = (typeof PROVIDERS)[number];

/** The origin of evidence. Its authenticity is established; nothing else is. */
export interface Source {
  readonly provider: Provider;
  /** The provider's number of the event, or a digest if it has none. */
  readonly eventId: string;
  readonly type: string;
  /** The archived callback; null if we asked the provider. */
  readonly callbackId: number | null;
}

/** A provider reports that an order was paid. */
export interface PaymentEvidence extends Source {
  readonly tradeNo: string;
  /** The price before the provider's own reductions, as decimal text; null if it is missing or cannot be read. */
  readonly money: string | null;
  /** The sum that was paid. */
  readonly paid: string | null;
  /** Lower case; null if the provider has only one. */
  readonly currency: string | null;
  /** The sum as it came, for the quarantine case if it cannot be read. */
  readonly moneyText?: string;
  /** The method that the payer used in the end; it replaces the one that was ordered. */
  readonly usedMethod?: string;
  /** The merchant that was paid, if the provider has such. */
  readonly merchantId?: string;
  /** A promotion code lowered what was paid: counts only if the order allows it. */
  readonly needsPromotions?: boolean;
  /** Whether orders that are older than the condition allow promotion codes. */
  readonly promotionsByDefault?: boolean;
  /** The evidence bears no mark of this installation: if it names no order of ours, it is of another shop on the account. */
  readonly foreign?: boolean;
  /** Tax was added to the price: counts only if the order allows it. */
  readonly needsTax?: boolean;
  /** The product, if the provider repeats it. */
  readonly product?: string;
  readonly providerRef: string;
  readonly paymentRef: string;
}

/** A provider reports that an order will not be paid any more, or not yet. */
export interface ClosingEvidence extends Source {
  readonly tradeNo: string;
  readonly status: 'expired' | 'failed';
  /** The reason that the order shows; empty if there is nothing to explain. */
  readonly reason?: string;
}

/** A provider reports how much of a payment went back to the payer so far. */
export interface ReversalEvidence extends Source {
  /** The order's number if the provider repeats it; else empty, and `paymentRef` names the payment. */
  readonly tradeNo: string;
  readonly paymentRef: string;
  /** The provider's number of what reverses: charge, dispute. */
  readonly ref: string;
  readonly kind: 'refund' | 'dispute';
  /** All that went back under `ref`; 0 for a dispute that was won. */
  readonly money: string;
  readonly currency: string;
  readonly final: boolean;
  /** It bears no mark of this installation: if its payment is unknown, it is of another shop on the account. */
  readonly foreign?: boolean;
}

/** An event that cannot be acted upon and that an administrator should see. */
export interface QuarantineCase extends Source {
  readonly tradeNo: string;
  readonly paymentRef?: string;
  /** It bears no mark of this installation: it becomes a case only if it names an order or a payment of ours. */
  readonly foreign?: boolean;
  readonly reason: QuarantineReason;
  readonly detail: string;
}

/** The outcomes of a callback or an order query. */
export const OUTCOMES = ['credited', 'already', 'expired', 'failed', 'reversed', 'quarantined', 'ignored'] as const;

export type Outcome = (typeof OUTCOMES)[number];
