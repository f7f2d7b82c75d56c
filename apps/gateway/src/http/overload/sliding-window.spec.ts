import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { SlidingWindow } from './sliding-window.js';

describe('SlidingWindow', () => {
  it('counts up to its limit, returns the seconds to wait, and drops old events', () => {
    const window = new SlidingWindow(2, 10);
    expect([window.take('a', 0), window.take('a', 4000)]).toEqual([0, 0]);
    expect(window.take('a', 5000)).toBe(5);
    expect(window.take('b', 5000)).toBe(0);
    expect(window.take('a', 9999)).toBeCloseTo(0.001);
    expect(window.take('a', 10_000)).toBe(0);
    expect(window.take('a', 10_001)).toBeCloseTo(3.999);
  });

  it('counts events of other replicas', () => {
    const window = new SlidingWindow(5, 10);
    window.add('a', 4, 0);
    expect(window.take('a', 1000)).toBe(0);
    expect(window.take('a', 2000)).toBe(8);
    window.add('a', 9, 3000);
    expect(window.take('a', 10_001)).toBeCloseTo(2.999);
  });

  it('holds at most its number of keys', () => {
    const window = new SlidingWindow(1, 10, 3);
    for (const key of ['a', 'b', 'c', 'd']) window.take(key, 0);
    expect(window.size).toBe(3);
    window.sweep(10_001);
    expect(window.size).toBe(0);
  });

  it('never counts more than its limit in any window', () => {
    const gaps = fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 300 });
    fc.assert(
      fc.property(gaps, fc.integer({ min: 1, max: 10 }), (steps, count) => {
        const window = new SlidingWindow(count, 1);
        let now = 0;
        const passed: number[] = [];
        for (const step of steps) {
          now += step;
          const inside = passed.filter((at) => at > now - 1000).length;
          const wait = window.take('k', now);
          expect(wait === 0).toBe(inside < count);
          if (wait === 0) passed.push(now);
        }
      }),
    );
  });
});
