import type { PaymentEvidence } from './evidence.js';

/** The judgement of a provider's answer about an order. */
export type Finding =
  | { readonly state: 'paid'; readonly evidence: PaymentEvidence }
  /** It can still be paid. */
  | { readonly state: 'open' }
  /** It was not paid so far. The provider does not state whether it still can be paid. */
  | { readonly state: 'unpaid' }
  | { readonly state: 'expired' | 'failed' }
  /** The provider cannot be asked, or its answer cannot be read. */
  | {
      readonly state: 'unclear';
      readonly why: string;
      /** The provider did not answer at all: its circuit breaker counts it. */
      readonly unreachable?: boolean;
    };
