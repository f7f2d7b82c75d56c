import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { MAX_QUOTA } from './bounds.js';
import { minimumAmount, type PriceRules, quote, reversedQuota } from './prices.js';

const EPAY: PriceRules = { price: '7.3', quotaPerUnit: '500000', tokens: false, minUnits: 1 };
const STRIPE: PriceRules = { ...EPAY, price: '8', maxUnits: 10_000 };

describe('prices of the reference', () => {
  it('charges amount x price with the defaults', () => {
    expect(quote(10, EPAY)).toEqual({ ok: true, money: '73.00', quota: 5_000_000, units: '10' });
    expect(quote(10, STRIPE)).toMatchObject({ money: '80.00' });
  });

  it('applies the group ratio and the discount of exactly this amount', () => {
    const halved = { groupRatio: 0.5, discount: 0.9 };
    expect(quote(100, { ...EPAY, ...halved })).toMatchObject({ money: '328.50', quota: 50_000_000 });
    expect(quote(100, { ...STRIPE, ...halved })).toMatchObject({ money: '360.00' });
    expect(quote(100, { ...EPAY, discount: 0.9 })).toMatchObject({ money: '657.00' });
  });

  it('takes a ratio or discount of 0 for 1', () => {
    expect(quote(10, { ...EPAY, groupRatio: 0, discount: 0 })).toMatchObject({ money: '73.00' });
  });

  it('gives the documented example', () => {
    const documented = { price: '1', quotaPerUnit: '1000', tokens: true, minUnits: 1 };
    expect(quote(10_000, documented)).toEqual({ ok: true, money: '10.00', quota: 10_000, units: '10' });
    expect(quote(999, documented)).toEqual({ ok: false, problem: 'below_minimum', limit: 1000 });
  });

  it('counts quota in TOKENS mode to the last one, and never truncates what is credited', () => {
    const tokens = { ...EPAY, tokens: true };
    expect(quote(750_000, tokens)).toEqual({ ok: true, money: '10.95', quota: 750_000, units: '1.5' });
    expect(quote(750_000, { ...STRIPE, tokens: true })).toMatchObject({ ok: true, money: '12.00' });
  });

  it('rounds cents half up, and one cent is enough while less is not', () => {
    const cents = { ...EPAY, price: '0.001', minUnits: 1 };
    expect(quote(5, cents)).toMatchObject({ ok: true, money: '0.01' });
    expect(quote(4, cents)).toMatchObject({ ok: false, problem: 'too_cheap' });
    expect(quote(1, { ...EPAY, price: '1.005' })).toMatchObject({ money: '1.01' });
    expect(quote(1, { ...EPAY, price: '2.675' })).toMatchObject({ money: '2.68' });
  });
});

describe('bounds', () => {
  it.each([0, -1, -500_000, Number.MIN_SAFE_INTEGER])('refuses %d as below the minimum', (amount) => {
    expect(quote(amount, EPAY)).toEqual({ ok: false, problem: 'below_minimum', limit: 1 });
  });

  it('refuses what no order may cost or credit, and names the greatest amount that passes', () => {
    for (const amount of [40_000_000_000_000, MAX_QUOTA]) {
      const refused = quote(amount, EPAY);
      expect(refused).toMatchObject({ ok: false, problem: 'above_maximum', limit: 13_698_630 });
    }
    expect(quote(13_698_630, EPAY)).toMatchObject({ ok: true, money: '99999999.00' });
    expect(quote(13_698_631, EPAY)).toMatchObject({ ok: false, problem: 'above_maximum' });
  });

  it('bounds the credit by 2^53-1 where money would allow more', () => {
    const rich = { ...EPAY, price: '0.01', quotaPerUnit: '1000000000000' };
    expect(quote(9007, rich)).toMatchObject({ ok: true, quota: 9_007_000_000_000_000 });
    expect(quote(9008, rich)).toEqual({ ok: false, problem: 'above_maximum', limit: 9007 });
  });

  it('keeps the greatest number of units, in TOKENS mode as quota', () => {
    expect(quote(10_001, STRIPE)).toEqual({ ok: false, problem: 'above_maximum', limit: 10_000 });
    expect(quote(5_000_000_001, { ...STRIPE, tokens: true })).toMatchObject({ limit: 5_000_000_000 });
  });

  it('never credits nothing', () => {
    expect(quote(1, { ...EPAY, quotaPerUnit: '0.5' })).toMatchObject({ ok: false, problem: 'too_cheap' });
    expect(quote(3, { ...EPAY, quotaPerUnit: '0.5' })).toMatchObject({ ok: true, quota: 1 });
  });

  it('rounds a minimum in quota up', () => {
    expect(minimumAmount('1', { quotaPerUnit: '0.5', tokens: true })).toBe(1);
    expect(minimumAmount(50, { quotaPerUnit: '500000', tokens: true })).toBe(25_000_000);
  });
});

/** A decimal of `places` places as text and as the whole number of its smallest unit. */
const decimal = (max: number, places: number) =>
  fc.integer({ min: 1, max }).map((n) => {
    const digits = String(n).padStart(places + 1, '0');
    return { n: BigInt(n), text: `${digits.slice(0, -places)}.${digits.slice(-places)}` };
  });

describe('properties', () => {
  it('agrees with whole-number arithmetic for every price, ratio and discount', () => {
    const cases = fc.record({
      amount: fc.integer({ min: 1, max: 1_000_000 }),
      price: decimal(1_000_000, 4),
      ratio: decimal(300, 2),
      discount: decimal(1000, 3),
      perUnit: fc.integer({ min: 1, max: 1_000_000 }),
      tokens: fc.boolean(),
    });
    const check = ({
      amount,
      price,
      ratio,
      discount,
      perUnit,
      tokens,
    }: typeof cases extends fc.Arbitrary<infer T> ? T : never) => {
      const rules = {
        price: price.text,
        groupRatio: ratio.text,
        discount: discount.text,
        quotaPerUnit: perUnit,
        tokens,
      };
      const got = quote(amount, { ...rules, minUnits: 0 });
      // money x 10^9 / divisor, to cents: add half a cent and cut
      const scaled = BigInt(amount) * price.n * ratio.n * discount.n;
      const cent = 10n ** 7n * (tokens ? BigInt(perUnit) : 1n);
      const cents = (2n * scaled + cent) / (2n * cent);
      if (!got.ok)
        return got.problem === 'too_cheap' ? cents < 1n : cents > 10_000_000_000n || amount * perUnit > MAX_QUOTA;
      expect(BigInt(got.money.replace('.', ''))).toBe(cents);
      expect(got.quota).toBe(tokens ? amount : amount * perUnit);
      return true;
    };
    fc.assert(fc.property(cases, check), { numRuns: 5000 });
  });

  it('gives no order that breaks a bound, for any amount', () => {
    const anyAmount = fc.integer({ min: Number.MIN_SAFE_INTEGER, max: MAX_QUOTA });
    fc.assert(
      fc.property(anyAmount, decimal(1_000_000_000, 6), fc.boolean(), (amount, price, tokens) => {
        const got = quote(amount, { ...EPAY, price: price.text, tokens });
        if (!got.ok) return Number.isSafeInteger(got.limit);
        return got.quota >= 1 && got.quota <= MAX_QUOTA && /^\d{1,9}\.\d\d$/.test(got.money);
      }),
      { numRuns: 5000 },
    );
  });

  it('takes back in proportion, all for all, and the same in any order of the parts', () => {
    const cases = fc.tuple(fc.integer({ min: 1, max: MAX_QUOTA }), fc.integer({ min: 1, max: 10_000_000 }));
    fc.assert(
      fc.property(cases, fc.double({ min: 0, max: 1, noNaN: true }), ([quota, cents], part) => {
        const back = Math.floor(cents * part);
        const taken = reversedQuota(quota, cents / 100, back / 100);
        expect(taken).toBe(back >= cents ? quota : Number((BigInt(quota) * BigInt(back)) / BigInt(cents)));
      }),
    );
    expect(reversedQuota(5_000_000, '73.00', '73.01')).toBe(5_000_000);
    expect(reversedQuota(5_000_000, '73.00', '-1')).toBe(0);
  });
});
