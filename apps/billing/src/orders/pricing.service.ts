import { Injectable } from '@nestjs/common';
import { AppError } from '@tollgate/contracts';
import { minimumAmount, type PriceRules, quote } from '@tollgate/money';
import { Options } from '@tollgate/options';

/** The price of an amount, its credit and its number of units. */
export interface Price {
  readonly money: string;
  readonly quota: number;
  readonly units: string;
  /** Neither group ratio nor discount changed it. */
  readonly plain: boolean;
}

/** More than this many units at once Stripe is not asked for (New API's bound). */
const MAX_STRIPE_UNITS = 10_000;

/** Prices by the options in force: every question reads them anew, so a changed or removed discount holds at once. */
@Injectable()
export class PricingService {
  constructor(private readonly options: Options) {}

  /**
   * The price of an amount by Epay; with a method also its own minimum.
   * @throws AppError AMOUNT_BELOW_MINIMUM, AMOUNT_ABOVE_MAXIMUM, AMOUNT_TOO_CHEAP
   */
  epay(amount: number, group: string, method?: string): Price {
    const minimum = this.options.get('MinTopUp');
    const own = method === undefined ? 0 : this.getMinimum(method);
    return this.price(amount, group, { price: this.options.get('Price'), minUnits: Math.max(minimum, own) });
  }

  /** The price of an amount by Stripe. @throws as epay */
  stripe(amount: number, group: string): Price {
    const minUnits = this.options.get('StripeMinTopUp');
    const price = this.options.get('StripeUnitPrice');
    return this.price(amount, group, { price, minUnits, maxUnits: MAX_STRIPE_UNITS });
  }

  /** The least amounts, as the client counts. */
  minimums(): { epay: number; stripe: number } {
    const unit = this.unit();
    return {
      epay: minimumAmount(this.options.get('MinTopUp'), unit),
      stripe: minimumAmount(this.options.get('StripeMinTopUp'), unit),
    };
  }

  /** Units that a payment method asks for at least; 0 where it has no bound of its own, or one that is no number. */
  private getMinimum(type: string): number {
    const method = this.options.get('PayMethods').find((m) => m.type === type);
    const units = Number(method?.min_topup ?? 0);
    return Number.isFinite(units) && units > 0 ? units : 0;
  }

  private unit(): Pick<PriceRules, 'quotaPerUnit' | 'tokens'> {
    return {
      quotaPerUnit: this.options.get('QuotaPerUnit'),
      tokens: this.options.get('general_setting.quota_display_type') === 'TOKENS',
    };
  }

  private price(amount: number, group: string, rules: Pick<PriceRules, 'price' | 'minUnits' | 'maxUnits'>): Price {
    const groupRatio = own(this.options.get('TopupGroupRatio'), group);
    const discount = own(this.options.get('payment_setting.amount_discount'), String(amount));
    const got = quote(amount, { ...this.unit(), ...rules, groupRatio, discount });
    if (got.ok) return { ...got, plain: isOne(groupRatio) && isOne(discount) };
    switch (got.problem) {
      case 'below_minimum':
        throw new AppError('AMOUNT_BELOW_MINIMUM', { minimum: got.limit });
      case 'above_maximum':
        throw new AppError('AMOUNT_ABOVE_MAXIMUM', { maximum: got.limit });
      case 'too_cheap':
        throw new AppError('AMOUNT_TOO_CHEAP');
    }
  }
}

/** A map's own entry: names like `constructor` are in no map. */
function own(map: Readonly<Record<string, number>>, key: string): number | undefined {
  return Object.hasOwn(map, key) ? map[key] : undefined;
}

function isOne(ratio: number | undefined): boolean {
  return ratio === undefined || ratio === 0 || ratio === 1;
}
