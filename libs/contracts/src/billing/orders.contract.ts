import { Bool, Int, Json, List, MapOf, Num, Text } from '../fields.js';
import { ListRequest, NEXT_CURSOR } from '../paging.js';
import { Nothing, rpc } from '../rpc.js';

/** One way to pay, as the top-up page shows it. */
export class PayMethodView {
  @Text({ example: '支付宝' }) name: string;
  @Text({ example: 'alipay' }) type: string;
  @Text({ optional: true }) color?: string;
  @Text({ optional: true, description: 'Name of an icon; clients of 2026 draw it in the place of the color' })
  icon?: string;
  @Text({ optional: true, example: '50', description: 'Least number of units by this method' }) min_topup?: string;
}

export class TopUpInfo {
  @Bool() enable_online_topup: boolean;
  @Bool() enable_stripe_topup: boolean;
  @Bool() enable_creem_topup: boolean;
  @Text({ max: 262_144, example: '[]', description: 'JSON text' }) creem_products: string;
  @List(() => PayMethodView) pay_methods: PayMethodView[];
  @Int({ example: 1 }) min_topup: number;
  @Int({ example: 1 }) stripe_min_topup: number;
  @List('integer', { example: [10, 20, 50] }) amount_options: number[];
  @MapOf('number', { example: { 100: 0.9 } }) discount: Record<string, number>;
  @Bool({ description: 'Redemption codes can be redeemed' }) enable_redemption: boolean;
  @Text({ max: 2048, description: 'Where codes are sold, or empty' }) topup_link: string;
  @Bool({ description: 'Clients of 2026 lock their payment page until it is true' })
  payment_compliance_confirmed: boolean;
  @Text({ example: 'v1' }) payment_compliance_terms_version: string;
  @Bool() enable_waffo_topup: boolean;
  @List('json', { nullable: true, description: 'Null while Waffo is off' }) waffo_pay_methods: object[] | null;
  @Int({ example: 1 }) waffo_min_topup: number;
  @Bool() enable_waffo_pancake_topup: boolean;
  @Int({ example: 1 }) waffo_pancake_min_topup: number;
}

export class AmountRequest {
  @Int({ example: 10_000, description: 'Units; quota where quota is shown as tokens' }) amount: number;
  @Json({ optional: true, description: 'Accepted, has no effect' }) top_up_code?: unknown;
}

const ORDER_PROVIDERS = ['epay', 'stripe', 'creem'] as const;
const ORDER_STATUSES = ['pending', 'unknown', 'success', 'failed', 'expired', 'refunded'] as const;

export class AmountReply {
  @Text({ example: '10.00' }) money: string;
}

export class OrderPageRequest extends ListRequest {
  @Text({ optional: true, max: 64, description: 'Part of the order number' }) keyword?: string;
}

export class OrdersRequest extends OrderPageRequest {
  @Text({ optional: true, oneOf: ORDER_STATUSES }) status?: string;
  @Bool({ optional: true, description: 'Only orders that are stuck' }) stuck?: boolean;
  @Int({ optional: true, min: 1, description: 'Of this user' }) user_id?: number;
  @Text({ optional: true, max: 255, description: 'Of the user of this name' }) username?: string;
  @Text({ optional: true, max: 16, values: ORDER_PROVIDERS }) provider?: string;
  @Text({ optional: true, max: 64, example: 'alipay' }) method?: string;
  @Text({ optional: true, max: 255, description: 'The whole order number; spaces around it do not count' })
  trade_no?: string;
  @Int({ optional: true, min: 0, description: 'Unix seconds; made at this time or later' }) start_timestamp?: number;
  @Int({ optional: true, min: 0, description: 'Unix seconds; made before or at this time' }) end_timestamp?: number;
}

/** An order as its owner sees it. */
export class OrderView {
  @Int() id: number;
  @Int() user_id: number;
  @Int({ example: 10 }) amount: number;
  @Num({ example: 73 }) money: number;
  @Text({ example: 'USR2NOqnIrNm1795365813' }) trade_no: string;
  @Text({ example: 'alipay' }) payment_method: string;
  @Text({ example: 'epay', values: ORDER_PROVIDERS }) payment_provider: string;
  @Int({ example: 1_795_365_813, description: 'Unix seconds' }) create_time: number;
  @Int({ description: 'Unix seconds; 0: not completed' }) complete_time: number;
  @Text({ example: 'success', values: ORDER_STATUSES }) status: string;
}

/** An order as administrators see it: with what it credits, who settled it, and why it is stuck. */
export class AdminOrderView extends OrderView {
  @Text({ example: 'alice', description: 'Empty if the user was deleted for good' }) username: string;
  @Text({ example: 'epay' }) provider: string;
  @Text({ example: 'cny' }) currency: string;
  @Int({ description: 'What it credits, in quota' }) credit_quota: number;
  @Text({ description: "The provider's number for it" }) provider_ref: string;
  @Int({ description: 'Taken back by refunds and disputes, in quota' }) reversed_quota: number;
  @Num({ description: 'Went back to the payer' }) reversed_money: number;
  @Text({ max: 1000, description: 'Why it is not settled or needs a look; empty if there is nothing to do' })
  stuck_reason: string;
  @Int({ description: 'The open quarantine case that names it; 0: none' }) quarantine_id: number;
  @Int({ description: 'Callbacks that name it and did not verify, as far as they are kept' }) refused_callbacks: number;
  @Int({ description: 'How often the provider was asked about it' }) checks: number;
  @Int({ description: 'Unix seconds; 0: never asked' }) checked_time: number;
  @Int({ description: 'Unix seconds; when the provider is asked next, while pending' }) next_check_time: number;
  @Int({ description: 'The administrator who completed it; 0: nobody' }) completed_by: number;
}

export class OrderPage {
  @List(() => OrderView) items: OrderView[];
  @Int({ description: 'Not counted with a cursor: 0' }) total: number;
  @Int() page: number;
  @Int() page_size: number;
  @Bool({ description: 'More than 100,000: the total is not counted further' }) total_estimated: boolean;
  @Text(NEXT_CURSOR) next_cursor: string | null;
}

/** The orders of one currency that pass the filters. */
export class OrderTotal {
  @Text({ example: 'usd', description: 'Empty: the one of the Epay gateway' }) currency: string;
  @Int({ example: 12 }) orders: number;
  @Num({ example: 876, description: 'What all of them cost' }) money: number;
  @Int({ example: 10, description: 'Of them paid' }) paid_orders: number;
  @Num({ example: 730, description: 'What was paid' }) paid_money: number;
  @Num({ example: 73, description: 'What went back to the payers' }) reversed_money: number;
}

export class AdminOrderPage {
  @List(() => AdminOrderView) items: AdminOrderView[];
  @List(() => OrderTotal, {
    description: 'Of all orders that pass the filters, not only of this page; empty with a cursor',
  })
  totals: OrderTotal[];
  @Int({ description: 'Not counted with a cursor: 0' }) total: number;
  @Int() page: number;
  @Int() page_size: number;
  @Bool({ description: 'More than 100,000: the total is not counted further' }) total_estimated: boolean;
  @Text(NEXT_CURSOR) next_cursor: string | null;
}

/** The reply to a completion by hand. */
export class CompletedOrder {
  @Int({ optional: true, description: 'The completion waits for this approval' }) approval_id?: number;
}

export class CompleteRequest {
  @Text({ min: 1, max: 64, example: 'USR2NOqnIrNm1795365813' }) trade_no: string;
}

export class RefundRequest {
  @Text({ min: 1, max: 64, example: 'USR2NOqnIrNm1795365813' }) trade_no: string;
  @Json({
    optional: true,
    example: '10.00',
    description:
      'All that went back to the payer so far, in the money of the order, as number or text; left out: all of it',
  })
  money?: unknown;
  @Text({ min: 1, max: 255, example: 'paid twice' }) reason: string;
}

export class RefundReply {
  @Int({ description: 'Quota taken back for this order so far' }) reversed_quota: number;
  @Int({ description: 'Quota taken back by this call' }) taken_back: number;
  @Text({ example: '10.00', description: 'Money refunded by this call' }) refunded: string;
  @Text({ example: '10.00', description: 'Money refunded so far' }) refunded_total: string;
  @Text({ example: 'refunded', values: ORDER_STATUSES }) status: string;
}

/** The errors that any price can be refused with. */
export const PRICE_ERRORS = ['AMOUNT_BELOW_MINIMUM', 'AMOUNT_ABOVE_MAXIMUM', 'AMOUNT_TOO_CHEAP'] as const;

export const ordersRpc = {
  info: rpc('rpc.billing.order.info', Nothing, TopUpInfo, { access: 'user', summary: 'Ways to pay and their limits' }),
  listOwn: rpc('rpc.billing.order.list_own', OrderPageRequest, OrderPage, {
    access: 'user',
    summary: 'Your orders, newest first',
  }),
  list: rpc('rpc.billing.order.list', OrdersRequest, AdminOrderPage, {
    access: 'admin',
    permission: 'payment.read',
    work: 'costly',
    summary: 'Orders of all users, newest first, with the reason if one is stuck, and totals by currency',
  }),
  complete: rpc('rpc.billing.order.complete', CompleteRequest, CompletedOrder, {
    access: 'admin',
    permission: 'payment.write',
    stepUp: true,
    idempotent: true,
    errors: [
      'ORDER_NOT_FOUND',
      'ORDER_REFUNDED',
      'ORDER_NOT_COMPLETABLE',
      'ORDER_OF_PEER',
      'ACCOUNT_NOT_FOUND',
      'QUOTA_OUT_OF_RANGE',
      'GRANT_CEILING',
      'APPROVAL_PENDING',
    ],
    summary: 'Credit an order by hand that is not paid: pending, expired or failed',
  }),
  refund: rpc('rpc.billing.order.refund', RefundRequest, RefundReply, {
    access: 'admin',
    permission: 'payment.write',
    stepUp: true,
    idempotent: true,
    errors: [
      'INVALID_PARAMETER',
      'ORDER_NOT_FOUND',
      'ORDER_NOT_PAID',
      'ORDER_OF_PEER',
      'REFUND_OUT_OF_RANGE',
      'ACCOUNT_NOT_FOUND',
    ],
    summary: 'Take the credit of an order back; what was spent becomes a debt',
  }),
};
