import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { buildContext, makeUser } from '@tollgate/testing/accounts';
import { type TestDatabase } from '@tollgate/testing/database';
import { notification, stripeApi, type StripeApi } from '@tollgate/testing/payments';
import {
  EPAY_KEY,
  epayOrder,
  getOrder,
  getQuota,
  type Payments,
  paymentsPair,
  stripeDelivery,
  stripeEvent,
} from '../testing/payments.js';

let db: TestDatabase;
let stripe: StripeApi;
let a: Payments;
let b: Payments;
let close: () => Promise<void>;
beforeAll(async () => {
  stripe = await stripeApi();
  ({ db, a, b, close } = await paymentsPair({ stripe: stripe.address }));
});
afterAll(async () => {
  await close();
  await stripe.close();
});

const kept = async (trade_no: string) => (await a.quarantine.refused({ trade_no })).items;

it('keeps a callback that does not verify beside the order that it names, and credits nothing', async () => {
  const user = await makeUser(db);
  const { tradeNo, params, paid } = await epayOrder(a, user);
  await a.epayCallbacks.notify({ params: notification(params, 'OTHERKEY') }, '203.0.113.7');
  await a.epayCallbacks.notify({ params: { ...paid, money: ['73.00', '0.01'] } }, '203.0.113.8');
  expect(await kept(tradeNo)).toMatchObject([
    { provider: 'epay', reason: 'signature', address: '203.0.113.7', body: expect.stringContaining(tradeNo) },
    { provider: 'epay', reason: 'malformed', address: '203.0.113.8' },
  ]);
  const { items } = await a.orders.list({ p: 1, page_size: 1, trade_no: tradeNo });
  expect(items[0]).toMatchObject({ refused_callbacks: 2, status: 'pending', stuck_reason: '' });
  expect(await getQuota(db, user)).toBe(0);
});

it('keeps those of Stripe by the order that the body claims', async () => {
  const user = await makeUser(db);
  const { pay_link } = await a.stripe.pay({ amount: 10, payment_method: 'stripe' }, buildContext(user));
  const session = [...stripe.sessions.values()].find(({ url }) => url === pay_link)!;
  const delivery = stripeDelivery(stripeEvent('checkout.session.completed', session), 'whsec_of_somewhere_else');
  await expect(a.stripeWebhooks.receive(delivery, '203.0.113.9')).rejects.toMatchObject({ code: 'SIGNATURE_INVALID' });
  expect(await kept(session.client_reference_id)).toMatchObject([{ provider: 'stripe', reason: 'signature' }]);
});

const refuse = async (on: Payments, params: Record<string, string>, out_trade_no: string) => {
  await on.epayCallbacks.notify({ params: notification({ ...params, out_trade_no, trade_no: '' }, 'OTHERKEY') });
};

it('keeps a callback under a number that is no order, and nothing that names none', async () => {
  const { params } = await epayOrder(a, await makeUser(db));
  const count = async () => (await db.owner.query('SELECT FROM billing.refused_callbacks')).length;
  const before = await count();
  for (const out_trade_no of ['', 'x'.repeat(300), 'a\0b']) await refuse(a, params, out_trade_no);
  expect(await count()).toBe(before);
  await refuse(a, params, 'USR1NOnothing');
  expect(await kept('USR1NOnothing')).toMatchObject([{ provider: 'epay', reason: 'signature' }]);
  expect(await count()).toBe(before + 1);
});

it('keeps at most a thousand under numbers that are no orders, and drops none of an order for them', async () => {
  const { tradeNo, params } = await epayOrder(a, await makeUser(db));
  await refuse(a, params, tradeNo);
  await db.owner.query(`
    INSERT INTO billing.refused_callbacks (trade_no, slot, provider, reason, address, body)
    SELECT 'no-order-' || n, 0, 'epay', 'signature', '', '' FROM generate_series(1, 1100) n`);
  await refuse(a, params, 'USR1NOmore');
  const [row] = await db.owner.query(`
    SELECT count(*)::int AS rows FROM billing.refused_callbacks r
     WHERE NOT EXISTS (SELECT FROM billing.orders o WHERE o.trade_no = r.trade_no)`);
  expect(row).toEqual({ rows: 1000 });
  expect(await kept('USR1NOmore')).toHaveLength(1);
  expect(await kept(tradeNo)).toHaveLength(1);
  await db.owner.query(`DELETE FROM billing.refused_callbacks WHERE trade_no LIKE 'no-order-%'`);
});

it('keeps at most ten of an order, the first nine and the newest, each with a bounded body', async () => {
  const { tradeNo, params } = await epayOrder(b, await makeUser(db));
  for (let n = 0; n < 14; n += 1) {
    const forged = notification({ ...params, param: `${n} ${'x'.repeat(9000)}` }, 'OTHERKEY');
    await b.epayCallbacks.notify({ params: forged }, `203.0.113.${n}`);
  }
  const addresses = (await kept(tradeNo)).map(({ address }) => Number(address.split('.').at(-1)));
  expect(addresses).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 13]);
  const [row] = await db.owner.query<{ size: number }>(
    'SELECT max(octet_length(body)) AS size FROM billing.refused_callbacks',
  );
  expect(row?.size).toBe(4096);
});

it('shows a quarantined payment on its order until the case is resolved', async () => {
  const user = await makeUser(db);
  const { tradeNo, params } = await epayOrder(a, user);
  await a.epayCallbacks.notify({ params: notification({ ...params, money: '1.00' }, EPAY_KEY) });
  const { items } = await a.orders.list({ p: 1, page_size: 5, stuck: true, trade_no: tradeNo });
  expect(items).toHaveLength(1);
  const { quarantine_id, stuck_reason } = items[0]!;
  expect(stuck_reason).toBe(`quarantined (case ${quarantine_id}): other_sum, money 1.00, expected 73.000`);
  await a.epayCallbacks.notify({ params: notification({ ...params, money: '2.00' }, EPAY_KEY) });
  const second = (await getOrder(db, tradeNo)).quarantine_id!;
  expect(second).toBeGreaterThan(quarantine_id);
  const root = buildContext(await makeUser(db, { role: 100 }));
  await a.quarantine.resolve({ id: second, note: 'refunded' }, root);
  expect(await getOrder(db, tradeNo)).toMatchObject({ quarantine_id });
  await a.quarantine.resolve({ id: quarantine_id, note: 'refunded' }, root);
  expect(await getOrder(db, tradeNo)).toMatchObject({ quarantine_id: null, stuck_reason: '' });
});
