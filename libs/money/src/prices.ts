import { MAX_MONEY, MAX_QUOTA, MIN_MONEY } from './bounds.js';
import { Decimal, type DecimalText } from './decimal.js';

/** The rules that decide the price of an amount. They are read for each request and never cached. */
export interface PriceRules {
  /** Money for one unit. */
  readonly price: DecimalText;
  readonly quotaPerUnit: DecimalText;
  /** Amounts are counted in quota, not in units (`quota_display_type` TOKENS). */
  readonly tokens: boolean;
  /** Of the user's group; 0 or missing: 1. */
  readonly groupRatio?: DecimalText;
  /** For exactly this amount; 0 or missing: 1. */
  readonly discount?: DecimalText;
  /** Least and greatest number of units. */
  readonly minUnits: DecimalText;
  readonly maxUnits?: DecimalText;
}

/** The cost and the credit of an order, or the reason if it cannot be made; `limit` is an amount as the client counts. */
export type Quote =
  | { readonly ok: true; readonly money: string; readonly quota: number; readonly units: string }
  | { readonly ok: false; readonly problem: 'below_minimum' | 'above_maximum' | 'too_cheap'; readonly limit: number };

/**
 * Prices an amount: units x price x group ratio x discount, rounded to cents half up, once and last. The credit is the
 * amount's quota, rounded down, and does not depend on ratio or discount. `amount` is a whole number, of any sign.
 */
export function quote(amount: number, rules: PriceRules): Quote {
  const perUnit = new Decimal(rules.quotaPerUnit);
  const minimum = minimumAmount(rules.minUnits, rules);
  if (amount < minimum) return { ok: false, problem: 'below_minimum', limit: minimum };

  const factor = new Decimal(rules.price).mul(orOne(rules.groupRatio)).mul(orOne(rules.discount));
  const exact = new Decimal(amount).mul(factor);
  const money = (rules.tokens ? exact.div(perUnit) : exact).toDecimalPlaces(2, Decimal.ROUND_HALF_UP);
  const quota = (rules.tokens ? new Decimal(amount) : perUnit.mul(amount)).floor();
  const units = rules.tokens ? new Decimal(amount).div(perUnit) : new Decimal(amount);

  const tooMany = rules.maxUnits !== undefined && units.gt(rules.maxUnits);
  if (tooMany || money.gt(MAX_MONEY) || quota.gt(MAX_QUOTA)) {
    return { ok: false, problem: 'above_maximum', limit: maximumAmount(factor, rules) };
  }
  if (money.lt(MIN_MONEY) || quota.lt(1)) return { ok: false, problem: 'too_cheap', limit: minimum };
  return { ok: true, money: money.toFixed(2), quota: quota.toNumber(), units: units.toString() };
}

/** A least number of units as an amount: in TOKENS mode its quota, rounded up. */
export function minimumAmount(units: DecimalText, rules: Pick<PriceRules, 'quotaPerUnit' | 'tokens'>): number {
  const exact = rules.tokens ? new Decimal(units).mul(rules.quotaPerUnit) : new Decimal(units);
  return Decimal.min(exact.ceil(), MAX_QUOTA).toNumber();
}

/** The greatest amount that no bound refuses. */
function maximumAmount(factor: Decimal, rules: PriceRules): number {
  const perUnit = new Decimal(rules.quotaPerUnit);
  const one = rules.tokens ? perUnit : new Decimal(1);
  const bounds = [rules.tokens ? new Decimal(MAX_QUOTA) : new Decimal(MAX_QUOTA).div(perUnit)];
  if (factor.gt(0)) bounds.push(new Decimal(MAX_MONEY).div(factor).mul(one));
  if (rules.maxUnits !== undefined) bounds.push(new Decimal(rules.maxUnits).mul(one));
  return Decimal.min(...bounds)
    .floor()
    .toNumber();
}

function orOne(ratio: DecimalText | undefined): Decimal {
  const value = new Decimal(ratio ?? 1);
  return value.gt(0) ? value : new Decimal(1);
}

/**
 * How much of an order's quota is to be taken back when `reversed` of its `money` went back to the payer: in proportion,
 * rounded down; all of it once all the money went back. Depends on the total only, so parts add up in any order.
 */
export function reversedQuota(quota: number, money: DecimalText, reversed: DecimalText): number {
  const total = new Decimal(money);
  const back = new Decimal(reversed);
  if (back.lte(0)) return 0;
  if (back.gte(total)) return quota;
  return new Decimal(quota).mul(back).div(total).floor().toNumber();
}

/**
 * How much of an order's money went back: refunds and disputes, at most all of it. The refund that an administrator entered and
 * the one that the provider reported are the same money, so the greater one counts.
 */
export function reversedMoney(
  money: DecimalText,
  said: { refund: DecimalText; admin: DecimalText; dispute: DecimalText },
): string {
  const refunds = Decimal.max(said.refund, said.admin);
  return Decimal.min(refunds.add(said.dispute), money).toFixed(3);
}

/** The difference of two sums of money, with two decimals. */
export function subtractMoney(money: DecimalText, less: DecimalText): string {
  return new Decimal(money).sub(less).toFixed(2);
}

/** The cost and the credit of a fixed product, or undefined if its configuration cannot be sold. */
export function productPrice(product: {
  readonly price: unknown;
  readonly quota: unknown;
  readonly currency: unknown;
}): { money: string; quota: number } | undefined {
  const { price, quota, currency } = product;
  if (typeof price !== 'number' || !Number.isFinite(price) || typeof currency !== 'string') return undefined;
  if (typeof quota !== 'number' || !Number.isSafeInteger(quota) || quota < 1) return undefined;
  const money = new Decimal(price).toDecimalPlaces(2, Decimal.ROUND_HALF_UP);
  return money.lt(MIN_MONEY) || money.gt(MAX_MONEY) ? undefined : { money: money.toFixed(2), quota };
}
