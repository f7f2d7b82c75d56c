import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { FairQueue, type WorkloadBounds } from './fair-queue.js';

/** A workload whose tasks end when the test releases them. */
function begun(bounds: WorkloadBounds) {
  const workload = new FairQueue(bounds);
  const running: { name: string; end: (error?: Error) => void }[] = [];
  const order: string[] = [];
  const outcomes = new Map<string, string>();
  const ask = (name: string, owner: string) => {
    const task = () =>
      new Promise<string>((resolve, reject) => {
        order.push(name);
        running.push({ name, end: (error) => (error ? reject(error) : resolve(name)) });
      });
    void workload.run(task, owner).then(
      () => outcomes.set(name, 'done'),
      (error: Error & { code?: string; retryAfter?: number }) =>
        outcomes.set(name, error.code ? `${error.code} ${error.retryAfter}` : error.message),
    );
  };
  const settle = () => sleep(1);
  return {
    workload,
    order,
    outcomes,
    ask: (...names: string[]) => names.forEach((name) => ask(name, name.charAt(0))),
    settle,
    async end(name: string, error?: Error) {
      running.find((task) => task.name === name)?.end(error);
      await settle();
    },
  };
}

describe('a workload', () => {
  it('runs no more than its places, and refuses at once what it has no room for', async () => {
    const { ask, settle, end, order, outcomes, workload } = begun({ concurrency: 2, waiting: 1 });
    ask('a1', 'a2', 'a3', 'a4', 'a5');
    await settle();
    expect(order).toEqual(['a1', 'a2']);
    expect([...outcomes]).toEqual([
      ['a4', 'OVERLOADED 1'],
      ['a5', 'OVERLOADED 1'],
    ]);
    expect(workload).toMatchObject({ running: 2, waiting: 1 });
    await end('a1');
    expect(order).toEqual(['a1', 'a2', 'a3']);
    expect(outcomes.get('a1')).toBe('done');
  });

  it('gives a place back when a task fails, and tells of the failure', async () => {
    const { ask, end, order, outcomes } = begun({ concurrency: 1, waiting: 1 });
    ask('a1', 'a2');
    await end('a1', new Error('statement timeout'));
    expect(outcomes.get('a1')).toBe('statement timeout');
    expect(order).toEqual(['a1', 'a2']);
  });

  it('serves owners one after the other, although one of them queued more', async () => {
    const { ask, end, order } = begun({ concurrency: 1, waiting: 10 });
    ask('a1', 'a2', 'a3', 'a4', 'b1', 'b2', 'c1');
    for (const name of ['a1', 'a2', 'b1', 'c1', 'a3', 'b2', 'a4']) await end(name);
    expect(order).toEqual(['a1', 'a2', 'b1', 'c1', 'a3', 'b2', 'a4']);
  });

  it('takes the place of the owner with the most waiting tasks', async () => {
    const { ask, settle, outcomes, workload } = begun({ concurrency: 1, waiting: 3 });
    ask('a1', 'a2', 'a3', 'a4', 'b1', 'b2');
    await settle();
    expect([...outcomes.keys()]).toEqual(['a4', 'b2']);
    ask('c1', 'a5');
    await settle();
    expect([...outcomes.keys()]).toEqual(['a4', 'b2', 'a3', 'a5']);
    expect(workload.waiting).toBe(3);
  });

  it('refuses what waited too long, and runs it no more', async () => {
    const { ask, end, order, outcomes, workload } = begun({ concurrency: 1, waiting: 3, patienceMs: 50 });
    ask('a1', 'a2');
    await sleep(80);
    expect(outcomes.get('a2')).toBe('OVERLOADED 1');
    expect(workload.waiting).toBe(0);
    ask('b1');
    await end('a1');
    expect(order).toEqual(['a1', 'b1']);
    await sleep(80);
    expect(outcomes.has('b1')).toBe(false);
  });

  it('refuses at once a task that could not start in time at the measured rate, and lets more wait once the rate rises', async () => {
    const workload = new FairQueue({ concurrency: 1, waiting: 100, patienceMs: 400 });
    const burst = async (count: number, ms: number) => {
      let refused = 0;
      const all = Array.from({ length: count }, (_, n) =>
        workload
          .run(() => sleep(ms), `${n}`)
          .then(
            () => true,
            () => void (refused += 1),
          ),
      );
      await sleep(1);
      const atOnce = refused;
      const done = (await Promise.all(all)).filter(Boolean).length;
      return { atOnce, done, late: count - atOnce - done };
    };
    await burst(6, 50);
    const slow = await burst(60, 50);
    expect(slow.atOnce).toBeGreaterThan(40);
    expect(slow.late).toBeLessThan(10);
    for (let n = 0; n < 10; n += 1) await burst(6, 1);
    const quick = await burst(60, 1);
    expect(quick.atOnce).toBeLessThan(slow.atOnce);
    expect(quick.done).toBeGreaterThan(3 * slow.done);
  });

  it('lets a place rest for as long as it worked, and keeps the others going', async () => {
    const { ask, end, order, workload } = begun({ concurrency: 2, waiting: 3, rest: { times: 1, atMostMs: 1000 } });
    await workload.run(() => sleep(210), 'a');
    await sleep(400);
    order.splice(0);
    ask('a1', 'a2', 'a3', 'a4');
    await sleep(200);
    await end('a1');
    expect(order).toEqual(['a1', 'a2']);
    await sleep(100);
    expect(order).toEqual(['a1', 'a2']);
    await sleep(200);
    expect(order).toEqual(['a1', 'a2', 'a3']);
    await end('a3');
    await end('a2');
    let idle = false;
    void workload.idle().then(() => (idle = true));
    await end('a4');
    // nothing runs, but something waits for a rested place
    expect(idle).toBe(false);
  });

  it('rests no longer than the longest rest', async () => {
    const { ask, end, order, workload } = begun({ concurrency: 1, waiting: 3, rest: { times: 1000, atMostMs: 50 } });
    await workload.run(() => sleep(210), 'a');
    await sleep(100);
    ask('a1', 'a2');
    await end('a1');
    expect(order).toEqual(['a1']);
    await sleep(100);
    expect(order).toEqual(['a1', 'a2']);
  });

  it('serves the owner with the least recent work first, and without a rest', async () => {
    const { ask, end, order, workload } = begun({ concurrency: 1, waiting: 9, rest: { times: 10, atMostMs: 60_000 } });
    for (const owner of ['a', 'b']) await workload.run(() => sleep(150), owner).catch(() => undefined);
    ask('a1', 'b1', 'a2', 'c1', 'c2');
    await sleep(20);
    expect(order).toEqual(['c1']);
    await end('c1');
    expect(order).toEqual(['c1', 'c2']);
    await end('c2');
    // the others wait for the place to rest
    expect(order).toEqual(['c1', 'c2']);
  });

  it('does not rest after the free part of a task', async () => {
    const { ask, end, order } = begun({
      concurrency: 1,
      waiting: 3,
      rest: { times: 1000, atMostMs: 60_000, freeMs: 10_000 },
    });
    ask('a1', 'a2');
    await end('a1');
    expect(order).toEqual(['a1', 'a2']);
  });

  it('is idle when nothing runs or waits', async () => {
    const { ask, end, workload } = begun({ concurrency: 1, waiting: 3 });
    ask('a1', 'a2');
    let idle = false;
    void workload.idle().then(() => (idle = true));
    await end('a1');
    expect(idle).toBe(false);
    await end('a2');
    expect(idle).toBe(true);
    await workload.idle();
  });
});
