import { createHmac } from 'node:crypto';
import { CreemInquiry } from '../../creem/creem-inquiry.js';
import { parseJson } from '../../settlements/json.js';
import { CREEM_SECRET } from '../payments.js';
import type { WebhookOrder } from '../webhook-orders.js';
import { at } from './read.js';
import type { WebhookRules } from './webhooks.js';

const TEST_MODES: readonly unknown[] = ['test', 'sandbox', 'local'];
const OPTIONS: Readonly<Record<string, unknown>> = { CreemApiKey: 'creem_test_key', CreemTestMode: true };

/** The rules of docs/payments.md for Creem. */
export const CREEM_RULES: WebhookRules = {
  provider: 'creem',
  secrets: ['creem_new_secret_of_the_product', CREEM_SECRET],
  stranger: 'creem_secret_of_somewhere_else',
  isSignable: () => true,
  deliver: (payments, body, secret) =>
    payments.creemWebhooks.receive({
      raw: body.toString('base64'),
      signature: createHmac('sha256', secret).update(body).digest('hex'),
    }),
  ask: (order, body) => {
    const checkout = () => Promise.resolve({ status: 200, bytes: body, body: parseJson(body) });
    return new CreemInquiry({ get: (key: string) => OPTIONS[key] } as never, { checkout } as never).ask(order);
  },
  mayCredit: (event, order) => {
    const checkout = at(event, 'object');
    const isTest = [at(checkout, 'mode'), at(checkout, 'order', 'mode')].some((mode) => TEST_MODES.includes(mode));
    return at(event, 'eventType') === 'checkout.completed' && names(checkout, order) && isPaid(checkout) && !isTest;
  },
  mayCreditAnswer: (checkout, order) =>
    names(checkout, order) && isPaid(checkout) && at(checkout, 'status') === 'completed',
  claimsPayment: (event, order) => {
    const checkout = at(event, 'object');
    return (
      at(event, 'eventType') === 'checkout.completed' &&
      at(checkout, 'order', 'status') === 'paid' &&
      names(checkout, order)
    );
  },
  answerClaimsPayment: (checkout) => at(checkout, 'order', 'status') === 'paid',
};

function names(checkout: unknown, order: WebhookOrder): boolean {
  const places = [['request_id'], ['checkout', 'request_id'], ['metadata', 'reference_id']];
  const first = places.map((path) => at(checkout, ...path)).find((id) => typeof id === 'string' && id !== '');
  return first === order.tradeNo;
}

function isPaid(checkout: unknown): boolean {
  const order = at(checkout, 'order');
  const currency = at(order, 'currency');
  return (
    at(order, 'status') === 'paid' &&
    at(order, 'type') === 'onetime' &&
    at(order, 'amount') === 999 &&
    typeof currency === 'string' &&
    currency.toLowerCase() === 'usd'
  );
}
