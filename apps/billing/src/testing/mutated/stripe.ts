import { createHmac } from 'node:crypto';
import { StripeInquiry } from '../../stripe/stripe-inquiry.js';
import { STRIPE_SECRET } from '../payments.js';
import type { WebhookOrder } from '../webhook-orders.js';
import { at, readJson } from './read.js';
import type { WebhookRules } from './webhooks.js';

const FINISHED = new Set(['checkout.session.completed', 'checkout.session.async_payment_succeeded']);
const SESSION = new Set([...FINISHED, 'checkout.session.expired', 'checkout.session.async_payment_failed']);
const PRICE = 8000;

/** The rules of docs/payments.md for Stripe. */
export const STRIPE_RULES: WebhookRules = {
  provider: 'stripe',
  secrets: ['whsec_new_of_the_product', STRIPE_SECRET],
  stranger: 'whsec_of_somewhere_else',
  isSignable: (body) => !body.toString().startsWith('\uFEFF') && Buffer.from(body.toString()).equals(body),
  deliver: (payments, body, secret) => {
    const now = Math.floor(Date.now() / 1000);
    const mac = createHmac('sha256', secret).update(`${now}.`).update(body).digest('hex');
    return payments.stripeWebhooks.receive({ raw: body.toString('base64'), signature: `t=${now},v1=${mac}` });
  },
  ask: (order, body) => {
    const client = { usable: true, session: () => Promise.resolve(readJson(body)) };
    return new StripeInquiry({ get: () => false } as never, client as never).ask(order);
  },
  mayCredit: (event, order) => {
    const session = at(event, 'data', 'object');
    return (
      FINISHED.has(String(at(event, 'type'))) &&
      at(event, 'livemode') !== true &&
      names(session, order) &&
      isPaid(session)
    );
  },
  mayCreditAnswer: (session, order) => at(session, 'client_reference_id') === order.tradeNo && isPaid(session),
  claimsPayment: (event, order) => {
    const session = at(event, 'data', 'object');
    return SESSION.has(String(at(event, 'type'))) && at(session, 'payment_status') === 'paid' && names(session, order);
  },
  answerClaimsPayment: (session) => at(session, 'payment_status') === 'paid',
};

function names(session: unknown, order: WebhookOrder): boolean {
  const reference = at(session, 'client_reference_id');
  if (typeof reference === 'string' && /^ref_[0-9a-f]{40}$/.test(reference)) return reference === order.tradeNo;
  return at(session, 'metadata', 'trade_no') === order.tradeNo;
}

/** Complete and paid, as a payment, and one of its sums is the price. */
function isPaid(session: unknown): boolean {
  const state = at(session, 'payment_status');
  const isFree = state === 'no_payment_required' && at(session, 'amount_total') === 0;
  const conversion = at(session, 'currency_conversion');
  const sums = [session, conversion].flatMap((part) => [at(part, 'amount_total'), at(part, 'amount_subtotal')]);
  const [total, discount = 0, tax = 0] = [
    at(session, 'amount_total'),
    at(session, 'total_details', 'amount_discount'),
    at(session, 'total_details', 'amount_tax'),
  ];
  return (
    at(session, 'status') === 'complete' &&
    ['payment', undefined].includes(at(session, 'mode') as string | undefined) &&
    (state === 'paid' || isFree) &&
    [...sums, Number(total) + Number(discount) - Number(tax)].includes(PRICE)
  );
}
