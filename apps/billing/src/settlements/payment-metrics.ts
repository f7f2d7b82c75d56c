import { Injectable } from '@nestjs/common';
import { Metrics } from '@tollgate/platform/metrics';
import { type Outcome, OUTCOMES, type Provider, PROVIDERS } from './evidence.js';

/** Other outcomes: paid and not creditable, without a valid signature, an order query without a clear answer. */
const REFUSED = ['uncreditable', 'unverified', 'unclear'] as const;

/** Counts what became of the words of payment providers; `_quarantined` and `_unverified` that grow are worth a look. */
@Injectable()
export class PaymentMetrics {
  /** From 0: an alert on growth would not see a series that begins with its first. */
  private readonly counts: Record<string, number> = Object.fromEntries(
    PROVIDERS.flatMap((provider) => [...OUTCOMES, ...REFUSED].map((outcome) => [`${provider}_${outcome}`, 0])),
  );

  constructor(metrics: Metrics) {
    const help = 'What became of the words of payment providers on this replica, by provider and outcome';
    metrics.watch('tollgate_payment_words', help, () => this.counts);
  }

  /** Counts one; hands it through. */
  count<O extends Outcome | (typeof REFUSED)[number]>(provider: Provider, outcome: O): O {
    const name = `${provider}_${outcome}`;
    this.counts[name] = (this.counts[name] ?? 0) + 1;
    return outcome;
  }
}
