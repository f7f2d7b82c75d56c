import { Injectable } from '@nestjs/common';
import { AppError, type Identity, type RpcContract } from '@tollgate/contracts';
import { epayRpc, type PayReply, type PayRequest, type PurchaseForm } from '@tollgate/contracts/billing/epay';
import type { AmountReply, AmountRequest } from '@tollgate/contracts/billing/orders';
import { logQuota } from '@tollgate/money';
import type { Sql } from '@tollgate/platform/db';
import { Options, quotaDisplay } from '@tollgate/options';
import type { RequestContext } from '@tollgate/platform/rpc';
import { SingleStatement } from '../single-statement/single-statement.js';
import { epayOrderNumber } from '../orders/order-number.js';
import { type NewOrder, OrdersRepository } from '../orders/orders.repository.js';
import { PricingService } from '../orders/pricing.service.js';
import { callbackAddress, siteAddress } from '../orders/site.js';
import { getEpayAddresses } from './addresses.js';
import { signEpay } from './epay.signature.js';
import { getMerchants, type Merchant } from './merchants.js';

/** Attempts to draw a free order number; if all fail, it is a fault. */
const DRAWS = 3;

/** An order but for the facts of the merchant. */
type EpayOrder = Omit<NewOrder, 'tradeNo' | 'provider' | 'merchantId' | 'merchantKeyId'>;

/** The content of the payment page, and the addresses that the gateway and the browser call afterwards. */
interface EpayPage {
  readonly name: string;
  readonly notifyPath: string;
  readonly returnUrl: string;
  /** Begins the order's number. */
  readonly numberPrefix: string;
}

/** Purchases by Epay, the signed form that Chinese payment gateways share (submit.php). */
@Injectable()
export class EpayService {
  constructor(
    private readonly options: Options,
    private readonly pricing: PricingService,
    private readonly orders: OrdersRepository,
    private readonly once: SingleStatement,
  ) {}

  /** The price of an amount. @throws AppError AMOUNT_BELOW_MINIMUM, AMOUNT_ABOVE_MAXIMUM, AMOUNT_TOO_CHEAP */
  amount({ amount }: AmountRequest, { group }: Identity): AmountReply {
    return { money: this.pricing.epay(amount, group).money };
  }

  /**
   * Makes an order and the form that pays it. The order is committed before the form is returned, so it exists when it is paid.
   * @throws AppError as amount, PAYMENT_METHOD_UNKNOWN, PAYMENT_NOT_CONFIGURED
   */
  async pay(request: PayRequest, context: RequestContext<Identity>): Promise<PayReply> {
    const { amount, payment_method } = request;
    const { userId, group } = context.identity;
    const known = this.options.get('PayMethods').find(({ type }) => type === payment_method)?.type;
    const price = this.pricing.epay(amount, group, known);
    const method = this.findMethod(payment_method);
    const order = {
      userId,
      method,
      amount,
      creditQuota: price.quota,
      money: price.money,
      currency: '',
      quotaText: logQuota(price.quota, quotaDisplay(this.options)),
      product: '',
    };
    const page = {
      name: `TUC${amount}`,
      notifyPath: '/api/user/epay/notify',
      returnUrl: `${siteAddress(this.options)}/console/log`,
      numberPrefix: '',
    };
    return this.order(context, epayRpc.pay, request, order, page);
  }

  /** A configured way to pay. @throws AppError PAYMENT_METHOD_UNKNOWN */
  findMethod(wanted: string | undefined): string {
    const method = this.options.get('PayMethods').find(({ type }) => type === wanted)?.type;
    if (method === undefined) throw new AppError('PAYMENT_METHOD_UNKNOWN');
    return method;
  }

  /**
   * Makes an order of quota or a plan, and the signed form that pays it.
   * @throws AppError PAYMENT_NOT_CONFIGURED, TOO_MANY_OPEN_ORDERS, PLAN_LIMIT_REACHED
   */
  order<Req extends object>(
    context: RequestContext<Identity>,
    contract: RpcContract<Req, PayReply>,
    request: Req,
    order: EpayOrder,
    page: EpayPage,
  ): Promise<PayReply> {
    const { address, merchant } = this.configuration();
    return this.once.run(context, contract, request, async (sql) => {
      const facts = { provider: 'epay', merchantId: merchant.pid, merchantKeyId: merchant.keyId } as const;
      const tradeNo = await this.create(sql, { ...order, ...facts }, page.numberPrefix);
      const params = {
        pid: merchant.pid,
        type: order.method,
        out_trade_no: tradeNo,
        notify_url: `${callbackAddress(this.options)}${page.notifyPath}`,
        return_url: page.returnUrl,
        name: page.name,
        money: order.money,
        device: 'pc',
      };
      const form: PurchaseForm = { ...params, sign: signEpay(params, merchant.key), sign_type: 'MD5' };
      return { form, url: address };
    });
  }

  /** @throws AppError PAYMENT_NOT_CONFIGURED unless address, merchant id and key are set */
  private configuration(): { address: string; merchant: Merchant } {
    const address = getEpayAddresses(this.options).submit;
    const [merchant] = getMerchants(this.options);
    if (!address || !merchant) throw new AppError('PAYMENT_NOT_CONFIGURED');
    return { address, merchant };
  }

  private async create(sql: Sql, order: Omit<NewOrder, 'tradeNo'>, prefix: string): Promise<string> {
    for (let draw = 0; draw < DRAWS; draw += 1) {
      const tradeNo = `${prefix}${epayOrderNumber(order.userId, Date.now())}`;
      if (await this.orders.create(sql, { ...order, tradeNo })) return tradeNo;
    }
    throw new Error(`no free order number in ${DRAWS} draws`);
  }
}
