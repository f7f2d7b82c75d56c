import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fromMinor, sameMoney, toMinor } from './currency.js';

describe('smallest units of a currency', () => {
  it.each([
    ['80.00', 'usd', 8000, '80.00'],
    ['80.00', 'USD', 8000, '80.00'],
    ['80.00', 'jpy', 80, '80.00'],
    ['80.00', 'kwd', 80_000, '80.000'],
    ['0.01', 'cny', 1, '0.01'],
  ])('%s %s', (money, currency, minor, back) => {
    expect(toMinor(money, currency)).toBe(minor);
    expect(fromMinor(minor, currency)).toBe(back);
  });

  it('come back as the same sum', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 10_000_000_000 }),
        fc.constantFrom('usd', 'jpy', 'kwd'),
        (minor, currency) => {
          expect(toMinor(fromMinor(minor, currency), currency)).toBe(minor);
        },
      ),
    );
  });

  it('compares sums, not texts', () => {
    expect(sameMoney('73', '73.00')).toBe(true);
    expect(sameMoney('73.00', '73.01')).toBe(false);
  });
});
