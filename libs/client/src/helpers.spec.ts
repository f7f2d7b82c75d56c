import { describe, expect, it } from '@jest/globals';
import { readItems, TollgateError, withRetries } from './index.js';

const refuse = (status: number, code: string, headers: Record<string, string> = {}) =>
  new TollgateError(new Response(null, { status, headers }), { code: code as 'OVERLOADED' });

/** A call that fails with each error in order, then returns the keys that it got. */
function failing(...errors: Error[]) {
  const keys: string[] = [];
  const call = (key: string) => {
    keys.push(key);
    const error = errors.shift();
    return error ? Promise.reject(error) : Promise.resolve(keys);
  };
  return { keys, call };
}

describe('withRetries', () => {
  it('repeats with the same key after a network error, an overload and a call that still runs', async () => {
    const errors = [new TypeError('fetch failed'), refuse(503, 'OVERLOADED'), refuse(409, 'IDEMPOTENCY_IN_PROGRESS')];
    const keys = await withRetries(failing(...errors).call, { waitMs: 1 });
    expect(keys).toHaveLength(4);
    expect(new Set(keys).size).toBe(1);
  });

  it('waits as long as the server reports', async () => {
    const begin = performance.now();
    await withRetries(failing(refuse(429, 'RATE_LIMITED', { 'retry-after': '1' })).call, { waitMs: 1 });
    expect(performance.now() - begin).toBeGreaterThan(950);
  });

  it.each([
    ['an invalid code', refuse(422, 'REDEMPTION_INVALID')],
    ['a key of another request', refuse(409, 'IDEMPOTENCY_KEY_REUSED')],
    ['a defect of the caller', new RangeError('a defect')],
  ])('does not repeat after %s', async (_, error) => {
    const { keys, call } = failing(error);
    await expect(withRetries(call, { waitMs: 1 })).rejects.toBe(error);
    expect(keys).toHaveLength(1);
  });

  it('rejects after the last attempt, and when its signal ends the wait', async () => {
    const last = refuse(503, 'UNAVAILABLE');
    await expect(withRetries(() => Promise.reject(last), { attempts: 2, waitMs: 1 })).rejects.toBe(last);
    const signal = AbortSignal.timeout(10);
    const ended = withRetries(() => Promise.reject(last), { waitMs: 60_000, signal });
    await expect(ended).rejects.toMatchObject({ name: 'TimeoutError' });
  });
});

describe('readItems', () => {
  function pages(sizes: number[]) {
    const requested: number[] = [];
    const read = (page: number) => {
      requested.push(page);
      const items = Array.from({ length: sizes[page - 1] ?? 0 }, (_, i) => page * 10 + i);
      return Promise.resolve({ data: { items, page_size: 2 } });
    };
    return { requested, read };
  }

  it.each([
    [[2, 2, 1], 5, 3],
    [[2, 2], 4, 3],
    [[], 0, 1],
  ])('reads pages of %j as %i items in %i requests', async (sizes, total, requests) => {
    const { requested, read } = pages(sizes);
    const all: number[] = [];
    for await (const item of readItems(read)) all.push(item);
    expect([all.length, requested.length]).toEqual([total, requests]);
  });

  it('requests no further page when the loop ends early', async () => {
    const { requested, read } = pages([2, 2, 2]);
    for await (const item of readItems(read)) if (item === 11) break;
    expect(requested).toEqual([1]);
  });
});
