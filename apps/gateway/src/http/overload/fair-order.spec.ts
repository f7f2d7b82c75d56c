import { describe, expect, it } from '@jest/globals';
import { FairOrder, type Queued } from './fair-order.js';

const TARGET = 100;
const MAX_SHORT = 5;

/** An order with these requests, added at their times. */
function build(...requests: readonly (readonly [owner: string, since: number])[]) {
  const order = new FairOrder<Queued>(TARGET, MAX_SHORT);
  const all = requests.map(([owner, since]) => ({ owner, since }));
  for (const request of all) order.add(request, request.since);
  const takeAll = (now: number) => {
    const taken: string[] = [];
    for (let next = order.take(now); next; next = order.take(now)) taken.push(`${next.owner}${next.since}`);
    return taken;
  };
  return { order, all, takeAll };
}

describe('the order of a short queue', () => {
  it('is first in, first out, with one turn for each owner', () => {
    const { takeAll } = build(['a', 0], ['a', 1], ['a', 2], ['b', 3], ['c', 4]);
    expect(takeAll(10)).toEqual(['a0', 'b3', 'c4', 'a1', 'a2']);
  });
});

describe('the order of a long queue', () => {
  it('has the newest owner first, and every fourth turn the one that has waited longest', () => {
    const { takeAll } = build(['a', 0], ['b', 1], ['c', 200], ['d', 201], ['e', 202], ['f', 203]);
    expect(takeAll(300)).toEqual(['f203', 'e202', 'd201', 'a0', 'c200', 'b1']);
  });
});

describe('a queue with many requests', () => {
  it('is long before its requests have waited for long', () => {
    const { takeAll } = build(['a', 0], ['b', 0], ['c', 0], ['d', 0], ['e', 0], ['f', 0], ['g', 0]);
    expect(takeAll(0).slice(0, 3)).toEqual(['g0', 'f0', 'a0']);
  });
});

describe('removal', () => {
  it('takes a request out of its owner’s turn', () => {
    const { order, all, takeAll } = build(['a', 0], ['a', 1], ['b', 2]);
    expect([order.remove(all[0]!), order.remove(all[0]!), order.size]).toEqual([true, false, 2]);
    expect(takeAll(3)).toEqual(['a1', 'b2']);
  });

  it('forgets an owner without requests', () => {
    const { order, all, takeAll } = build(['a', 0], ['b', 1]);
    order.remove(all[0]!);
    expect(takeAll(3)).toEqual(['b1']);
    expect(order.size).toBe(0);
  });

  it('drops the newest request of the owner that has most, or the arrived one if no owner has more', () => {
    const { order, all } = build(['a', 0], ['a', 1], ['b', 2], ['a', 3], ['b', 4]);
    expect(order.dropFromLongest(all[4]!)).toBe(all[3]);
    expect(order.dropFromLongest(all[4]!)).toBe(all[4]);
  });

  it('finds expired requests, and those beyond equal shares, oldest first', () => {
    const { order, all } = build(['a', 0], ['a', 1], ['a', 2], ['b', 3], ['c', 4]);
    expect(order.expired(1)).toEqual([all[0], all[1]]);
    expect(order.excess(3)).toEqual([all[0], all[1]]);
    expect(order.excess(2)).toEqual([all[0], all[1], all[2]]);
    expect(order.excess(5)).toEqual([]);
  });
});
