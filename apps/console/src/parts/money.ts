import type { SiteStatus } from '../api/queries';
import { useStatus } from '../api/queries';
import { useLanguage } from '../texts/texts';

type Rates = Pick<
  SiteStatus,
  | 'quota_per_unit'
  | 'quota_display_type'
  | 'custom_currency_symbol'
  | 'custom_currency_exchange_rate'
  | 'usd_exchange_rate'
>;

/** Quota as the site shows it: in its currency, or as tokens. */
export function formatQuota(quota: number, rates: Rates, locale: string): string {
  const plain = (value: number, digits: number) =>
    value.toLocaleString(locale, { minimumFractionDigits: digits === 0 ? 0 : 2, maximumFractionDigits: digits });
  const units = quota / rates.quota_per_unit;
  // small amounts keep their significant digits, because a call may cost a thousandth
  const digits = units !== 0 && Math.abs(units) < 0.1 ? 6 : 2;
  const signed = (symbol: string, value: number) => `${value < 0 ? '-' : ''}${symbol}${plain(Math.abs(value), digits)}`;
  switch (rates.quota_display_type) {
    case 'TOKENS':
      return plain(quota, 0);
    case 'CNY':
      return signed('¥', units * rates.usd_exchange_rate);
    case 'CUSTOM':
      return signed(rates.custom_currency_symbol, units * rates.custom_currency_exchange_rate);
    default:
      return signed('$', units);
  }
}

/** Formats quota for the page's language and the site's currency. */
export function useQuotaFormat(): (quota: number) => string {
  const status = useStatus();
  const language = useLanguage();
  return (quota) => formatQuota(quota, status, language === 'zh' ? 'zh-CN' : 'en-US');
}

/** Quota of an amount in the site's currency. */
export function useAmountToQuota(): (amount: number) => number {
  const { quota_per_unit: perUnit, quota_display_type: type, ...rates } = useStatus();
  const rate = type === 'CNY' ? rates.usd_exchange_rate : type === 'CUSTOM' ? rates.custom_currency_exchange_rate : 1;
  return (amount) => Math.round(type === 'TOKENS' ? amount : (amount / rate) * perUnit);
}

/** The name of the unit in which amounts are entered. */
export function useCurrency(): string {
  const { quota_display_type: type, custom_currency_symbol: symbol } = useStatus();
  return type === 'CUSTOM' ? symbol : type === 'CNY' || type === 'TOKENS' ? type : 'USD';
}

/** The amount in the site's currency that some quota is, for fields. */
export function useQuotaToAmount(): (quota: number) => number {
  const { quota_per_unit: perUnit } = useStatus();
  const toQuota = useAmountToQuota();
  const rate = toQuota(1_000_000) / 1_000_000 || perUnit;
  return (quota) => Number((quota / rate).toFixed(6));
}
