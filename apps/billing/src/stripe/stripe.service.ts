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
import { OrdersRepository } from '../orders/orders.repository.js';
import { type Price, PricingService } from '../orders/pricing.service.js';
import { siteAddress } from '../orders/site.js';
import { failureOf, type Session, type SessionParams, StripeClient } from './stripe.client.js';

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

  /** What an amount costs. @throws AppError AMOUNT_BELOW_MINIMUM, AMOUNT_ABOVE_MAXIMUM, AMOUNT_TOO_CHEAP */
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
    if (!this.options.get('StripeApiSecret') || !priceId) throw new AppError('PAYMENT_NOT_CONFIGURED');
    if (!this.stripe.usable) throw new AppError('PAYMENT_START_FAILED');

    const { items, currency } = await this.itemsOf(price, priceId);
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
    });
    return { pay_link: payUrl || (await this.begin(tradeNo, userId, items)) };
  }

  /**
   * The configured price times the units, where that is what was quoted. A group ratio, a discount or a part of a unit makes
   * another sum: that one is asked for in the currency and for the product of the price.
   */
  private async itemsOf(price: Price, priceId: string): Promise<{ items: Items; currency: string }> {
    if (price.plain && /^\d+$/.test(price.units)) {
      return { items: [{ price: priceId, quantity: Number(price.units) }], currency: '' };
    }
    const { currency, product } = await this.startOrRefuse(() => this.stripe.price(priceId));
    const unit_amount = toMinor(price.money, currency);
    return { items: [{ price_data: { currency, product, unit_amount }, quantity: 1 }], currency };
  }

  private async paramsOf(tradeNo: string, userId: number): Promise<SessionParams> {
    const buyer = await this.orders.buyer(userId);
    const site = siteAddress(this.options);
    const payer: SessionParams = buyer.stripe_customer
      ? { customer: buyer.stripe_customer }
      : { customer_creation: 'always', ...(buyer.email ? { customer_email: buyer.email } : {}) };
    return {
      mode: 'payment',
      client_reference_id: tradeNo,
      success_url: `${site}/console/log`,
      cancel_url: `${site}/console/topup`,
      allow_promotion_codes: this.options.get('StripePromotionCodesEnabled'),
      metadata: { trade_no: tradeNo },
      // repeated by Stripe on the charge, so that a refund names its order
      payment_intent_data: { metadata: { trade_no: tradeNo } },
      ...payer,
    };
  }

  private async begin(tradeNo: string, userId: number, line_items: Items): Promise<string> {
    const params = { ...(await this.paramsOf(tradeNo, userId)), line_items };
    let session: Session;
    try {
      session = await this.stripe.createSession(params, tradeNo);
    } catch (error) {
      const refused = failureOf(error) === 'refused';
      if (isTwin(error)) throw new AppError('IDEMPOTENCY_IN_PROGRESS', {}, { retryAfter: 1 });
      await this.orders.notBegun(tradeNo, refused ? 'failed' : 'unknown', `no Checkout session: ${reasonOf(error)}`);
      throw new AppError(refused ? 'PAYMENT_START_FAILED' : 'PAYMENT_START_UNKNOWN', {}, { cause: error });
    }
    const { id, amount_total, currency, url } = session;
    const money = typeof amount_total === 'number' && currency ? fromMinor(amount_total, currency) : null;
    const payUrl = url ?? '';
    await this.orders.begun(tradeNo, { ref: id, money, currency: currency?.toLowerCase() ?? null, payUrl });
    this.log.info('order begun', { orderNo: tradeNo, provider: 'stripe' });
    return payUrl;
  }

  private async startOrRefuse<T>(call: () => Promise<T>): Promise<T> {
    try {
      return await call();
    } catch (error) {
      throw new AppError('PAYMENT_START_FAILED', {}, { cause: error });
    }
  }
}

/** Whether the same request is just being answered by Stripe. */
function isTwin(error: unknown): boolean {
  return (error as { code?: unknown }).code === 'idempotency_key_in_use';
}

/** The provider's word on a failure, without anything of the request. */
function reasonOf(error: unknown): string {
  const { type, code } = error as { type?: unknown; code?: unknown };
  return [type, code].filter((part) => typeof part === 'string').join(' ') || 'no answer';
}
