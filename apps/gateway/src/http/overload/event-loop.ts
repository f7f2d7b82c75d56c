import { monitorEventLoopDelay } from 'node:perf_hooks';

const RESOLUTION_MS = 20;
const SAMPLE_MS = 500;
const GLANCE_MS = 100;
/** Turns that take this long beyond the resolution make for a good part of how long anything takes. */
const BUSY_MS = 15;

/** Watches how long turns of the event loop take: what waits for its turn waits for all that came before. */
export class EventLoop {
  /** Mean delay of the last half second, in milliseconds. */
  private delayMs = 0;
  private busy = false;
  private stopWatching: () => void = () => undefined;

  start(): void {
    const stops = [
      sampled(SAMPLE_MS, (mean) => (this.delayMs = mean)),
      sampled(GLANCE_MS, (mean) => (this.busy = !(mean <= RESOLUTION_MS + BUSY_MS))),
    ];
    this.stopWatching = () => stops.forEach((stop) => stop());
  }

  stop(): void {
    this.stopWatching();
  }

  /** Whether turns have taken longer than that on average, in milliseconds, for half a second. */
  lags(beyondMs: number): boolean {
    return this.delayMs > beyondMs;
  }

  /** Whether times measured a moment ago are as much those of other work in this process. */
  get isBusy(): boolean {
    return this.busy;
  }
}

/** Tells the mean delay of each span: NaN where not even one turn ended in it. */
function sampled(everyMs: number, tell: (meanMs: number) => void): () => void {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delay.enable();
  const timer = setInterval(() => {
    tell(delay.mean / 1e6);
    delay.reset();
  }, everyMs).unref();
  return () => {
    clearInterval(timer);
    delay.disable();
  };
}
