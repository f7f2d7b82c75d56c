import { Decimal, type DecimalText } from './decimal.js';

/** Currencies whose amounts Stripe counts whole, and in thousandths (docs.stripe.com/currencies, retrieved for API 2026-10-28). */
const WHOLE = new Set('bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf'.split(' '));
const THOUSANDTHS = new Set('bhd jod kwd omr tnd'.split(' '));

function getDecimals(currency: string): number {
  const code = currency.toLowerCase();
  if (WHOLE.has(code)) return 0;
  return THOUSANDTHS.has(code) ? 3 : 2;
}

/** Money in the smallest unit of its currency, rounded half up: "10.00" usd is 1000, "10.00" jpy is 10. */
export function toMinor(money: DecimalText, currency: string): number {
  return new Decimal(money)
    .mul(new Decimal(10).pow(getDecimals(currency)))
    .toDecimalPlaces(0)
    .toNumber();
}

/** Money of a number of smallest units, with two decimals or as many as the currency has: 1000 usd is "10.00". */
export function fromMinor(minor: number, currency: string): string {
  const decimals = getDecimals(currency);
  return new Decimal(minor).div(new Decimal(10).pow(decimals)).toFixed(Math.max(2, decimals));
}

/** Whether two texts are the same sum: "10" and "10.00" are. */
export function sameMoney(a: DecimalText, b: DecimalText): boolean {
  return new Decimal(a).eq(b);
}
