import { Injectable } from '@nestjs/common';
import { AppError, type Identity } from '@tollgate/contracts';
import { type CreemPayReply, type CreemPayRequest, creemRpc } from '@tollgate/contracts/billing/creem';
import { logQuota, productPrice } from '@tollgate/money';
import { Log } from '@tollgate/platform/log';
import { type CreemProduct, Options, quotaDisplay } from '@tollgate/options';
import type { RequestContext } from '@tollgate/platform/rpc';
import { OrderDrafts } from '../orders/order-drafts.js';
import { referenceNumber } from '../orders/order-number.js';
import { OrdersRepository } from '../orders/orders.repository.js';
import { toObject, toText } from '../settlements/json.js';
import type { ProviderReply } from '../settlements/provider-http.js';
import { CreemClient } from './creem.client.js';

/** Purchases of fixed products by Creem. */
@Injectable()
export class CreemService {
  constructor(
    private readonly options: Options,
    private readonly orders: OrdersRepository,
    private readonly drafts: OrderDrafts,
    private readonly creem: CreemClient,
    private readonly log: Log,
  ) {}

  /**
   * Makes an order for a product and then its checkout. The order credits the product's quota as it is configured now.
   * @throws AppError PAYMENT_CHANNEL_UNSUPPORTED, PRODUCT_REQUIRED, PRODUCT_UNKNOWN, PRODUCT_MISCONFIGURED,
   * PAYMENT_START_FAILED, PAYMENT_START_UNKNOWN
   */
  async pay(request: CreemPayRequest, context: RequestContext<Identity>): Promise<CreemPayReply> {
    const { product_id, payment_method } = request;
    const { userId } = context.identity;
    if (payment_method !== 'creem') throw new AppError('PAYMENT_CHANNEL_UNSUPPORTED');
    if (!product_id) throw new AppError('PRODUCT_REQUIRED');
    const product = this.options.get('CreemProducts').find(({ productId }) => productId === product_id);
    if (!product) throw new AppError('PRODUCT_UNKNOWN');
    const price = productPrice(product);
    if (!price) throw new AppError('PRODUCT_MISCONFIGURED');

    const { tradeNo, payUrl } = await this.drafts.draft(context, creemRpc.pay, request, {
      tradeNo: referenceNumber('creem', userId, Date.now()),
      userId,
      provider: 'creem',
      method: 'creem',
      amount: price.quota,
      creditQuota: price.quota,
      money: price.money,
      currency: product.currency.toLowerCase(),
      quotaText: logQuota(price.quota, quotaDisplay(this.options)),
      product: product.productId,
    });
    return { checkout_url: payUrl || (await this.begin(tradeNo, product, userId)), order_id: tradeNo };
  }

  /**
   * Makes the checkout of an order that is committed and returns its page.
   * @throws AppError PAYMENT_START_FAILED, PAYMENT_START_UNKNOWN
   */
  async begin(
    tradeNo: string,
    product: Pick<CreemProduct, 'productId' | 'name' | 'quota'>,
    userId: number,
  ): Promise<string> {
    if (!this.options.get('CreemApiKey')) return this.refuse(tradeNo, 'Creem is not configured');
    const { username, email } = await this.orders.buyer(userId);
    let reply: ProviderReply;
    try {
      reply = await this.creem.createCheckout({
        product_id: product.productId,
        request_id: tradeNo,
        ...(email ? { customer: { email } } : {}),
        metadata: {
          username,
          reference_id: tradeNo,
          product_name: product.name,
          quota: String(product.quota),
        },
      });
    } catch (error) {
      await this.orders.notBegun(tradeNo, 'unknown', 'no checkout: Creem does not answer');
      throw new AppError('PAYMENT_START_UNKNOWN', {}, { cause: error });
    }
    const { id, checkout_url } = toObject(reply.body);
    if (reply.status >= 500) {
      await this.orders.notBegun(tradeNo, 'unknown', `no checkout: Creem answers ${reply.status}`);
      throw new AppError('PAYMENT_START_UNKNOWN');
    }
    if (reply.status >= 300 || typeof checkout_url !== 'string') {
      return this.refuse(tradeNo, `no checkout: Creem answers ${reply.status}`);
    }
    await this.orders.begun(tradeNo, { ref: toText(id), money: null, currency: null, payUrl: checkout_url });
    this.log.info('order begun', { orderNo: tradeNo, provider: 'creem' });
    return checkout_url;
  }

  /** The order stays pending, as New API leaves it: an administrator may still complete it. */
  private async refuse(tradeNo: string, reason: string): Promise<never> {
    await this.orders.notBegun(tradeNo, 'pending', reason);
    throw new AppError('PAYMENT_START_FAILED');
  }
}
