import { describe, expect, it } from '@jest/globals';
import { Breaker } from './breaker.js';

describe('the breaker', () => {
  const at = () => {
    const clock = { now: 10_000 };
    return { clock, breaker: new Breaker(() => clock.now) };
  };
  const fail = (breaker: Breaker, times: number) => {
    for (let i = 0; i < times; i += 1) breaker.failed();
  };

  it('opens after five failures in a row, not after five among answers', () => {
    const { breaker } = at();
    fail(breaker, 4);
    breaker.succeeded();
    fail(breaker, 4);
    expect(breaker.wait()).toBe(0);
    fail(breaker, 1);
    expect(breaker.wait()).toBe(1000);
  });

  it('lets one call a second try while it is open, whether or not the last one has come back', () => {
    const { breaker, clock } = at();
    fail(breaker, 5);
    clock.now += 999;
    expect(breaker.wait()).toBe(1);
    clock.now += 1;
    expect(breaker.wait()).toBe(0);
    expect(breaker.wait()).toBe(1000);
    clock.now += 1000;
    expect(breaker.wait()).toBe(0);
    breaker.failed();
    expect(breaker.wait()).toBe(1000);
  });

  it('closes with the first answer', () => {
    const { breaker } = at();
    fail(breaker, 50);
    breaker.succeeded();
    expect(breaker.open).toBe(false);
    expect(breaker.isSeenOpen).toBe(false);
    expect(breaker.wait()).toBe(0);
  });

  it('is seen open while calls fail, and half a minute after the last one no more, though the next is a probe', () => {
    const { breaker, clock } = at();
    fail(breaker, 5);
    clock.now += 29_999;
    expect(breaker.isSeenOpen).toBe(true);
    breaker.failed();
    clock.now += 29_999;
    expect(breaker.isSeenOpen).toBe(true);
    clock.now += 1;
    expect(breaker.isSeenOpen).toBe(false);
    expect(breaker.wait()).toBe(0);
    expect(breaker.wait()).toBe(1000);
    breaker.failed();
    expect(breaker.isSeenOpen).toBe(true);
  });
});
