import type { Options } from './options.js';

/** How quota is shown now, as libs/money takes it. */
export function quotaDisplay(options: Pick<Options, 'get'>) {
  return {
    type: options.get('general_setting.quota_display_type'),
    quotaPerUnit: options.get('QuotaPerUnit'),
    usdExchangeRate: options.get('USDExchangeRate'),
    customSymbol: options.get('general_setting.custom_currency_symbol'),
    customRate: options.get('general_setting.custom_currency_exchange_rate'),
  };
}
