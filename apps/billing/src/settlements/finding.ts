import type { PaymentEvidence } from './evidence.js';

/** What a provider answers when it is asked about an order. */
export type Finding =
  | { readonly state: 'paid'; readonly evidence: PaymentEvidence }
  /** It can still be paid. */
  | { readonly state: 'open' }
  /** It was not paid so far; whether it still can be the provider does not say. */
  | { readonly state: 'unpaid' }
  | { readonly state: 'expired' | 'failed' }
  /** The provider cannot be asked, or its answer cannot be read. */
  | { readonly state: 'unclear'; readonly why: string };
