import { Injectable } from '@nestjs/common';
import { Metrics } from '@tollgate/platform/metrics';
import { type Outcome, OUTCOMES, type Provider, PROVIDERS } from './evidence.js';

/** Other outcomes: paid and not creditable, without a valid signature, an order query without a clear answer. */
const REFUSED = ['uncreditable', 'unverified', 'unclear'] as const;

/** Counts the outcomes of callbacks and order queries. An operator should look if `_quarantined` or `_unverified` grow. */
@Injectable()
export class PaymentMetrics {
  /** All begin at 0, because an alert on growth does not see a series that begins with its first event. */
  private readonly counts: Record<string, number> = Object.fromEntries(
    PROVIDERS.flatMap((provider) => [...OUTCOMES, ...REFUSED].map((outcome) => [`${provider}_${outcome}`, 0])),
  );

  constructor(metrics: Metrics) {
    const help = 'Callbacks and order queries of payment providers on this replica, by provider and outcome';
    metrics.watch('tollgate_payment_words', help, () => this.counts);
  }

  /** Counts an outcome and returns it. */
  count<O extends Outcome | (typeof REFUSED)[number]>(provider: Provider, outcome: O): O {
    const name = `${provider}_${outcome}`;
    this.counts[name] = (this.counts[name] ?? 0) + 1;
    return outcome;
  }
}
