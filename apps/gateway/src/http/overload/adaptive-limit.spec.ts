import { describe, expect, it } from '@jest/globals';
import { AdaptiveLimit } from './adaptive-limit.js';

const SECOND = 1000;
const IDLE = { isBusy: false };

/** What stands behind the limit: so many at a time, each for so long (ms), the rest in turn. */
interface Server {
  readonly workers: number;
  ms: number;
}

interface Outcome {
  readonly at: number;
  /** Undefined where it was refused. */
  readonly ms?: number;
}

/** A queue in simulated time: `rate(second)` requests a second, at random, of a generator with a seed. */
class Simulation {
  readonly outcomes: Outcome[] = [];
  private now = 0;
  private state = 7;
  private readonly freeAt: number[];
  private readonly leaving: { at: number; leave: () => void }[] = [];
  private readonly limit: AdaptiveLimit | undefined;

  constructor(
    private readonly server: Server,
    bounds?: { least: number; most: number; aimMs: number },
  ) {
    this.freeAt = Array<number>(server.workers).fill(0);
    this.limit = bounds && new AdaptiveLimit(bounds, IDLE, () => this.now);
  }

  run(seconds: number, rate: number): this {
    const end = this.now + seconds * SECOND;
    while (this.now < end) {
      this.step(this.now - Math.log(this.random()) * (SECOND / rate));
      this.arrive();
    }
    return this;
  }

  /** Successes a second and the 99th percentile of their times, of requests between two seconds. */
  figures(from: number, to: number): { done: number; refused: number; p99: number } {
    const chosen = this.outcomes.filter(({ at }) => at >= from * SECOND && at < to * SECOND);
    const times = chosen.flatMap(({ ms }) => (ms === undefined ? [] : [ms])).sort((a, b) => a - b);
    const perSecond = (n: number) => n / (to - from);
    return {
      done: perSecond(times.length),
      refused: perSecond(chosen.length - times.length),
      p99: times[Math.floor(times.length * 0.99)] ?? 0,
    };
  }

  private step(to: number): void {
    for (;;) {
      const [next] = this.leaving;
      if (!next || next.at > to) break;
      this.leaving.shift();
      this.now = next.at;
      next.leave();
    }
    this.now = to;
  }

  private arrive(): void {
    const at = this.now;
    const exit = this.limit ? this.limit.enter() : () => undefined;
    if (!exit) return void this.outcomes.push({ at });
    // who is free first takes it
    const worker = this.freeAt.indexOf(Math.min(...this.freeAt));
    const done = Math.max(at, this.freeAt[worker] ?? 0) + this.server.ms * (0.5 + this.random());
    this.freeAt[worker] = done;
    let place = this.leaving.length;
    while (place > 0 && (this.leaving[place - 1]?.at ?? 0) > done) place -= 1;
    this.leaving.splice(place, 0, {
      at: done,
      leave: () => {
        exit(true);
        this.outcomes.push({ at, ms: done - at });
      },
    });
  }

  private random(): number {
    this.state = (this.state * 48_271) % 2_147_483_647; // Park and Miller
    return this.state / 2_147_483_647;
  }
}

const BOUNDS = { least: 8, most: 256, aimMs: 50 };
/** 1,000 a second. */
const quick = (): Server => ({ workers: 4, ms: 4 });

describe('a limit by measured time', () => {
  it('lets everything in that can be borne', () => {
    const calm = new Simulation(quick(), BOUNDS).run(20, 800).figures(0, 20);
    expect(calm.refused).toBe(0);
    expect(calm.done).toBeGreaterThan(750);
  });

  it.each([3, 10])('at %d times what can be borne keeps what is done, and its time', (factor) => {
    const without = new Simulation(quick()).run(5, factor * SECOND).figures(0, 5);
    expect(without.p99).toBeGreaterThan(3 * SECOND);
    const over = new Simulation(quick(), BOUNDS).run(20, factor * SECOND).figures(1, 19);
    expect(over.done).toBeGreaterThan(950);
    expect(over.p99).toBeLessThan(100);
  });

  it('refuses nothing any more a second after the load has gone', () => {
    const after = new Simulation(quick(), BOUNDS).run(20, 3000).run(10, 800);
    expect(after.figures(5, 20).refused).toBeGreaterThan(1500);
    expect(after.figures(21, 30).refused).toBe(0);
  });

  it('holds what is slow by nature for no overload', () => {
    const slow = new Simulation({ workers: 200, ms: 400 }, BOUNDS).run(30, 200);
    expect(slow.figures(20, 30).refused).toBe(0);
  });

  it('learns within seconds that something has become slow', () => {
    const server = { workers: 200, ms: 4 };
    const simulation = new Simulation(server, BOUNDS).run(10, 200);
    server.ms = 300;
    simulation.run(30, 200);
    expect(simulation.figures(30, 40).refused).toBeLessThan(2);
  });

  it('learns nothing of a busy event loop, where who is alone waits for all the refusals', () => {
    for (const [isBusy, most] of [
      [false, 256],
      [true, 8],
    ] as const) {
      let now = 0;
      const limit = new AdaptiveLimit(BOUNDS, { isBusy }, () => now);
      // turns of 150 ms, whoever is in
      for (let turn = 0; turn < 100; turn += 1) {
        const exits = Array.from({ length: 300 }, () => limit.enter());
        now += 150;
        for (const exit of exits) exit?.(true);
      }
      expect(Array.from({ length: 300 }, () => limit.enter()).filter(Boolean)).toHaveLength(most);
    }
  });

  it('lets in as many as at most while nobody answers, and measures no refusals', () => {
    const limit = new AdaptiveLimit(BOUNDS, IDLE);
    const exits = Array.from({ length: 300 }, () => limit.enter());
    expect(exits.filter(Boolean).length).toBe(256);
    for (const exit of exits) exit?.(false);
    expect(Array.from({ length: 300 }, () => limit.enter()).filter(Boolean).length).toBe(256);
  });
});
