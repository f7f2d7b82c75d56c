/** What is measured between two changes of the limit: this long at least, and this many answers. */
const WINDOW_MS = 100;
const ANSWERS = 5;
/** What is slow by nature may take so many times what it takes where nobody waits, but no more than this in milliseconds. */
const STRETCH = 4;
const MAX_STRETCHED_MS = 2000;
/** How fast the time without waiting is learned anew, and how fast a limit that is in use and kept grows. */
const LEARNING = 0.1;
const GROWTH = 0.1;

/**
 * How many requests of a kind may be under way: as many as are answered about as fast as a few are. More would only wait
 * for each other, so the next one is better refused at once. By Little's law, requests under way = rate x time: where answers
 * take twice the time aimed at, half as many may be under way.
 *
 * The time without waiting is learned only from requests that found fewer than `least` others, which are always let in. So it cannot
 * creep up under lasting load, and where something else has become slow (the network, a disk) the limit comes down to `least`, learns
 * that, and goes up again. While the event loop is busy nothing is learned: then even who is alone waits, for all the refusals.
 */
export class AdaptiveLimit {
  private limit: number;
  private inside = 0;
  private alone: number | undefined;
  private window = { since: 0, answers: 0, ms: 0, quiet: 0, quietMs: 0, peak: 0 };

  constructor(
    private readonly bounds: { readonly least: number; readonly most: number; readonly aimMs: number },
    private readonly loop: { readonly isBusy: boolean },
    private readonly now: () => number = () => performance.now(),
  ) {
    this.limit = bounds.most;
  }

  /**
   * Whether there is no room for a request that has come.
   * @param isPressed only the least may be under way, whatever the limit has come to
   */
  isFull(isPressed = false): boolean {
    if (isPressed && this.inside >= this.bounds.least) return true;
    if (this.inside < this.limit) return false;
    this.window.peak = this.limit;
    return true;
  }

  /**
   * A request's way out, to be called once it has left: with true when it was answered by the one asked. Undefined: no room,
   * as `isFull` says.
   */
  enter(isPressed = false): ((answered: boolean) => void) | undefined {
    if (this.isFull(isPressed)) return undefined;
    const isQuiet = this.inside < this.bounds.least;
    this.inside += 1;
    this.window.peak = Math.max(this.window.peak, this.inside);
    const entered = this.now();
    return (answered) => {
      this.inside -= 1;
      if (answered) this.measure(this.now() - entered, isQuiet);
    };
  }

  /** Milliseconds that an answer should take at most, on average. */
  private get aim(): number {
    return Math.max(this.bounds.aimMs, Math.min(MAX_STRETCHED_MS, STRETCH * (this.alone ?? 0)));
  }

  private measure(ms: number, isQuiet: boolean): void {
    const { window } = this;
    window.answers += 1;
    window.ms += ms;
    if (isQuiet) {
      window.quiet += 1;
      window.quietMs += ms;
    }
    const mean = window.ms / window.answers;
    const now = this.now();
    // what was let in before the last change has left when as much time has passed as an answer takes
    if (window.answers < ANSWERS || now - window.since < Math.max(WINDOW_MS, mean)) return;
    if (window.quiet > 0 && !this.loop.isBusy) this.learn(window.quietMs / window.quiet);
    this.adjust(mean, window.peak);
    this.window = { since: now, answers: 0, ms: 0, quiet: 0, quietMs: 0, peak: this.inside };
  }

  private learn(ms: number): void {
    this.alone = this.alone === undefined ? ms : this.alone + LEARNING * (ms - this.alone);
  }

  private adjust(mean: number, peak: number): void {
    const { least, most } = this.bounds;
    if (mean > this.aim) this.limit = Math.max(least, Math.floor((peak * this.aim) / mean));
    else if (peak >= this.limit) this.limit = Math.min(most, Math.ceil(this.limit * (1 + GROWTH)));
  }
}
