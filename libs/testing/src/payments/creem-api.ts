import { createHmac } from 'node:crypto';
import { loopback, type Loopback } from './loopback.js';

/** A checkout as the double keeps it. */
interface Checkout {
  id: string;
  request_id: string;
  status: string;
  order?: object;
}

/** A subset of Creem's API: checkouts. */
export interface CreemApi extends Loopback {
  readonly checkouts: Map<string, Checkout>;
}

export async function creemApi(): Promise<CreemApi> {
  const checkouts = new Map<string, Checkout>();
  const server = await loopback(({ method, url, body }) => {
    if (url.pathname !== '/v1/checkouts') return { status: 404, body: {} };
    if (method === 'GET') {
      const checkout = checkouts.get(url.searchParams.get('checkout_id') ?? '');
      return checkout ? { body: checkout } : { status: 404, body: {} };
    }
    const { request_id } = JSON.parse(body) as { request_id: string };
    const checkout = { id: `ch_${checkouts.size + 1}`, request_id, status: 'pending' };
    checkouts.set(checkout.id, checkout);
    return { body: { ...checkout, checkout_url: `https://creem.example/checkout/${checkout.id}` } };
  });
  return Object.assign(server, { checkouts });
}

/** The creem-signature header of a body. */
export function signedByCreem(body: string, secret: string): string {
  return createHmac('sha256', secret).update(body).digest('hex');
}
