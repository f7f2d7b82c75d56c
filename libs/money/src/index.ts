export { MAX_MONEY, MAX_QUOTA, MIN_MONEY } from './bounds.js';
export { fromMinor, sameMoney, toMinor } from './currency.js';
export type { DecimalText } from './decimal.js';
export {
  minimumAmount,
  type PriceRules,
  productPrice,
  type Quote,
  quote,
  reversedMoney,
  reversedQuota,
  subtractMoney,
} from './prices.js';
export {
  DEFAULT_QUOTA_DISPLAY,
  formatQuota,
  logQuota,
  logQuotaPieces,
  type LogQuotaPieces,
  type QuotaDisplay,
} from './quota-text.js';
