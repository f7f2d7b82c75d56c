import { describe, expect, it } from '@jest/globals';
import { DEFAULT_QUOTA_DISPLAY, formatQuota, logQuota, type QuotaDisplay } from './quota-text.js';

const as = (type: QuotaDisplay['type'], rest: Partial<QuotaDisplay> = {}) => ({
  ...DEFAULT_QUOTA_DISPLAY,
  ...rest,
  type,
});

describe('quota as text', () => {
  it.each([
    [1_000_000, as('USD'), '＄2.000000 额度'],
    [500_000, as('USD'), '＄1.000000 额度'],
    [500_000, as('CNY'), '¥7.300000 额度'],
    [500_000, as('CUSTOM'), '¤1.000000 额度'],
    [500_000, as('TOKENS'), '500000 点额度'],
    [500_000, as('CUSTOM', { customSymbol: '€', customRate: '0.92' }), '€0.920000 额度'],
    [500_000, as('CUSTOM', { customRate: -3 }), '¤1.000000 额度'],
    [0, as('USD'), '＄0.000000 额度'],
    [-250_000, as('USD'), '＄-0.500000 额度'],
  ])('%d shown by %j is %s', (quota, display, text) => {
    expect(logQuota(quota, display)).toBe(text);
  });

  it('has no unit word where an amount stands alone', () => {
    expect(formatQuota(1_000_000)).toBe('＄2.000000');
    expect(formatQuota(42, as('TOKENS'))).toBe('42');
  });

  it('is exact where a binary float is not', () => {
    expect(formatQuota(Number.MAX_SAFE_INTEGER, as('USD', { quotaPerUnit: 1 }))).toBe('＄9007199254740991.000000');
    expect(formatQuota(Number.MAX_SAFE_INTEGER, as('TOKENS'))).toBe('9007199254740991');
    expect(formatQuota(1, as('USD', { quotaPerUnit: 2_000_000 }))).toBe('＄0.000001');
  });
});
