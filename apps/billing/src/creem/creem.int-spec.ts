import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Identity, Role } from '@tollgate/contracts';
import { getBalances, buildContext, makeUser } from '@tollgate/testing/accounts';
import { type TestDatabase } from '@tollgate/testing/database';
import { creemApi, type CreemApi } from '@tollgate/testing/payments';
import {
  CONFIGURED,
  creemDelivery,
  epayOrder,
  getOrder,
  type Payments,
  paymentsPair,
  getQuarantineReasons,
  getQuota,
  setOptions,
} from '../testing/payments.js';

let db: TestDatabase;
let creem: CreemApi;
let a: Payments;
let b: Payments;
let close: () => Promise<void>;
let user: Identity;
beforeAll(async () => {
  creem = await creemApi();
  ({ db, a, b, close } = await paymentsPair({ creem: creem.address }));
});
beforeEach(async () => {
  user = await makeUser(db);
});
afterAll(async () => {
  await close();
  await Promise.all([creem.close()]);
});

const REQUEST = { product_id: 'prod_1', payment_method: 'creem' };
const buy = async () => (await a.creem.pay(REQUEST, buildContext(user))).order_id;
let events = 0;
/** A completed checkout as Creem tells it. */
function completed(tradeNo: string, order: object = {}, more: object = {}) {
  const id = `ord_${tradeNo.slice(-8)}`;
  const paid = { id, amount: 999, currency: 'USD', status: 'paid', type: 'onetime', product: 'prod_1', ...order };
  const object = { id: `ch_${tradeNo.slice(-8)}`, request_id: tradeNo, order: paid, ...more };
  return { id: `evt_${(events += 1)}`, eventType: 'checkout.completed', object };
}
const send = (event: object, on = a) => on.creemWebhooks.receive(creemDelivery(event));
const getErrorCode = (promise: Promise<unknown>) => promise.then(String, (error: { code: string }) => error.code);

describe('a purchase', () => {
  it('is an order for the product as it is configured, then a checkout', async () => {
    const { checkout_url, order_id } = await a.creem.pay(REQUEST, buildContext(user));
    expect(checkout_url).toMatch(/^https:\/\/creem\.example\/checkout\/ch_\d+$/);
    expect(JSON.parse(creem.asked.at(-1)!.body)).toEqual({
      product_id: 'prod_1',
      request_id: order_id,
      metadata: { username: user.username, reference_id: order_id, product_name: '500k', quota: '500000' },
    });
    expect(creem.asked.at(-1)!.headers['x-api-key']).toBe('creem_test_key');
    const order = await getOrder(db, order_id);
    expect(order).toMatchObject({ status: 'pending', amount: 500_000, credit_quota: 500_000, money: '9.990' });
  });

  it.each([
    [{ product_id: 'prod_1' }, 'PAYMENT_CHANNEL_UNSUPPORTED'],
    [{ product_id: 'prod_1', payment_method: 'stripe' }, 'PAYMENT_CHANNEL_UNSUPPORTED'],
    [{ payment_method: 'creem' }, 'PRODUCT_REQUIRED'],
    [{ product_id: 'prod_2', payment_method: 'creem' }, 'PRODUCT_UNKNOWN'],
  ])('refuses %j with %s', async (request, code) => {
    expect(await getErrorCode(a.creem.pay(request, buildContext(user)))).toBe(code);
  });

  it.each([
    { price: 0 },
    { price: -1 },
    { price: '9.99' },
    { price: 1e300 },
    { quota: 0 },
    { quota: 1.5 },
    { quota: 2 ** 53 },
    { quota: '5' },
    { currency: null },
  ])('does not sell a product with %j', async (wrong) => {
    const product = { productId: 'prod_9', name: 'x', price: 1, currency: 'USD', quota: 1, ...wrong };
    await setOptions(db, [a, b], { CreemProducts: JSON.stringify([product]) });
    const code = await getErrorCode(a.creem.pay({ ...REQUEST, product_id: 'prod_9' }, buildContext(user)));
    expect(code).toBe('PRODUCT_MISCONFIGURED');
    await setOptions(db, [a, b], CONFIGURED);
  });

  it('is unknown if Creem does not answer, and stays the same order for the same Idempotency-Key', async () => {
    creem.next('hang_up');
    expect(await getErrorCode(buy())).toBe('PAYMENT_START_UNKNOWN');
    creem.next('error');
    expect(await getErrorCode(buy())).toBe('PAYMENT_START_UNKNOWN');
    const first = await a.creem.pay(REQUEST, buildContext(user, 'key'));
    expect(await b.creem.pay(REQUEST, buildContext(user, 'key'))).toEqual(first);
  });
});

describe('an event', () => {
  it('credits once, however often it comes, and leaves the address of the user alone', async () => {
    const event = completed(await buy(), {}, { customer: { email: 'evil@example.com' } });
    const outcomes = await Promise.all(Array.from({ length: 12 }, (_, n) => send(event, n % 2 ? a : b)));
    expect(outcomes.filter((outcome) => outcome === 'credited')).toHaveLength(1);
    expect(await getQuota(db, user)).toBe(500_000);
    expect(await db.owner.query('SELECT email FROM auth.users WHERE id = $1', [user.userId])).toEqual([{ email: '' }]);
  });

  it('an administrator completes an order for exactly the quota of its product', async () => {
    await setOptions(db, [a, b], { CreemApiKey: null });
    expect(await getErrorCode(buy())).toBe('PAYMENT_START_FAILED');
    const [order] = await db.owner.query<{ trade_no: string }>(
      'SELECT trade_no FROM billing.orders WHERE user_id = $1',
      [user.userId],
    );
    const admin = await makeUser(db, { role: Role.admin });
    await a.orders.complete({ trade_no: order!.trade_no }, buildContext(admin));
    expect(await getQuota(db, user)).toBe(500_000);
    await setOptions(db, [a, b], CONFIGURED);
  });

  it('is refused without a secret, in test mode too, and settles no other order', async () => {
    const { tradeNo } = await epayOrder(a, user);
    const forged = completed(tradeNo, { amount: 7300, currency: 'CNY' }, { mode: 'test' });
    for (const CreemTestMode of ['true', 'false']) {
      await setOptions(db, [a, b], { CreemWebhookSecret: null, CreemTestMode });
      expect(await getErrorCode(send(forged))).toBe('WEBHOOK_CLOSED');
      const unsigned = { raw: creemDelivery(forged).raw };
      expect(await getErrorCode(a.creemWebhooks.receive(unsigned))).toBe('WEBHOOK_CLOSED');
      await setOptions(db, [a, b], { ...CONFIGURED, CreemTestMode });
      expect(await getErrorCode(a.creemWebhooks.receive(unsigned))).toBe('SIGNATURE_INVALID');
      expect(await getErrorCode(a.creemWebhooks.receive(creemDelivery(forged, '')))).toBe('SIGNATURE_INVALID');
    }
    await setOptions(db, [a, b], { CreemTestMode: null });
    expect(await send(completed(tradeNo, { amount: 7300, currency: 'CNY', product: undefined }))).toBe('quarantined');
    expect(await getQuarantineReasons(db, tradeNo)).toEqual(['other_provider']);
    expect(await getQuota(db, user)).toBe(0);
  });

  it.each([
    ['a smaller sum', { amount: 1 }, {}, 'other_sum'],
    ['no sum', { amount: undefined }, {}, 'other_sum'],
    ['another currency', { currency: 'EUR' }, {}, 'other_currency'],
    ['another product', { product: 'prod_cheap' }, {}, 'other_method'],
    ['a test', {}, { mode: 'test' }, 'other_mode'],
    ['no payment', { status: 'pending' }, {}, null],
    ['a subscription', { type: 'recurring' }, {}, 'unclear_state'],
    ['a state that is not known', { status: 'settled' }, {}, 'unclear_state'],
    ['no state', { status: undefined }, {}, 'unclear_state'],
  ])('with %s credits nothing', async (_, order, more, reason) => {
    const tradeNo = await buy();
    expect(await send(completed(tradeNo, order, more))).toBe(reason ? 'quarantined' : 'ignored');
    expect(await getQuarantineReasons(db, tradeNo)).toEqual(reason ? [reason] : []);
    expect(await getQuota(db, user)).toBe(0);
    expect(await send(completed(tradeNo))).toBe('credited');
  });

  it('of a refund takes the credit back, before or after its payment', async () => {
    const refund = (tradeNo: string) => ({
      id: `evt_${(events += 1)}`,
      eventType: 'refund.created',
      object: {
        id: `ref_${tradeNo.slice(-8)}`,
        refund_amount: 999,
        refund_currency: 'USD',
        checkout: { request_id: tradeNo },
      },
    });
    const first = await buy();
    await send(completed(first));
    expect(await send(refund(first))).toBe('reversed');
    const second = await buy();
    expect(await send(refund(second))).toBe('quarantined');
    expect(await send(completed(second))).toBe('credited');
    expect(await getBalances(db, user.userId)).toMatchObject({ quota: 0, debt: 0 });
    expect(await getQuarantineReasons(db, second)).toEqual([]);
    expect(await getOrder(db, second)).toMatchObject({ status: 'refunded' });
  });
});
