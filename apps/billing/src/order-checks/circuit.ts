/** Unanswered questions in a row after which a host is left alone. */
const MAX_FAILURES = 3;
/** How long it is left alone, in milliseconds. */
const OPEN_MS = 60_000;

/** The circuit breaker of one provider's host: it opens after three unanswered questions in a row and lets a try through after a minute. */
export class Circuit {
  private failures = 0;
  private openedAt = 0;

  constructor(private readonly now: () => number = () => performance.now()) {}

  get isOpen(): boolean {
    return this.failures >= MAX_FAILURES && this.now() - this.openedAt < OPEN_MS;
  }

  answered(): void {
    this.failures = 0;
  }

  /** Counts an unanswered question; true if this one opened the circuit. */
  unanswered(): boolean {
    const wasOpen = this.isOpen;
    this.failures += 1;
    if (this.failures >= MAX_FAILURES) this.openedAt = this.now();
    return this.isOpen && !wasOpen;
  }
}
