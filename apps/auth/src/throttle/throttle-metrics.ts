import type { Metrics } from '@tollgate/platform/metrics';
import { type AttemptKind, POLICIES } from './throttle-policy.js';

/**
 * What became of an attempt: right; wrong; wrong and the last one before a lock; refused without a look because of a lock;
 * or sent away because others on the account were under way.
 */
const OUTCOMES = ['passed', 'missed', 'locked', 'refused', 'busy'] as const;

/** Counts attempts on credentials, by kind and outcome: never by account or address. */
export class ThrottleMetrics {
  private readonly attempts: ReturnType<Metrics['counter']>;

  constructor(metrics: Metrics) {
    const kinds = Object.keys(POLICIES);
    this.attempts = metrics.counter(
      'tollgate_credential_attempts_total',
      'Attempts on credentials on this replica, by kind and by what became of them',
      kinds.flatMap((kind) => OUTCOMES.map((outcome) => ({ kind, outcome }))),
    );
  }

  /** Counts one. */
  count(kind: AttemptKind, outcome: (typeof OUTCOMES)[number]): void {
    this.attempts.inc({ kind, outcome });
  }
}
