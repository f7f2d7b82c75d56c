import type { Log } from '../log/log.js';
import type { MeshClient } from '../rpc/index.js';
import { MAX_SKEW_MS } from './database-watch.js';

const EVERY_MS = 1000;
/**
 * An older report is ignored because it proves nothing about the present, and fewer reports than this may be chance: one stall
 * of the bus.
 */
const WINDOW_MS = 5000;
const MIN_SAMPLES = 3;

const TOLD = 'clock.told';

/** Tells once a second what a service reads on its clock, while that is the database's. Returns the way to stop. */
export function tellTime(
  service: string,
  mesh: Pick<MeshClient, 'publish' | 'connected'>,
  isRight: () => boolean,
  everyMs = EVERY_MS,
): () => void {
  const tell = () => {
    if (isRight() && mesh.connected()) mesh.publish(`evt.${service}.${TOLD}`, { at: Date.now() });
  };
  const timer = setInterval(tell, everyMs).unref();
  return () => clearInterval(timer);
}

interface Heard {
  /** On the monotonic clock. */
  readonly when: number;
  /** On the teller's clock. */
  readonly at: number;
}

/**
 * Compares the clock of a process that has no database with those of the services, which tell theirs: deadlines travel as times
 * of day. It is wrong if it differs by more than a second from every reported time. A late message, or a replica whose clock is
 * at the edge of the tolerance, does not meet that.
 */
export class ClockSync {
  private readonly heard = new Map<string, readonly Heard[]>();
  private readonly leave: () => void;
  private wasRight = true;

  constructor(
    mesh: Pick<MeshClient, 'subscribe'>,
    private readonly log: Pick<Log, 'error' | 'info'>,
  ) {
    this.leave = mesh.subscribe(`evt.*.${TOLD}`, (payload, subject) => this.hear(payload, subject));
  }

  stop(): void {
    this.leave();
  }

  /** True if the clock is right enough, or if no service has reported a different time. */
  inTime(): boolean {
    const lags = this.lags();
    return lags.length === 0 || lags.some((lag) => Math.abs(lag) <= MAX_SKEW_MS);
  }

  /**
   * Of the services heard often enough of late, message by message: the milliseconds that this clock is ahead now, and the time the
   * message took. A clock that is set anew is so for what was heard before, too.
   */
  private lags(): number[] {
    const [now, monotonic] = [Date.now(), performance.now()];
    return [...this.heard.values()]
      .map((told) => told.filter(({ when }) => when >= monotonic - WINDOW_MS))
      .filter((told) => told.length >= MIN_SAMPLES)
      .flatMap((told) => told.map(({ when, at }) => now - (monotonic - when) - at));
  }

  private hear(payload: unknown, subject: string): void {
    const { at } = (payload ?? {}) as { at?: unknown };
    if (typeof at !== 'number' || !Number.isSafeInteger(at)) throw new TypeError('no time');
    const when = performance.now();
    const before = this.heard.get(subject)?.filter((told) => told.when >= when - WINDOW_MS) ?? [];
    this.heard.set(subject, [...before, { when, at }]);
    const isRight = this.inTime();
    if (isRight === this.wasRight) return;
    this.wasRight = isRight;
    if (isRight) this.log.info('the clock agrees with the services again');
    else
      this.log.error('the clock differs from the clocks of the services', {
        ms: Math.round(-Math.min(...this.lags())),
      });
  }
}
