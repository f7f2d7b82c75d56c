import { Injectable } from '@nestjs/common';
import { AppError, type Identity, type RpcContract } from '@tollgate/contracts';
import type { CreemPayReply } from '@tollgate/contracts/billing/creem';
import type { PayReply } from '@tollgate/contracts/billing/epay';
import type { StripePayReply } from '@tollgate/contracts/billing/stripe';
import {
  type BuyPlanByEpayRequest,
  type BuyPlanRequest,
  subscriptionsRpc,
} from '@tollgate/contracts/billing/subscriptions';
import { Options } from '@tollgate/options';
import type { RequestContext } from '@tollgate/platform/rpc';
import { CreemService } from '../creem/creem.service.js';
import { EpayService } from '../epay/epay.service.js';
import { OrderDrafts } from '../orders/order-drafts.js';
import { referenceNumber } from '../orders/order-number.js';
import type { NewOrder } from '../orders/orders.repository.js';
import { siteAddress } from '../orders/site.js';
import { StripeService } from '../stripe/stripe.service.js';
import type { OfferedPlan } from './plans.repository.js';
import { SubscriptionsService } from './subscriptions.service.js';

type Context = RequestContext<Identity>;

/** The name of a plan on a payment page: no characters that a signed form could mistake. */
function toPageName(title: string): string {
  return `SUB:${title.replace(/[^\p{L}\p{N} ._-]/gu, ' ').slice(0, 60)}`;
}

/** Orders of plans that a payment provider collects. The order fixes price and terms; its settlement begins the subscription. */
@Injectable()
export class PlanPurchasesService {
  constructor(
    private readonly subscriptions: SubscriptionsService,
    private readonly drafts: OrderDrafts,
    private readonly epay: EpayService,
    private readonly stripe: StripeService,
    private readonly creem: CreemService,
    private readonly options: Options,
  ) {}

  /** @throws AppError PLAN_*, AMOUNT_TOO_CHEAP, PAYMENT_METHOD_UNKNOWN, PAYMENT_NOT_CONFIGURED, TOO_MANY_OPEN_ORDERS */
  async byEpay(request: BuyPlanByEpayRequest, context: Context): Promise<PayReply> {
    const plan = await this.requirePriced(request.plan_id);
    const { userId } = context.identity;
    const method = this.epay.findMethod(request.payment_method);
    const order = { ...toOrder(plan, userId, { currency: '', product: '' }), method };
    const page = {
      name: toPageName(plan.title),
      notifyPath: '/api/subscription/epay/notify',
      returnUrl: `${siteAddress(this.options)}/api/subscription/epay/return`,
      numberPrefix: 'SUB',
    };
    return this.epay.order(context, subscriptionsRpc.payByEpay, request, order, page);
  }

  /** @throws AppError PLAN_*, AMOUNT_TOO_CHEAP, PAYMENT_NOT_CONFIGURED, PAYMENT_START_FAILED, PAYMENT_START_UNKNOWN, TOO_MANY_OPEN_ORDERS */
  async byStripe(request: BuyPlanRequest, context: Context): Promise<StripePayReply> {
    const plan = await this.requirePriced(request.plan_id);
    if (!plan.stripe_price_id) throw new AppError('PLAN_WITHOUT_PRODUCT');
    this.stripe.requireConfigured();
    const { userId } = context.identity;
    const { tradeNo, payUrl } = await this.draft(context, subscriptionsRpc.payByStripe, request, {
      ...toOrder(plan, userId, { currency: '', product: '' }),
      tradeNo: `sub_${referenceNumber('stripe', userId, Date.now())}`,
      provider: 'stripe',
      method: 'stripe',
      allowsPromotions: this.options.get('StripePromotionCodesEnabled'),
      allowsTax: this.options.get('StripeAutomaticTax'),
    });
    const items = [{ price: plan.stripe_price_id, quantity: 1 }];
    return { pay_link: payUrl || (await this.stripe.begin(tradeNo, userId, items)) };
  }

  /** @throws as byStripe */
  async byCreem(request: BuyPlanRequest, context: Context): Promise<CreemPayReply> {
    const plan = await this.requirePriced(request.plan_id);
    if (!plan.creem_product_id) throw new AppError('PLAN_WITHOUT_PRODUCT');
    if (!this.options.get('CreemApiKey')) throw new AppError('PAYMENT_NOT_CONFIGURED');
    const { userId } = context.identity;
    const { tradeNo, payUrl } = await this.draft(context, subscriptionsRpc.payByCreem, request, {
      ...toOrder(plan, userId, { currency: 'usd', product: plan.creem_product_id }),
      tradeNo: `sub_${referenceNumber('creem', userId, Date.now())}`,
      provider: 'creem',
      method: 'creem',
    });
    const product = { productId: plan.creem_product_id, name: plan.title, quota: plan.price_quota };
    return { checkout_url: payUrl || (await this.creem.begin(tradeNo, product, userId)), order_id: tradeNo };
  }

  private draft<Req extends object>(context: Context, contract: RpcContract<Req>, request: Req, order: NewOrder) {
    return this.drafts.draft(context, contract, request, order);
  }

  private async requirePriced(planId: number): Promise<OfferedPlan> {
    const plan = await this.subscriptions.requireOffer(planId);
    if (Number(plan.money) < 0.01) throw new AppError('AMOUNT_TOO_CHEAP');
    return plan;
  }
}

/** The order of a plan, but for its provider: price and terms as they are now. */
function toOrder(
  plan: OfferedPlan,
  userId: number,
  { currency, product }: { currency: string; product: string },
): Omit<NewOrder, 'tradeNo' | 'provider' | 'method'> {
  const quota = Math.max(1, plan.price_quota);
  return {
    userId,
    amount: quota,
    creditQuota: quota,
    money: plan.money,
    currency,
    quotaText: `套餐 ${plan.title}`,
    product,
    plan: { id: plan.id, terms: plan.terms, limit: plan.max_purchase_per_user },
  };
}
