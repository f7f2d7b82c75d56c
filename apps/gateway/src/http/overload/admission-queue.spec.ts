import { describe, expect, it, jest } from '@jest/globals';
import { AdmissionQueue, type Refusal, type Waiting } from './admission-queue.js';

const SECOND = 1000;
const TICK = 250;
/** The length of an overload. */
const SECONDS = 20;
const BOUNDS = { concurrency: 4, burst: 2000, targetMs: 100, maxWaitMs: 10 * SECOND };

interface Outcome {
  readonly owner: string;
  readonly arrivedAt: number;
  /** Milliseconds until the answer. */
  readonly ms: number;
  readonly refused?: Refusal;
}

/** A server in simulated time: `concurrency` requests run at once, each for `workMs` on average. */
class Simulation {
  readonly outcomes: Outcome[] = [];
  readonly queue: AdmissionQueue;
  private time = 0;
  private state = 7;
  private nextTick = TICK;
  private readonly finishing: { readonly at: number; readonly finish: () => void }[] = [];

  constructor(
    private readonly workMs: number,
    bounds = BOUNDS,
  ) {
    this.queue = new AdmissionQueue(bounds, () => this.time);
  }

  arrive(owner: string): Waiting | undefined {
    const arrivedAt = this.time;
    const record = (refused?: Refusal) => this.outcomes.push({ owner, arrivedAt, ms: this.time - arrivedAt, refused });
    const start = () => {
      const at = this.time + this.workMs * (0.5 + this.random());
      const place = this.finishing.findIndex((other) => other.at > at);
      const entry = { at, finish: () => (record(), this.queue.leave()) };
      this.finishing.splice(place < 0 ? this.finishing.length : place, 0, entry);
    };
    return this.queue.enter({ owner, start, refuse: record });
  }

  /** Lets `rate` requests a second arrive for some seconds, each of an owner of its own. */
  load(seconds: number, rate: number): this {
    const end = this.time + seconds * SECOND;
    for (let n = 0; this.time < end; n += 1) {
      this.advance(this.time - Math.log(this.random()) * (SECOND / rate));
      this.arrive(`${this.time} ${n}`);
    }
    return this;
  }

  /** Lets time pass. */
  advance(to: number): this {
    for (;;) {
      const [first] = this.finishing;
      const at = Math.min(first?.at ?? Infinity, this.nextTick);
      if (at > to) break;
      this.time = at;
      if (at === this.nextTick) {
        this.nextTick += TICK;
        this.queue.judge();
      } else {
        this.finishing.shift();
        first?.finish();
      }
    }
    this.time = to;
    return this;
  }

  /** Completed requests, refused ones, and percentiles of requests that arrived between two seconds. */
  figures(from = 0, to = Infinity) {
    const chosen = this.outcomes.filter(({ arrivedAt }) => arrivedAt >= from * SECOND && arrivedAt < to * SECOND);
    const done = chosen.filter(({ refused }) => !refused);
    const refused = chosen.filter(({ refused }) => refused);
    return { done: done.length, refused: refused.length, doneMs: percentiles(done), refusedMs: percentiles(refused) };
  }

  private random(): number {
    this.state = (this.state * 48_271) % 2_147_483_647; // Park and Miller
    return this.state / 2_147_483_647;
  }
}

function percentiles(outcomes: readonly Outcome[]): { p50: number; p99: number } {
  const sorted = outcomes.map(({ ms }) => ms).sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor(sorted.length * share)] ?? 0;
  return { p50: at(0.5), p99: at(0.99) };
}

// the simulation calls judge() itself
jest.useFakeTimers();

describe('a burst', () => {
  it.each([40, 500, 2000])('of %d requests is served completely, however slow the server is', (size) => {
    for (const workMs of [4, 40]) {
      const simulation = new Simulation(workMs, { ...BOUNDS, maxWaitMs: 60 * SECOND });
      for (let n = 0; n < size; n += 1) simulation.arrive(String(n));
      expect(simulation.advance(60 * SECOND).figures()).toMatchObject({ done: size, refused: 0 });
    }
  });

  it('beside half the load that the server bears is served completely, and requests of the load hardly wait', () => {
    const simulation = new Simulation(4).load(2, 500);
    for (let n = 0; n < 2000; n += 1) simulation.arrive(`burst ${n}`);
    simulation.load(8, 500).advance(20 * SECOND);
    expect(simulation.figures().refused).toBe(0);
    const load = simulation.outcomes.filter(({ owner }) => !owner.startsWith('burst'));
    expect(percentiles(load).p99).toBeLessThan(250);
  });

  it('of one owner delays no other owner', () => {
    const simulation = new Simulation(4);
    for (let n = 0; n < 1000; n += 1) simulation.arrive('flood');
    simulation.arrive('other');
    simulation.advance(20 * SECOND);
    expect(simulation.outcomes.find(({ owner }) => owner === 'other')?.ms).toBeLessThan(20);
    expect(simulation.figures()).toMatchObject({ done: 1001, refused: 0 });
  });
});

describe('lasting overload', () => {
  it.each([3, 10])(
    'of %d times the rate keeps the server busy, its requests fast and its refusals faster',
    (factor) => {
      const simulation = new Simulation(4).load(SECONDS, factor * SECOND);
      const all = simulation.figures();
      expect(all.done).toBeGreaterThan(0.95 * SECONDS * SECOND);
      expect(all.doneMs.p50).toBeLessThan(300);
      expect(all.doneMs.p99).toBeLessThan(1500);
      expect(all.refusedMs.p50).toBeLessThan(50);
    },
  );

  it('ends within a second after the load has ended', () => {
    const simulation = new Simulation(4).load(10, 3000).load(5, 500);
    expect(simulation.figures(0, 10).refused).toBeGreaterThan(10_000);
    expect(simulation.figures(11, 15).refused).toBe(0);
    expect(simulation.queue.isOverloaded).toBe(false);
  });

  it('is refused to the owner that has most requests waiting', () => {
    const simulation = new Simulation(4);
    for (let second = 0; second < 6; second += 1) {
      for (let n = 0; n < 3000; n += 1) {
        simulation.advance(second * SECOND + n / 3);
        simulation.arrive(n % 100 === 0 ? 'modest' : 'flood');
      }
    }
    const refused = simulation.outcomes.filter((outcome) => outcome.refused).map(({ owner }) => owner);
    expect(refused.filter((owner) => owner === 'flood').length).toBeGreaterThan(5000);
    expect(refused.filter((owner) => owner === 'modest')).toEqual([]);
  });

  it('is not assumed while the queue becomes shorter', () => {
    const simulation = new Simulation(4, { ...BOUNDS, burst: 100 });
    for (let n = 0; n < 300; n += 1) simulation.arrive(String(n));
    simulation.load(4, 500);
    expect(simulation.figures()).toMatchObject({ refused: 0 });
  });
});

describe('a request', () => {
  it('that has waited too long is refused', () => {
    const simulation = new Simulation(60 * SECOND);
    for (let n = 0; n < 5; n += 1) simulation.arrive(String(n));
    simulation.advance(11 * SECOND);
    expect(simulation.outcomes).toEqual([expect.objectContaining({ owner: '4', refused: 'expired' })]);
  });

  it('is refused at once if four bursts wait', () => {
    const simulation = new Simulation(60 * SECOND, { ...BOUNDS, burst: 10 });
    for (let n = 0; n < 45; n += 1) simulation.arrive(String(n));
    expect(simulation.outcomes).toEqual([expect.objectContaining({ owner: '44', refused: 'full', ms: 0 })]);
  });

  it('that is withdrawn never runs', () => {
    const simulation = new Simulation(4);
    for (let n = 0; n < 4; n += 1) simulation.arrive('running');
    const waiting = simulation.arrive('withdrawn');
    if (waiting) simulation.queue.withdraw(waiting);
    expect(simulation.queue.waiting).toBe(0);
    simulation.advance(SECOND);
    expect(simulation.outcomes.map(({ owner }) => owner)).toEqual(Array(4).fill('running'));
  });
});
