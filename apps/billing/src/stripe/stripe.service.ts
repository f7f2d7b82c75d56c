import { Injectable } from '@nestjs/common';
import { AppError, type Identity } from '@tollgate/contracts';
import type { AmountReply, AmountRequest } from '@tollgate/contracts/billing/orders';
import { type StripePayReply, type StripePayRequest, stripeRpc } from '@tollgate/contracts/billing/stripe';
import { fromMinor, logQuota, toMinor } from '@tollgate/money';
import { Log } from '@tollgate/platform/log';
import { Options, quotaDisplay } from '@tollgate/options';
import type { RequestContext } from '@tollgate/platform/rpc';
import { OrderDrafts } from '../orders/order-drafts.js';
import { referenceNumber } from '../orders/order-number.js';
import { type Buyer, OrdersRepository } from '../orders/orders.repository.js';
import { type Price, PricingService } from '../orders/pricing.service.js';
import { siteAddress } from '../orders/site.js';
import { getCallFailure, type Session, type SessionParams, StripeClient } from './stripe.client.js';

type Items = NonNullable<SessionParams['line_items']>;

/** Purchases by Stripe Checkout. */
@Injectable()
export class StripeService {
  constructor(
    private readonly options: Options,
    private readonly pricing: PricingService,
    private readonly orders: OrdersRepository,
    private readonly drafts: OrderDrafts,
    private readonly stripe: StripeClient,
    private readonly log: Log,
  ) {}

  /** The price of an amount. @throws AppError AMOUNT_BELOW_MINIMUM, AMOUNT_ABOVE_MAXIMUM, AMOUNT_TOO_CHEAP */
  amount({ amount }: AmountRequest, { group }: Identity): AmountReply {
    return { money: this.pricing.stripe(amount, group).money };
  }

  /**
   * Makes an order and then, outside any transaction, its Checkout session, under the order's number as idempotency key. An
   * order whose session was refused has failed; one without an answer is unknown, and the janitor finds out.
   * @throws AppError as amount, PAYMENT_CHANNEL_UNSUPPORTED, PAYMENT_NOT_CONFIGURED, PAYMENT_START_FAILED, PAYMENT_START_UNKNOWN
   */
  async pay(request: StripePayRequest, context: RequestContext<Identity>): Promise<StripePayReply> {
    const { amount, payment_method } = request;
    const { userId, group } = context.identity;
    if (payment_method !== 'stripe') throw new AppError('PAYMENT_CHANNEL_UNSUPPORTED');
    const price = this.pricing.stripe(amount, group);
    const priceId = this.options.get('StripePriceId');
    if (!priceId) throw new AppError('PAYMENT_NOT_CONFIGURED');
    this.requireConfigured();

    const { items, currency } = await this.buildItems(price, priceId);
    const { tradeNo, payUrl } = await this.drafts.draft(context, stripeRpc.pay, request, {
      tradeNo: referenceNumber('stripe', userId, Date.now()),
      userId,
      provider: 'stripe',
      method: 'stripe',
      amount,
      creditQuota: price.quota,
      money: price.money,
      currency,
      quotaText: logQuota(price.quota, quotaDisplay(this.options)),
      product: '',
      allowsPromotions: this.options.get('StripePromotionCodesEnabled'),
      allowsTax: this.options.get('StripeAutomaticTax'),
    });
    return { pay_link: payUrl || (await this.begin(tradeNo, userId, items)) };
  }

  /** @throws AppError PAYMENT_NOT_CONFIGURED, PAYMENT_START_FAILED unless Stripe can be asked */
  requireConfigured(): void {
    if (!this.options.get('StripeApiSecret')) throw new AppError('PAYMENT_NOT_CONFIGURED');
    if (!this.stripe.usable) throw new AppError('PAYMENT_START_FAILED');
  }

  /**
   * The configured price times the units, where that is what was quoted. A group ratio, a discount or a part of a unit makes
   * another sum: that one is asked for in the currency and for the product of the price.
   */
  private async buildItems(price: Price, priceId: string): Promise<{ items: Items; currency: string }> {
    if (price.plain && /^\d+$/.test(price.units)) {
      return { items: [{ price: priceId, quantity: Number(price.units) }], currency: '' };
    }
    const { currency, product } = await this.startOrRefuse(() => this.stripe.price(priceId));
    const unit_amount = toMinor(price.money, currency);
    return { items: [{ price_data: { currency, product, unit_amount }, quantity: 1 }], currency };
  }

  /** The conditions of the order decide, not the options of the moment, because a repeated request must send the same parameters. */
  private async buildParams(tradeNo: string, buyer: Buyer): Promise<SessionParams> {
    const { allows_promotions, allows_tax } = await this.orders.draft(tradeNo);
    const site = siteAddress(this.options);
    const payer: SessionParams = buyer.stripe_customer
      ? { customer: buyer.stripe_customer, ...(allows_tax ? { customer_update: { address: 'auto' } } : {}) }
      : { customer_creation: 'always', ...(buyer.email ? { customer_email: buyer.email } : {}) };
    return {
      mode: 'payment',
      client_reference_id: tradeNo,
      success_url: `${site}/console/log`,
      cancel_url: `${site}/console/topup`,
      allow_promotion_codes: allows_promotions ?? false,
      ...(allows_tax ? { automatic_tax: { enabled: true } } : {}),
      metadata: { trade_no: tradeNo },
      // repeated by Stripe on the charge, so that a refund names its order
      payment_intent_data: { metadata: { trade_no: tradeNo } },
      ...payer,
    };
  }

  /**
   * Makes the Checkout session of an order that is committed and returns its page.
   * @throws AppError IDEMPOTENCY_IN_PROGRESS, PAYMENT_START_FAILED, PAYMENT_START_UNKNOWN
   */
  async begin(tradeNo: string, userId: number, line_items: Items): Promise<string> {
    const buyer = await this.orders.buyer(userId);
    let session: Session;
    try {
      session = await this.createSession(tradeNo, userId, buyer, line_items);
    } catch (error) {
      const refused = getCallFailure(error) === 'refused';
      if (isTwin(error)) throw new AppError('IDEMPOTENCY_IN_PROGRESS', {}, { retryAfter: 1 });
      const reason = `no Checkout session: ${getFailureReason(error)}`;
      await this.orders.notBegun(tradeNo, refused ? 'failed' : 'unknown', reason);
      throw new AppError(refused ? 'PAYMENT_START_FAILED' : 'PAYMENT_START_UNKNOWN', {}, { cause: error });
    }
    const { id, amount_subtotal, amount_total, currency, url } = session;
    // the subtotal, because tax may be added before the page is shown
    const sum = amount_subtotal ?? amount_total;
    const money = typeof sum === 'number' && currency ? fromMinor(sum, currency) : null;
    const payUrl = url ?? '';
    await this.orders.begun(tradeNo, { ref: id, money, currency: currency?.toLowerCase() ?? null, payUrl });
    this.log.info('order begun', { orderNo: tradeNo, provider: 'stripe' });
    return payUrl;
  }

  /**
   * Makes the session under the order's number as idempotency key. If Stripe does not know the stored customer (it was deleted, or is
   * of the other mode or account), the customer is forgotten and one more attempt is made without it, under a key of its own.
   */
  private async createSession(tradeNo: string, userId: number, buyer: Buyer, line_items: Items): Promise<Session> {
    const params = await this.buildParams(tradeNo, buyer);
    try {
      return await this.stripe.createSession({ ...params, line_items }, tradeNo);
    } catch (error) {
      const repeated = buyer.stripe_customer === '' && isOtherRequest(error);
      if (!isLostCustomer(error) && !repeated) throw error;
      await this.orders.forgetCustomer(userId, buyer.stripe_customer);
      const without = await this.buildParams(tradeNo, { ...buyer, stripe_customer: '' });
      return this.stripe.createSession({ ...without, line_items }, `${tradeNo}:without-customer`);
    }
  }

  private async startOrRefuse<T>(call: () => Promise<T>): Promise<T> {
    try {
      return await call();
    } catch (error) {
      throw new AppError('PAYMENT_START_FAILED', {}, { cause: error });
    }
  }
}

/** Whether Stripe does not know the customer. */
function isLostCustomer(error: unknown): boolean {
  const { code, param } = error as { code?: unknown; param?: unknown };
  return code === 'resource_missing' && param === 'customer';
}

/** Whether the idempotency key was used with other parameters: by an attempt with a customer that was forgotten since. */
function isOtherRequest(error: unknown): boolean {
  return (error as { type?: unknown }).type === 'StripeIdempotencyError';
}

/** Whether the same request is just being answered by Stripe. */
function isTwin(error: unknown): boolean {
  return (error as { code?: unknown }).code === 'idempotency_key_in_use';
}

/** The provider's word on a failure, without anything of the request. */
function getFailureReason(error: unknown): string {
  const { type, code } = error as { type?: unknown; code?: unknown };
  return [type, code].filter((part) => typeof part === 'string').join(' ') || 'no answer';
}
