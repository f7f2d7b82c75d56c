import type { QuarantineReason } from '@tollgate/contracts/billing/quarantine';

export const PROVIDERS = ['epay', 'stripe', 'creem'] as const;

export type Provider = (typeof PROVIDERS)[number];

/** Where a word of a provider came from. Its authenticity is established; nothing else is. */
export interface Source {
  readonly provider: Provider;
  /** The provider's number of the event, or a digest where it has none. */
  readonly eventId: string;
  readonly type: string;
  /** The archived callback; null where we asked. */
  readonly callbackId: number | null;
}

/** A provider says that an order was paid. */
export interface PaymentEvidence extends Source {
  readonly tradeNo: string;
  /** The price before the provider's own reductions, as decimal text; null where it was not told. */
  readonly money: string | null;
  /** What was paid of it. */
  readonly paid: string | null;
  /** Lower case; null where the provider knows but one. */
  readonly currency: string | null;
  /** The payer's choice, where the provider repeats it. */
  readonly method?: string;
  /** The product, where the provider repeats it. */
  readonly product?: string;
  readonly providerRef: string;
  readonly paymentRef: string;
}

/** A provider says that an order will not be paid any more, or not yet. */
export interface ClosingEvidence extends Source {
  readonly tradeNo: string;
  readonly status: 'expired' | 'failed';
}

/** A provider says how much of a payment went back to the payer so far. */
export interface ReversalEvidence extends Source {
  /** The order's number where the provider repeats it, else empty: `paymentRef` tells. */
  readonly tradeNo: string;
  readonly paymentRef: string;
  /** The provider's number of what reverses: charge, dispute. */
  readonly ref: string;
  readonly kind: 'refund' | 'dispute';
  /** All that went back under `ref`; 0 for a dispute that was won. */
  readonly money: string;
  readonly currency: string;
  readonly final: boolean;
}

/** Something that cannot be acted upon and that a person should see. */
export interface Doubt extends Source {
  readonly tradeNo: string;
  readonly paymentRef?: string;
  readonly reason: QuarantineReason;
  readonly detail: string;
}

/** What a word led to. */
export const OUTCOMES = ['credited', 'already', 'expired', 'failed', 'reversed', 'quarantined', 'ignored'] as const;

export type Outcome = (typeof OUTCOMES)[number];
