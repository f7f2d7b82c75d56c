import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import type { Identity } from '@tollgate/contracts';
import { buildContext, makeUser } from '@tollgate/testing/accounts';
import { type TestDatabase } from '@tollgate/testing/database';
import {
  creemApi,
  type CreemApi,
  epayGateway,
  type EpayGateway,
  stripeApi,
  type StripeApi,
} from '@tollgate/testing/payments';
import {
  EPAY_KEY,
  epayOrder,
  getOrder,
  type Payments,
  paymentsPair,
  getQuarantineReasons,
  getQuota,
} from '../testing/payments.js';

let db: TestDatabase;
let epay: EpayGateway;
let stripe: StripeApi;
let creem: CreemApi;
let a: Payments;
let b: Payments;
let close: () => Promise<void>;
let user: Identity;
beforeAll(async () => {
  [epay, stripe, creem] = [await epayGateway('1001', EPAY_KEY), await stripeApi(), await creemApi()];
  const addresses = { stripe: stripe.address, creem: creem.address };
  ({ db, a, b, close } = await paymentsPair(addresses, { PayAddress: epay.address }));
});
beforeEach(async () => {
  user = await makeUser(db);
  await db.owner.query(`UPDATE billing.orders SET next_check_at = now() + interval '1 year'`);
});
afterAll(async () => {
  await close();
  await Promise.all([epay.close(), stripe.close(), creem.close()]);
});

/** Makes an order as old as that, and due as an order of that age is. */
async function age(tradeNo: string, time: string): Promise<void> {
  await db.owner.query(
    `UPDATE billing.orders SET created_at = created_at - $2::interval, next_check_at = created_at - $2::interval + interval '15 minutes'
      WHERE trade_no = $1`,
    [tradeNo, time],
  );
}
const PAID = { money: '73.00', type: 'alipay', paid: true };
async function stripeOrder() {
  const { pay_link } = await a.stripe.pay({ amount: 10, payment_method: 'stripe' }, buildContext(user));
  return [...stripe.sessions.values()].find(({ url }) => url === pay_link)!;
}

it('asks about no order that is younger than 15 minutes', async () => {
  const { tradeNo } = await epayOrder(a, user);
  epay.orders.set(tradeNo, PAID);
  await age(tradeNo, '14 minutes');
  expect(await a.checks.run()).toBe(0);
  await age(tradeNo, '2 minutes');
  expect(await a.checks.run()).toBe(1);
  expect(await getOrder(db, tradeNo)).toMatchObject({ status: 'success', provider_ref: `E${tradeNo}` });
  expect(await getQuota(db, user)).toBe(5_000_000);
});

it('credits ten orders of which every callback was lost, once, on two replicas at the same time', async () => {
  const orders = await Promise.all(Array.from({ length: 10 }, () => epayOrder(a, user)));
  for (const { tradeNo } of orders) {
    epay.orders.set(tradeNo, PAID);
    await age(tradeNo, '16 minutes');
  }
  const looked = await Promise.all([a.checks.run(), b.checks.run(), a.checks.run()]);
  expect(looked.reduce((sum, n) => sum + n, 0)).toBe(10);
  expect(await getQuota(db, user)).toBe(50_000_000);
  for (const { paid } of orders) expect((await b.epayCallbacks.notify({ params: paid })).credited).toBe(false);
  expect(await getQuota(db, user)).toBe(50_000_000);
});

it('credits nothing if the answer does not fit the order, and the order shows the reason', async () => {
  const { tradeNo } = await epayOrder(a, user);
  epay.orders.set(tradeNo, { ...PAID, money: '0.01' });
  await age(tradeNo, '16 minutes');
  await a.checks.run();
  expect(await getOrder(db, tradeNo)).toMatchObject({
    status: 'pending',
    stuck_reason: expect.stringMatching(/^quarantined \(case \d+\): other_sum, money 0.01, expected 73.000$/),
  });
  expect(await getQuarantineReasons(db, tradeNo)).toEqual(['other_sum']);
  expect(await getQuota(db, user)).toBe(0);
});

it('expires an order that was not paid within a day, and not before', async () => {
  const { tradeNo } = await epayOrder(a, user);
  epay.orders.set(tradeNo, { ...PAID, paid: false });
  await age(tradeNo, '23 hours');
  await a.checks.run();
  expect(await getOrder(db, tradeNo)).toMatchObject({ status: 'pending', stuck_reason: '' });
  await age(tradeNo, '2 hours');
  await a.checks.run();
  expect(await getOrder(db, tradeNo)).toMatchObject({ status: 'expired' });
});

it('shows the reason without the key if the gateway cannot be asked, and asks again later', async () => {
  const { tradeNo } = await epayOrder(a, user);
  await age(tradeNo, '16 minutes');
  epay.next('error');
  await a.checks.run();
  expect((await getOrder(db, tradeNo)).stuck_reason).toBe('Epay answers 500');
  await age(tradeNo, '2 hours');
  epay.next('hang_up');
  await a.checks.run();
  expect((await getOrder(db, tradeNo)).stuck_reason).toBe('Epay does not answer');
  const { items } = await a.orders.list({ p: 1, page_size: 1, stuck: true, keyword: tradeNo });
  expect(items[0]).toMatchObject({ trade_no: tradeNo, checks: 2, stuck_reason: 'Epay does not answer' });
  expect(items[0]!.next_check_time).toBeGreaterThan(items[0]!.checked_time + 29 * 60);
  epay.orders.set(tradeNo, PAID);
  await age(tradeNo, '2 hours');
  await a.checks.run();
  expect(await getOrder(db, tradeNo)).toMatchObject({ status: 'success', stuck_reason: '' });
});

it('settles and ends Stripe orders by their sessions, the callback after it crediting nothing', async () => {
  const [paid, open, expired] = [await stripeOrder(), await stripeOrder(), await stripeOrder()];
  stripe.pay(paid.id);
  expired.status = 'expired';
  for (const session of [paid, open, expired]) await age(session.client_reference_id, '16 minutes');
  await a.checks.run();
  const statuses = [paid, open, expired].map(({ client_reference_id }) => getOrder(db, client_reference_id));
  expect((await Promise.all(statuses)).map(({ status }) => status)).toEqual(['success', 'pending', 'expired']);
  expect(await getQuota(db, user)).toBe(5_000_000);
});

it('finds the session of an order whose creation had no answer', async () => {
  stripe.next('hang_up_after');
  stripe.next('hang_up');
  await expect(stripeOrder()).rejects.toMatchObject({ code: 'PAYMENT_START_UNKNOWN' });
  const session = [...stripe.sessions.values()].at(-1)!;
  const tradeNo = session.client_reference_id;
  expect(await getOrder(db, tradeNo)).toMatchObject({ status: 'unknown', provider_ref: '' });
  stripe.pay(session.id);
  await db.owner.query('UPDATE billing.orders SET next_check_at = now() WHERE trade_no = $1', [tradeNo]);
  await a.checks.run();
  expect(await getOrder(db, tradeNo)).toMatchObject({ status: 'success', provider_ref: session.id });
  expect(await getQuota(db, user)).toBe(5_000_000);
});

it('settles Creem orders by their checkouts', async () => {
  const { order_id } = await a.creem.pay({ product_id: 'prod_1', payment_method: 'creem' }, buildContext(user));
  const checkout = [...creem.checkouts.values()].find(({ request_id }) => request_id === order_id)!;
  await age(order_id, '16 minutes');
  await a.checks.run();
  expect(await getOrder(db, order_id)).toMatchObject({ status: 'pending' });
  const order = { id: 'ord_1', amount: 999, currency: 'USD', status: 'paid', type: 'onetime', product: 'prod_1' };
  Object.assign(checkout, { status: 'completed', order });
  await age(order_id, '2 hours');
  await a.checks.run();
  expect(await getOrder(db, order_id)).toMatchObject({ status: 'success' });
  expect(await getQuota(db, user)).toBe(500_000);
});
