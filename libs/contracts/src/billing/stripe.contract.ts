import { Int, Text } from '../fields.js';
import { Nothing, rpc } from '../rpc.js';
import { AmountReply, AmountRequest, PRICE_ERRORS } from './orders.contract.js';

export class StripePayRequest {
  @Int({ example: 10, description: 'Units; quota where quota is shown as tokens' }) amount: number;
  @Text({ optional: true, max: 64, example: 'stripe' }) payment_method?: string;
}

export class StripePayReply {
  @Text({ max: 4096, example: 'https://checkout.stripe.com/c/pay/cs_test_a1' }) pay_link: string;
}

/** A signed event. */
export class WebhookRequest {
  @Text({ max: 180_000, description: "The body's bytes in base64" }) raw: string;
  @Text({ optional: true, max: 4096 }) signature?: string;
}

export const stripeRpc = {
  amount: rpc('rpc.billing.stripe.amount', AmountRequest, AmountReply, {
    access: 'user',
    errors: PRICE_ERRORS,
    summary: 'What an amount costs by Stripe',
  }),
  pay: rpc('rpc.billing.stripe.pay', StripePayRequest, StripePayReply, {
    access: 'user',
    limit: 'critical',
    idempotent: true,
    errors: [
      ...PRICE_ERRORS,
      'PAYMENT_CHANNEL_UNSUPPORTED',
      'PAYMENT_NOT_CONFIGURED',
      'PAYMENT_START_FAILED',
      'PAYMENT_START_UNKNOWN',
      'TOO_MANY_OPEN_ORDERS',
    ],
    timeoutMs: 25_000,
    work: 'waiting',
    summary: 'Make an order and the Checkout page that pays it',
  }),
  webhook: rpc('rpc.billing.stripe.webhook', WebhookRequest, Nothing, {
    access: 'public',
    errors: ['WEBHOOK_CLOSED', 'SIGNATURE_INVALID', 'CALLBACK_MALFORMED', 'ACCOUNT_NOT_FOUND', 'QUOTA_OUT_OF_RANGE'],
    timeoutMs: 5000,
    summary: "Stripe's events",
  }),
};
