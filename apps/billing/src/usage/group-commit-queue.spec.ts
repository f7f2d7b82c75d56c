import { describe, expect, it, jest } from '@jest/globals';
import { GroupCommitQueue } from './group-commit-queue.js';

const later = () => Date.now() + 1000;
const options = { batch: 3, waiting: 5, isRetryable: (error: unknown) => (error as Error).message === 'isRetryable' };

describe('GroupCommitQueue', () => {
  it('sends concurrent items in batches, one after the other, and returns each item its own result', async () => {
    let inFlight = 0;
    const run = jest.fn(async (items: readonly number[]) => {
      expect((inFlight += 1)).toBe(1);
      await new Promise((resolve) => setTimeout(resolve, 5));
      inFlight -= 1;
      return items.map((item) => item * 10);
    });
    const lane = new GroupCommitQueue(run, options);
    const results = await Promise.all([1, 2, 3, 4, 5].map((item) => lane.add(item, later())));
    expect(results).toEqual([10, 20, 30, 40, 50]);
    expect(run.mock.calls.map(([items]) => items)).toEqual([
      [1, 2, 3],
      [4, 5],
    ]);
  });

  it('retries a batch item by item if it was undone as a whole, and does not retry other failures', async () => {
    const run = jest.fn(async (items: readonly string[]) => {
      if (items.includes('gone')) throw new Error('lost');
      if (items.length > 1 && items.includes('bad')) throw new Error('isRetryable');
      if (items.includes('bad')) throw new Error('bad alone');
      return items;
    });
    const lane = new GroupCommitQueue(run, options);
    const outcome = await Promise.allSettled(['a', 'bad', 'b'].map((item) => lane.add(item, later())));
    expect(outcome.map((one) => (one.status === 'fulfilled' ? one.value : (one.reason as Error).message))).toEqual([
      'a',
      'bad alone',
      'b',
    ]);
    run.mockClear();
    await expect(Promise.all(['c', 'gone'].map((item) => lane.add(item, later())))).rejects.toThrow('lost');
    expect(run).toHaveBeenCalledTimes(1);
  });

  it('refuses items beyond the limit immediately, and does not send items whose deadline passed', async () => {
    const run = jest.fn(async (items: readonly number[]) => items);
    const lane = new GroupCommitQueue(run, options);
    const late = lane.add(0, Date.now() - 1);
    const waiting = [1, 2, 3, 4].map((item) => lane.add(item, later()));
    await expect(lane.add(5, later())).rejects.toMatchObject({ code: 'OVERLOADED' });
    await expect(late).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await Promise.all(waiting);
    expect(run.mock.calls.flatMap(([items]) => items)).toEqual([1, 2, 3, 4]);
    await lane.idle();
    expect(await lane.add(6, later())).toBe(6);
  });
});
