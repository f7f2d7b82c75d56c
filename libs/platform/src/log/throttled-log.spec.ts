import { describe, expect, it } from '@jest/globals';
import { ThrottledLog } from './throttled-log.js';

describe('a throttled log', () => {
  it('logs at once, and then once a second with the count of the suppressed lines', () => {
    let now = 0;
    const told: unknown[] = [];
    const seldom = new ThrottledLog(
      (fields) => told.push(fields),
      () => now,
    );
    for (let i = 0; i < 1000; i += 1) {
      seldom.note({ subject: `s${i}` });
      now += 2;
    }
    expect(told).toEqual([
      { subject: 's0', count: 1 },
      { subject: 's500', count: 500 },
    ]);
  });
});
