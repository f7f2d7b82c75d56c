import { createHmac } from 'node:crypto';
import { type Asked, loopback, type Loopback } from './loopback.js';

/** A Checkout session as the double keeps it. */
export interface StripeSession {
  id: string;
  object: 'checkout.session';
  client_reference_id: string;
  amount_total: number;
  currency: string;
  status: 'open' | 'complete' | 'expired';
  payment_status: 'unpaid' | 'paid' | 'no_payment_required';
  payment_intent: string | null;
  customer: string | null;
  url: string;
  livemode: boolean;
  created: number;
  metadata: { trade_no?: string };
}

/** A subset of Stripe's API: Checkout sessions with idempotency keys, and prices. */
export interface StripeApi extends Loopback {
  readonly sessions: Map<string, StripeSession>;
  /** The price every price id stands for. */
  readonly price: { unit_amount: number; currency: string; product: string };
  /** Customers that it does not know. */
  readonly lostCustomers: Set<string>;
  /** Marks a session as paid, as its page would. */
  pay(id: string): StripeSession;
}

export async function stripeApi(): Promise<StripeApi> {
  const sessions = new Map<string, StripeSession>();
  const replies = new Map<string, string>();
  const lostCustomers = new Set<string>();
  const price = { unit_amount: 800, currency: 'usd', product: 'prod_units' };

  const create = ({ headers, body }: Asked) => {
    const key = String(headers['idempotency-key']);
    const kept = replies.get(key);
    if (kept) return { body: JSON.parse(kept) as unknown };
    const form = new URLSearchParams(body);
    if (lostCustomers.has(form.get('customer') ?? '')) {
      return {
        status: 400,
        body: { error: { type: 'invalid_request_error', code: 'resource_missing', param: 'customer' } },
      };
    }
    const quantity = Number(form.get('line_items[0][quantity]'));
    const asked = form.get('line_items[0][price_data][unit_amount]');
    const id = `cs_test_${sessions.size + 1}`;
    const session: StripeSession = {
      id,
      object: 'checkout.session',
      client_reference_id: form.get('client_reference_id') ?? '',
      amount_total: quantity * (asked === null ? price.unit_amount : Number(asked)),
      currency: form.get('line_items[0][price_data][currency]') ?? price.currency,
      status: 'open',
      payment_status: 'unpaid',
      payment_intent: null,
      customer: form.get('customer'),
      url: `https://checkout.example/c/pay/${id}`,
      livemode: false,
      created: Math.floor(Date.now() / 1000),
      metadata: { trade_no: form.get('metadata[trade_no]') ?? undefined },
    };
    sessions.set(id, session);
    replies.set(key, JSON.stringify(session));
    return { body: session };
  };

  const server = await loopback((asked) => {
    const { method, url } = asked;
    const [, resource, id] = /^\/v1\/(checkout\/sessions|prices)(?:\/(\w+))?$/.exec(url.pathname) ?? [];
    if (resource === 'prices') return { body: { id, object: 'price', ...price } };
    if (resource && method === 'POST') return create(asked);
    if (resource && !id) return { body: { object: 'list', data: [...sessions.values()], has_more: false } };
    const session = sessions.get(id ?? '');
    if (session) return { body: session };
    return { status: 404, body: { error: { type: 'invalid_request_error', code: 'resource_missing' } } };
  });

  const pay = (id: string) => {
    const session = sessions.get(id);
    if (!session) throw new Error(`there is no session ${id}`);
    const paid = {
      status: 'complete',
      payment_status: 'paid',
      payment_intent: `pi_${id}`,
      customer: `cus_${id}`,
    } as const;
    return Object.assign(session, paid);
  };
  return Object.assign(server, { sessions, price, lostCustomers, pay });
}

/** The Stripe-Signature header of a body; written apart from the package that the product checks it with. */
export function signedByStripe(body: string, secret: string, at = Math.floor(Date.now() / 1000)): string {
  return `t=${at},v1=${createHmac('sha256', secret).update(`${at}.${body}`).digest('hex')}`;
}
