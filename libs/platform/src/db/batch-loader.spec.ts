import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { BatchLoader } from './batch-loader.js';

/** A loader whose reads end when the test releases them. */
function held() {
  const reads: { keys: readonly string[]; end: () => void }[] = [];
  const loader = new BatchLoader<string, string>(
    (keys) =>
      new Promise((resolve) => {
        reads.push({ keys, end: () => resolve(new Map(keys.map((key) => [key, `row of ${key}`]))) });
      }),
  );
  return { loader, reads, keys: () => reads.map((read) => read.keys.join()) };
}

describe('BatchLoader', () => {
  it('sends what comes while a statement is under way in one statement after it', async () => {
    const { loader, reads, keys } = held();
    const first = loader.load('a');
    await sleep(10);
    const others = [loader.load('b'), loader.load('c')];
    await sleep(50);
    expect(keys()).toEqual(['a']);
    reads[0]?.end();
    expect(await first).toBe('row of a');
    await sleep(10);
    expect(keys()).toEqual(['a', 'b,c']);
    reads[1]?.end();
    expect(await Promise.all(others)).toEqual(['row of b', 'row of c']);
  });

  it('does not keep keys behind a statement that is stuck, and sends one statement after the other behind the next', async () => {
    const { loader, reads, keys } = held();
    const stuck = loader.load('a');
    await sleep(10);
    const passing = loader.load('b');
    await sleep(400);
    expect(keys()).toEqual(['a', 'b']);
    reads[1]?.end();
    expect(await passing).toBe('row of b');
    const after = [loader.load('c')];
    await sleep(10);
    reads[0]?.end();
    expect(await stuck).toBe('row of a');
    after.push(loader.load('d'));
    await sleep(10);
    expect(keys()).toEqual(['a', 'b', 'c']);
    reads[2]?.end();
    await sleep(10);
    reads[3]?.end();
    expect(await Promise.all(after)).toEqual(['row of c', 'row of d']);
  });
});
