import { Injectable } from '@nestjs/common';
import type { PayMethodView, TopUpInfo } from '@tollgate/contracts/billing/orders';
import { Options, type PayMethod } from '@tollgate/options';
import { getEpayAddresses } from '../epay/addresses.js';
import { getMerchants } from '../epay/merchants.js';
import { webhookSecrets } from '../settlements/webhook-secrets.js';
import { PricingService } from './pricing.service.js';

const STRIPE_COLOR = 'rgba(var(--semi-purple-5), 1)';

/** The offers of the top-up page, by the options in force. */
@Injectable()
export class TopUpInfoService {
  constructor(
    private readonly options: Options,
    private readonly pricing: PricingService,
  ) {}

  info(): TopUpInfo {
    const minimums = this.pricing.minimums();
    const stripe = this.offersStripe();
    return {
      enable_online_topup: this.offersEpay(),
      enable_stripe_topup: stripe,
      enable_creem_topup: this.offersCreem(),
      creem_products: this.options.text('CreemProducts'),
      pay_methods: this.methods(stripe),
      min_topup: minimums.epay,
      stripe_min_topup: minimums.stripe,
      amount_options: [...this.options.get('payment_setting.amount_options')],
      discount: { ...this.options.get('payment_setting.amount_discount') },
      enable_redemption: true,
      topup_link: this.options.get('TopUpLink'),
      payment_compliance_confirmed: this.options.get('payment_setting.compliance_confirmed'),
      payment_compliance_terms_version: this.options.get('payment_setting.compliance_terms_version'),
      ...this.waffo(),
    };
  }

  /** Waffo is not a way to pay here: off, in the form that clients of 2026 read. */
  private waffo() {
    return {
      enable_waffo_topup: false,
      waffo_pay_methods: null,
      waffo_min_topup: this.options.get('WaffoMinTopUp'),
      enable_waffo_pancake_topup: false,
      waffo_pancake_min_topup: this.options.get('WaffoPancakeMinTopUp'),
    };
  }

  /** Whether everything is set that an Epay purchase needs. */
  offersEpay(): boolean {
    return getEpayAddresses(this.options).submit !== '' && getMerchants(this.options).length > 0;
  }

  private offersStripe(): boolean {
    const { options } = this;
    const closed = webhookSecrets(options.get('StripeWebhookSecret')).length === 0;
    return options.get('StripeApiSecret') !== '' && !closed && options.get('StripePriceId') !== '';
  }

  private offersCreem(): boolean {
    return this.options.get('CreemApiKey') !== '' && this.options.get('CreemProducts').length > 0;
  }

  private methods(stripe: boolean): PayMethodView[] {
    const methods = this.options.get('PayMethods').map(toMethodView);
    if (!stripe || methods.some(({ type }) => type === 'stripe')) return methods;
    const min_topup = String(this.options.get('StripeMinTopUp'));
    return [...methods, { name: 'Stripe', type: 'stripe', color: STRIPE_COLOR, min_topup }];
  }
}

/** As the client reads it; a stored minimum may be a number. */
function toMethodView({ name, type, color, icon, min_topup }: PayMethod): PayMethodView {
  return {
    name,
    type,
    ...(color ? { color } : {}),
    ...(icon ? { icon } : {}),
    ...(min_topup ? { min_topup: String(min_topup) } : {}),
  };
}
