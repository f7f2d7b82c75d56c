import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, jest } from '@jest/globals';
import type { Tx } from '../db/index.js';
import { Metrics, type Sample } from './index.js';

const GAUGES = [
  { name: 'tests_orders', help: 'x', labels: ['provider'] },
  { name: 'tests_age', help: 'x', labels: ['provider'] },
] as const;
const SAMPLES: readonly Sample[] = [
  { gauge: 'tests_orders', labels: { provider: 'a' }, value: 3 },
  { gauge: 'tests_age', labels: { provider: 'a' }, value: 7 },
];

function shown(read: () => Promise<readonly Sample[]>) {
  const metrics = new Metrics();
  const statements: string[] = [];
  const tx = { query: async (text: string) => void statements.push(text) } as unknown as Tx;
  metrics.watchReading('billing', { name: 'orders', gauges: GAUGES, read }, { run: (work) => work(tx) });
  const scrape = async () =>
    (await metrics.text()).split('\n').filter((line) => /^(tests_|tollgate_reading)/.test(line));
  return { scrape, statements };
}

describe('gauges from the database', () => {
  it('are read once for all of them, within a second, and again only after a while', async () => {
    const read = jest.fn(async () => SAMPLES);
    const { scrape, statements } = shown(read);
    const expected = [
      'tests_age{service="billing",provider="a"} 7',
      'tests_orders{service="billing",provider="a"} 3',
      'tollgate_reading_up{service="billing",reading="orders"} 1',
    ];
    expect((await scrape()).sort()).toEqual(expected);
    expect((await scrape()).sort()).toEqual(expected);
    expect(read).toHaveBeenCalledTimes(1);
    expect(statements).toEqual(['SET LOCAL statement_timeout = 1000']);
    const now = performance.now();
    const clock = jest.spyOn(performance, 'now').mockReturnValue(now + 11_000);
    await scrape();
    clock.mockRestore();
    expect(read).toHaveBeenCalledTimes(2);
  });

  it('are left out while they cannot be read, and that shows', async () => {
    const { scrape } = shown(() => Promise.reject(new Error('the database is away')));
    expect(await scrape()).toEqual(['tollgate_reading_up{service="billing",reading="orders"} 0']);
  });

  it('do not hold up a scrape: a late answer is for the next one', async () => {
    let answer: (samples: readonly Sample[]) => void = () => undefined;
    const { scrape } = shown(() => new Promise((resolve) => (answer = resolve)));
    const started = performance.now();
    expect(await scrape()).toEqual(['tollgate_reading_up{service="billing",reading="orders"} 0']);
    expect(performance.now() - started).toBeLessThan(1000);
    answer(SAMPLES);
    await sleep(0);
    expect(await scrape()).toHaveLength(3);
  });
});
