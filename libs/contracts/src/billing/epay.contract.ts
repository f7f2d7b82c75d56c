import { Bool, Int, Json, Nested, Text } from '../fields.js';
import { rpc } from '../rpc.js';
import { AmountReply, AmountRequest, PRICE_ERRORS } from './orders.contract.js';

export class PayRequest {
  @Int({ example: 10_000, description: 'Units; quota where quota is shown as tokens' }) amount: number;
  @Text({ optional: true, max: 64, example: 'alipay', description: 'A configured type' }) payment_method?: string;
  @Json({ optional: true, description: 'Accepted, has no effect' }) top_up_code?: unknown;
}

/** The signed form that the browser posts to the payment page. */
export class PurchaseForm {
  @Text({ example: '1001' }) pid: string;
  @Text({ example: 'alipay' }) type: string;
  @Text({ example: 'USR2NOCozJns1795365812' }) out_trade_no: string;
  @Text({ max: 2100 }) notify_url: string;
  @Text({ max: 2100 }) return_url: string;
  @Text({ example: 'TUC10' }) name: string;
  @Text({ example: '73.00' }) money: string;
  @Text({ example: 'pc' }) device: string;
  @Text({ example: '10031c8b3083d5e1c2e9deb11c22cc38' }) sign: string;
  @Text({ example: 'MD5' }) sign_type: string;
}

export class PayReply {
  @Nested(() => PurchaseForm) form: PurchaseForm;
  @Text({ max: 2100, description: 'Where to post the form' }) url: string;
}

export class NotifyRequest {
  @Json({
    description:
      'pid, trade_no, out_trade_no, type, name, money, trade_status, sign, sign_type as the provider signed them',
  })
  params: unknown;
}

export class NotifyReply {
  @Text({ oneOf: ['success', 'fail'], description: 'What the provider is told' }) answer: string;
  @Bool({ description: 'This very delivery credited the order' }) credited: boolean;
  @Bool({ description: 'It was of a state that asks for nothing' }) nothing_to_do: boolean;
}

export const epayRpc = {
  amount: rpc('rpc.billing.epay.amount', AmountRequest, AmountReply, {
    access: 'user',
    errors: PRICE_ERRORS,
    summary: 'What an amount costs',
  }),
  pay: rpc('rpc.billing.epay.pay', PayRequest, PayReply, {
    access: 'user',
    limit: 'critical',
    idempotent: true,
    errors: [...PRICE_ERRORS, 'PAYMENT_METHOD_UNKNOWN', 'PAYMENT_NOT_CONFIGURED', 'TOO_MANY_OPEN_ORDERS'],
    summary: 'Make an order and the form that pays it',
  }),
  notify: rpc('rpc.billing.epay.notify', NotifyRequest, NotifyReply, {
    access: 'public',
    errors: ['ORDER_UNKNOWN_OR_DONE'],
    timeoutMs: 5000,
    summary: "The payment provider's word on an order",
  }),
};
