import { Text } from '../fields.js';
import { Nothing, rpc } from '../rpc.js';
import { WebhookRequest } from './stripe.contract.js';

export class CreemPayRequest {
  @Text({ optional: true, max: 128, example: 'prod_6I8rBerHpPxyoiU9WK4kot' }) product_id?: string;
  @Text({ optional: true, max: 64, example: 'creem' }) payment_method?: string;
}

export class CreemPayReply {
  @Text({ max: 4096, example: 'https://www.creem.io/checkout/ch_1QyIQDw9cbFWdA1ry5Qc6I' }) checkout_url: string;
  @Text({ example: 'ref_0beec7b5ea3f0fdbc95d0dd47f3c5bc275da8a33' }) order_id: string;
}

export const creemRpc = {
  pay: rpc('rpc.billing.creem.pay', CreemPayRequest, CreemPayReply, {
    access: 'user',
    limit: 'critical',
    idempotent: true,
    errors: [
      'PAYMENT_CHANNEL_UNSUPPORTED',
      'PAYMENT_NOT_CONFIGURED',
      'PAYMENT_START_FAILED',
      'PAYMENT_START_UNKNOWN',
      'TOO_MANY_OPEN_ORDERS',
      'PRODUCT_REQUIRED',
      'PRODUCT_UNKNOWN',
      'PRODUCT_MISCONFIGURED',
    ],
    timeoutMs: 25_000,
    work: 'waiting',
    summary: 'Make an order for a product and the page that pays it',
  }),
  webhook: rpc('rpc.billing.creem.webhook', WebhookRequest, Nothing, {
    access: 'public',
    errors: ['WEBHOOK_CLOSED', 'SIGNATURE_INVALID', 'CALLBACK_MALFORMED', 'ACCOUNT_NOT_FOUND', 'QUOTA_OUT_OF_RANGE'],
    timeoutMs: 5000,
    summary: "Creem's events",
  }),
};
