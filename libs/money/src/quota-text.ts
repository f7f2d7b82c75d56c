import { Decimal } from 'decimal.js';

/** How an operator has quota shown (`quota_display_type` and its neighbours). Rates are decimal texts or numbers as stored. */
export interface QuotaDisplay {
  readonly type: 'USD' | 'CNY' | 'CUSTOM' | 'TOKENS';
  /** Quota of one unit (one US dollar). */
  readonly quotaPerUnit: Decimal.Value;
  readonly usdExchangeRate: Decimal.Value;
  readonly customSymbol: string;
  readonly customRate: Decimal.Value;
}

/** The display of a new installation. */
export const DEFAULT_QUOTA_DISPLAY: QuotaDisplay = {
  type: 'USD',
  quotaPerUnit: 500_000,
  usdExchangeRate: '7.3',
  customSymbol: '',
  customRate: 1,
};

/** Wide enough for 2^53 quota at any rate an option may hold. */
const Exact = Decimal.clone({ precision: 60, rounding: Decimal.ROUND_HALF_UP });

function getUnit(display: QuotaDisplay): { symbol: string; rate: Decimal } {
  if (display.type === 'CNY') return { symbol: '¥', rate: new Exact(display.usdExchangeRate) };
  if (display.type === 'CUSTOM') {
    const rate = new Exact(display.customRate);
    return { symbol: display.customSymbol || '¤', rate: rate.gt(0) ? rate : new Exact(1) };
  }
  return { symbol: '＄', rate: new Exact(1) };
}

/** Quota as an amount: `＄2.000000`, `¥14.600000`, `¤2.000000`, or the bare number where quota is shown as tokens. */
export function formatQuota(quota: number, display: QuotaDisplay = DEFAULT_QUOTA_DISPLAY): string {
  if (display.type === 'TOKENS') return new Exact(quota).toFixed(0);
  const { symbol, rate } = getUnit(display);
  return symbol + new Exact(quota).times(rate).div(display.quotaPerUnit).toFixed(6);
}

/** Quota in a sentence, as log lines and messages have it: `＄2.000000 额度`, `500000 点额度`. */
export function logQuota(quota: number, display: QuotaDisplay = DEFAULT_QUOTA_DISPLAY): string {
  return `${formatQuota(quota, display)}${display.type === 'TOKENS' ? ' 点额度' : ' 额度'}`;
}

/** The same sentence in pieces, for a statement that learns the quota itself: prefix, round(quota * rate / unit, decimals), suffix. */
export interface LogQuotaPieces {
  readonly prefix: string;
  readonly rate: string;
  readonly unit: string;
  readonly decimals: 0 | 6;
  readonly suffix: string;
}

/** The parts of the text of `logQuota`, for SQL (`round(quota::numeric * rate / unit, decimals)` rounds half up too). */
export function logQuotaPieces(display: QuotaDisplay): LogQuotaPieces {
  if (display.type === 'TOKENS') return { prefix: '', rate: '1', unit: '1', decimals: 0, suffix: ' 点额度' };
  const { symbol, rate } = getUnit(display);
  return {
    prefix: symbol,
    rate: rate.toFixed(),
    unit: new Exact(display.quotaPerUnit).toFixed(),
    decimals: 6,
    suffix: ' 额度',
  };
}
