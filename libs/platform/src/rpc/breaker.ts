const FAILURES_TO_OPEN = 5;
const PROBE_EVERY_MS = 1000;
/** How long a failure counts, because without calls the state of the service is unknown. */
const FAILURE_MEMORY_MS = 30_000;

/**
 * Keeps calls from a service that does not answer. Opens after five failures in a row (no subscriber, or no answer in time).
 * Then one call a second is let through as a probe, and the first answer of any kind closes it. Time is monotonic.
 */
export class Breaker {
  private failures = 0;
  private probedAt = 0;
  private failedAt = 0;

  constructor(private readonly now: () => number = () => performance.now()) {}

  get open(): boolean {
    return this.failures >= FAILURES_TO_OPEN;
  }

  /** For those who watch: open, and a call failed in the last half minute. After the last call it would stay open for ever. */
  get isSeenOpen(): boolean {
    return this.open && this.now() - this.failedAt < FAILURE_MEMORY_MS;
  }

  /** Milliseconds until a call may be tried; 0 when this one may, which then counts as the probe. */
  wait(): number {
    if (!this.open) return 0;
    const left = this.probedAt + PROBE_EVERY_MS - this.now();
    if (left > 0) return left;
    this.probedAt = this.now();
    return 0;
  }

  succeeded(): void {
    this.failures = 0;
  }

  failed(): void {
    this.failures += 1;
    this.failedAt = this.now();
    if (this.failures === FAILURES_TO_OPEN) this.probedAt = this.failedAt;
  }
}
