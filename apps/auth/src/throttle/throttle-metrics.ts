import type { Metrics } from '@tollgate/platform/metrics';
import { type AttemptKind, POLICIES } from './throttle-policy.js';

/**
 * The outcome of an attempt: right; wrong; wrong and the cause of a lock; refused because of a lock; or rejected because all
 * remaining attempts of the account were in progress.
 */
const OUTCOMES = ['passed', 'missed', 'locked', 'refused', 'busy'] as const;

/** Counts attempts on credentials by kind and outcome, never by account or address. */
export class ThrottleMetrics {
  private readonly attempts: ReturnType<Metrics['counter']>;

  constructor(metrics: Metrics) {
    const kinds = Object.keys(POLICIES);
    this.attempts = metrics.counter(
      'tollgate_credential_attempts_total',
      'Attempts on credentials on this replica, by kind and outcome',
      kinds.flatMap((kind) => OUTCOMES.map((outcome) => ({ kind, outcome }))),
    );
  }

  /** Counts one. */
  count(kind: AttemptKind, outcome: (typeof OUTCOMES)[number]): void {
    this.attempts.inc({ kind, outcome });
  }
}
