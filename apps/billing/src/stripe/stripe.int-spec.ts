import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Identity, Role } from '@tollgate/contracts';
import { getBalances, buildContext, makeUser } from '@tollgate/testing/accounts';
import { type TestDatabase } from '@tollgate/testing/database';
import { signedByStripe, stripeApi, type StripeApi, type StripeSession } from '@tollgate/testing/payments';
import {
  CONFIGURED,
  epayOrder,
  getOrder,
  type Payments,
  paymentsPair,
  getQuarantineReasons,
  getQuota,
  setOptions,
  STRIPE_SECRET,
  stripeCharge,
  stripeDelivery,
  stripeEvent,
} from '../testing/payments.js';

let db: TestDatabase;
let stripe: StripeApi;
let a: Payments;
let b: Payments;
let close: () => Promise<void>;
let user: Identity;
beforeAll(async () => {
  stripe = await stripeApi();
  ({ db, a, b, close } = await paymentsPair({ stripe: stripe.address }));
});
beforeEach(async () => {
  user = await makeUser(db);
});
afterAll(async () => {
  await close();
  await Promise.all([stripe.close()]);
});

/** An order on Stripe's page, and its session there. */
async function stripeOrder(amount = 10, key?: string) {
  const { pay_link } = await a.stripe.pay({ amount, payment_method: 'stripe' }, buildContext(user, key));
  const session = [...stripe.sessions.values()].find(({ url }) => url === pay_link)!;
  return { session, tradeNo: session.client_reference_id, pay_link };
}
const send = (event: object, on = a) => on.stripeWebhooks.receive(stripeDelivery(event));
const completed = (session: object) => stripeEvent('checkout.session.completed', session);
const paid = (session: StripeSession) => ({ ...stripe.pay(session.id) });
const getErrorCode = (promise: Promise<unknown>) => promise.then(String, (error: { code: string }) => error.code);

describe('a purchase', () => {
  it('is an order first, then a Checkout session under its number', async () => {
    const { session, tradeNo } = await stripeOrder();
    expect(tradeNo).toMatch(/^ref_[0-9a-f]{40}$/);
    const call = stripe.asked.at(-1)!;
    expect(call.headers['idempotency-key']).toBe(tradeNo);
    const form = Object.fromEntries(new URLSearchParams(call.body));
    expect(form).toMatchObject({
      mode: 'payment',
      client_reference_id: tradeNo,
      'line_items[0][price]': 'price_unit',
      'line_items[0][quantity]': '10',
      success_url: 'https://api.example.com/console/log',
      cancel_url: 'https://api.example.com/console/topup',
      customer_creation: 'always',
      allow_promotion_codes: 'false',
    });
    const order = await getOrder(db, tradeNo);
    expect(order).toMatchObject({
      status: 'pending',
      credit_quota: 5_000_000,
      money: '80.000',
      currency: 'usd',
      provider_ref: session.id,
    });
  });

  it('charges what it quoted where ratio, discount or a part of a unit make another sum', async () => {
    await setOptions(db, [a, b], {
      TopupGroupRatio: '{"default":0.5}',
      'payment_setting.amount_discount': '{"100":0.9}',
    });
    expect(a.stripe.amount({ amount: 100 }, user)).toEqual({ money: '360.00' });
    const { session, tradeNo } = await stripeOrder(100);
    expect(session).toMatchObject({ amount_total: 36_000, currency: 'usd' });
    expect(await getOrder(db, tradeNo)).toMatchObject({ money: '360.000', credit_quota: 50_000_000 });
    await setOptions(db, [a, b], { TopupGroupRatio: null, 'payment_setting.amount_discount': null });
  });

  it('works where quota is shown as tokens', async () => {
    await setOptions(db, [a, b], { 'general_setting.quota_display_type': 'TOKENS' });
    const { session, tradeNo } = await stripeOrder(750_000);
    await setOptions(db, [a, b], { 'general_setting.quota_display_type': null });
    expect(session.amount_total).toBe(1200);
    expect(await send(completed(paid(session)))).toBe('credited');
    expect(await getQuota(db, user)).toBe(750_000);
    expect(await getOrder(db, tradeNo)).toMatchObject({ money: '12.000', amount: 750_000 });
  });

  it.each([
    [{ amount: 0, payment_method: 'stripe' }, 'AMOUNT_BELOW_MINIMUM'],
    [{ amount: -1, payment_method: 'stripe' }, 'AMOUNT_BELOW_MINIMUM'],
    [{ amount: 10_001, payment_method: 'stripe' }, 'AMOUNT_ABOVE_MAXIMUM'],
    [{ amount: 10, payment_method: 'alipay' }, 'PAYMENT_CHANNEL_UNSUPPORTED'],
    [{ amount: 10 }, 'PAYMENT_CHANNEL_UNSUPPORTED'],
  ])('refuses %j with %s', async (request, code) => {
    expect(await getErrorCode(a.stripe.pay(request, buildContext(user)))).toBe(code);
  });

  it('is not begun with a key of another kind', async () => {
    await setOptions(db, [a, b], { StripeApiSecret: 'pk_test_public' });
    expect(await getErrorCode(stripeOrder())).toBe('PAYMENT_START_FAILED');
    await setOptions(db, [a, b], { StripeApiSecret: null });
    expect(await getErrorCode(stripeOrder())).toBe('PAYMENT_NOT_CONFIGURED');
    await setOptions(db, [a, b], CONFIGURED);
  });

  it('has failed if Stripe refuses, and is unknown if Stripe does not answer', async () => {
    const getStatuses = async () => {
      const text = 'SELECT status FROM billing.orders WHERE user_id = $1';
      return (await db.owner.query<{ status: string }>(text, [user.userId])).map(({ status }) => status);
    };
    stripe.next('refuse');
    expect(await getErrorCode(stripeOrder())).toBe('PAYMENT_START_FAILED');
    expect(await getStatuses()).toEqual(['failed']);
    user = await makeUser(db);
    stripe.next('hang_up');
    stripe.next('hang_up');
    expect(await getErrorCode(stripeOrder())).toBe('PAYMENT_START_UNKNOWN');
    expect(await getStatuses()).toEqual(['unknown']);
  });

  it('gets the same session again where the first answer was lost on the way', async () => {
    const before = stripe.sessions.size;
    stripe.next('hang_up_after');
    const { session } = await stripeOrder();
    expect(stripe.sessions.size).toBe(before + 1);
    expect(await send(completed(paid(session)))).toBe('credited');
  });

  it('is the same order and page for the same Idempotency-Key', async () => {
    const first = await stripeOrder(10, 'key-1');
    const request = { amount: 10, payment_method: 'stripe' };
    expect(await b.stripe.pay(request, buildContext(user, 'key-1'))).toEqual({ pay_link: first.pay_link });
    expect(await db.owner.query('SELECT FROM billing.orders WHERE user_id = $1', [user.userId])).toHaveLength(1);
  });
});

describe('an event', () => {
  it('credits once the sum that the order fixed, on every replica and for every repetition', async () => {
    const { session, tradeNo } = await stripeOrder();
    const event = completed(paid(session));
    const outcomes = await Promise.all(Array.from({ length: 20 }, (_, n) => send(event, n % 2 ? a : b)));
    expect(outcomes.filter((outcome) => outcome === 'credited')).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === 'already')).toHaveLength(19);
    expect(await getQuota(db, user)).toBe(5_000_000);
    expect(await getOrder(db, tradeNo)).toMatchObject({ status: 'success' });
    const [row] = await db.owner.query('SELECT stripe_customer FROM auth.users WHERE id = $1', [user.userId]);
    expect(row).toEqual({ stripe_customer: `cus_${session.id}` });
    const lines = await db.owner.query('SELECT content FROM admin.logs WHERE user_id = $1', [user.userId]);
    expect(lines).toEqual([{ content: '使用在线充值成功，充值金额: ＄10.000000 额度，支付金额：80.00' }]);
  });

  it('two different events of one payment credit once', async () => {
    const { session } = await stripeOrder();
    const object = paid(session);
    const both = [completed(object), stripeEvent('checkout.session.async_payment_succeeded', object)];
    const outcomes = await Promise.all(both.flatMap((event) => [send(event, a), send(event, b)]));
    expect(outcomes.filter((outcome) => outcome === 'credited')).toHaveLength(1);
    expect(await getQuota(db, user)).toBe(5_000_000);
  });

  it('is refused while no secret is set, with any signature', async () => {
    const { tradeNo } = await epayOrder(a, user);
    const forged = completed({
      client_reference_id: tradeNo,
      customer: 'c',
      status: 'complete',
      payment_status: 'paid',
      amount_total: 7300,
      currency: 'cny',
    });
    for (const secret of [null, '', '   ', '\n,\n', 'short']) {
      await setOptions(db, [a, b], { StripeWebhookSecret: secret });
      for (const key of ['', ' ', secret ?? '']) {
        expect(await getErrorCode(a.stripeWebhooks.receive(stripeDelivery(forged, key)))).toBe('WEBHOOK_CLOSED');
      }
    }
    await setOptions(db, [a, b], CONFIGURED);
    expect(await getErrorCode(a.stripeWebhooks.receive(stripeDelivery(forged, '')))).toBe('SIGNATURE_INVALID');
    expect(await getQuota(db, user)).toBe(0);
  });

  it("of Stripe settles no other provider's order", async () => {
    const { tradeNo } = await epayOrder(a, user);
    const object = { id: 'cs_x', client_reference_id: tradeNo, status: 'complete', payment_status: 'paid' };
    expect(await send(completed({ ...object, amount_total: 7300, currency: 'cny' }))).toBe('quarantined');
    expect(await getQuarantineReasons(db, tradeNo)).toEqual(['other_provider']);
    expect(await getQuota(db, user)).toBe(0);
  });

  const MUTATIONS: [string, object, string | null][] = [
    ['a smaller sum', { amount_total: 7999 }, 'other_sum'],
    ['a greater sum', { amount_total: 8001 }, 'other_sum'],
    ['no sum', { amount_total: null }, 'other_sum'],
    ['a sum as text', { amount_total: '8000' }, 'other_sum'],
    ['a negative sum', { amount_total: -8000 }, 'other_sum'],
    ['a sum beyond numbers', { amount_total: 1e300 }, 'other_sum'],
    ['a reduction nobody allowed', { amount_total: 0, total_details: { amount_discount: 8000 } }, 'other_sum'],
    ['another currency', { currency: 'eur' }, 'other_currency'],
    ['a currency of whole units', { currency: 'jpy' }, 'other_sum'],
    ['no currency', { currency: null }, 'other_sum'],
    ['no payment', { payment_status: 'unpaid' }, null],
    ['an unfinished session', { status: 'open' }, 'unclear_state'],
    ['another mode', { mode: 'subscription' }, 'unclear_state'],
    ['a state of payment that is not known', { payment_status: 'PAID' }, 'unclear_state'],
    ['no state of payment', { payment_status: null }, 'unclear_state'],
    ['a free session that has a sum', { payment_status: 'no_payment_required' }, 'unclear_state'],
  ];
  it.each(MUTATIONS)('with %s credits nothing', async (_, mutation, reason) => {
    const { session, tradeNo } = await stripeOrder();
    const object = paid(session);
    const outcome = await send(completed({ ...object, ...mutation }));
    expect(outcome).toBe(reason === null ? 'ignored' : 'quarantined');
    expect(await getQuarantineReasons(db, tradeNo)).toEqual(reason === null ? [] : [reason]);
    expect(await getQuota(db, user)).toBe(0);
    expect(await send(completed(object))).toBe('credited');
    expect(await getQuota(db, user)).toBe(5_000_000);
  });

  it('of live mode does not count while the key is of test mode', async () => {
    const { session, tradeNo } = await stripeOrder();
    const live = stripeEvent('checkout.session.completed', paid(session), { livemode: true });
    expect(await send(live)).toBe('quarantined');
    expect(await getQuarantineReasons(db, tradeNo)).toEqual(['other_mode']);
  });

  it('is quarantined if it bears the mark of this installation and its order is unknown', async () => {
    const { session } = await stripeOrder();
    const object = paid(session);
    const unknown = `ref_${'0'.repeat(40)}`;
    const lost = { ...object, client_reference_id: unknown, metadata: { trade_no: unknown } };
    expect(await send(completed(lost))).toBe('quarantined');
    expect(await getQuarantineReasons(db, unknown)).toEqual(['unknown_order']);
    expect(await getQuota(db, user)).toBe(0);
  });

  it('unpaid on completion credits only when the money has come', async () => {
    const { session, tradeNo } = await stripeOrder();
    const object = paid(session);
    expect(await send(completed({ ...object, payment_status: 'unpaid' }))).toBe('ignored');
    expect(await getQuota(db, user)).toBe(0);
    expect(await getOrder(db, tradeNo)).toMatchObject({ status: 'pending' });
    expect(await send(stripeEvent('checkout.session.async_payment_succeeded', object))).toBe('credited');
    expect(await getQuota(db, user)).toBe(5_000_000);
  });

  it('expiry or failure after the credit changes nothing', async () => {
    const { session, tradeNo } = await stripeOrder();
    const object = paid(session);
    await send(completed(object));
    expect(await send(stripeEvent('checkout.session.expired', { ...object, status: 'expired' }))).toBe('ignored');
    expect(await send(stripeEvent('checkout.session.async_payment_failed', object))).toBe('ignored');
    expect(await getOrder(db, tradeNo)).toMatchObject({ status: 'success' });
  });

  it('of a failed or expired session ends the order; money that comes all the same credits it', async () => {
    const { session, tradeNo } = await stripeOrder();
    expect(await send(stripeEvent('checkout.session.expired', session))).toBe('expired');
    expect(await getOrder(db, tradeNo)).toMatchObject({ status: 'expired' });
    expect(await send(stripeEvent('checkout.session.async_payment_failed', session))).toBe('failed');
    expect(await send(stripeEvent('checkout.session.expired', session))).toBe('ignored');
    expect(await send(completed(paid(session)))).toBe('credited');
    expect(await getOrder(db, tradeNo)).toMatchObject({ status: 'success' });
  });

  it('with a promotion code credits the order if such codes are allowed, and stores the sum that was paid', async () => {
    await setOptions(db, [a, b], { StripePromotionCodesEnabled: 'true' });
    const { session, tradeNo } = await stripeOrder();
    const object = { ...paid(session), amount_total: 6000, total_details: { amount_discount: 2000 } };
    expect(await send(completed(object))).toBe('credited');
    expect(await getOrder(db, tradeNo)).toMatchObject({ money: '60.000', credit_quota: 5_000_000 });
    expect(await send(completed(object))).toBe('already');
    await setOptions(db, [a, b], { StripePromotionCodesEnabled: null });
  });

  it('is believed within five minutes both ways, and by any of the secrets', async () => {
    const now = Math.floor(Date.now() / 1000);
    const event = stripeEvent('ping', {});
    const at = (stamp: number) => getErrorCode(a.stripeWebhooks.receive(stripeDelivery(event, STRIPE_SECRET, stamp)));
    expect(await at(now - 290)).toBe('ignored');
    expect(await at(now + 290)).toBe('ignored');
    expect(await at(now - 310)).toBe('SIGNATURE_INVALID');
    expect(await at(now + 310)).toBe('SIGNATURE_INVALID');
    await setOptions(db, [a, b], { StripeWebhookSecret: `whsec_new_one_of_two\n${STRIPE_SECRET}` });
    for (const secret of ['whsec_new_one_of_two', STRIPE_SECRET]) {
      expect(await a.stripeWebhooks.receive(stripeDelivery(event, secret))).toBe('ignored');
    }
    await setOptions(db, [a, b], { StripeWebhookSecret: 'whsec_new_one_of_two' });
    expect(await getErrorCode(a.stripeWebhooks.receive(stripeDelivery(event)))).toBe('SIGNATURE_INVALID');
    await setOptions(db, [a, b], CONFIGURED);
  });

  it('is checked by its bytes: the same JSON written otherwise is refused', async () => {
    const body = JSON.stringify(stripeEvent('ping', { word: 'é' }));
    const signature = signedByStripe(body, STRIPE_SECRET);
    const deliver = (text: string) =>
      getErrorCode(a.stripeWebhooks.receive({ raw: Buffer.from(text).toString('base64'), signature }));
    expect(await deliver(body)).toBe('ignored');
    expect(await deliver(body.replace('é', '\\u00e9'))).toBe('SIGNATURE_INVALID');
    expect(await deliver(`${body} `)).toBe('SIGNATURE_INVALID');
    expect(await deliver(JSON.stringify(JSON.parse(body), null, 1))).toBe('SIGNATURE_INVALID');
    const junk = 'not json';
    const signed = { raw: Buffer.from(junk).toString('base64'), signature: signedByStripe(junk, STRIPE_SECRET) };
    expect(await getErrorCode(a.stripeWebhooks.receive(signed))).toBe('CALLBACK_MALFORMED');
    expect(await getErrorCode(a.stripeWebhooks.receive({ raw: signed.raw }))).toBe('SIGNATURE_INVALID');
  });
});

describe('refunds and disputes', () => {
  const dispute = (session: StripeSession, status: string) => ({
    id: `dp_${session.id}`,
    amount: session.amount_total,
    currency: 'usd',
    payment_intent: `pi_${session.id}`,
    status,
  });

  it('take the credit back in proportion, in any order, and all of it in the end', async () => {
    const { session, tradeNo } = await stripeOrder();
    await send(completed(paid(session)));
    await send(stripeEvent('charge.refunded', stripeCharge(session, 4000)));
    expect(await getQuota(db, user)).toBe(2_500_000);
    await send(stripeEvent('charge.refunded', stripeCharge(session, 2000)));
    expect(await getQuota(db, user)).toBe(2_500_000);
    const whole = stripeEvent('charge.refunded', stripeCharge(session, 8000));
    const outcomes = await Promise.all([send(whole, a), send(whole, b), send(whole, a)]);
    expect(outcomes.filter((outcome) => outcome === 'reversed')).toHaveLength(1);
    expect(await getQuota(db, user)).toBe(0);
    expect(await getOrder(db, tradeNo)).toMatchObject({ status: 'refunded', reversed_quota: 5_000_000 });
    expect(await send(completed(paid(session)))).toBe('already');
    expect(await getQuota(db, user)).toBe(0);
    const kinds = await db.owner.query(
      `SELECT t.kind, e.amount FROM ledger.transactions t JOIN ledger.entries e ON e.transaction_id = t.id
         JOIN ledger.accounts a ON a.id = e.account_id AND a.user_id = $1 ORDER BY t.id`,
      [user.userId],
    );
    expect(kinds).toEqual([
      { kind: 'order_credit', amount: 5_000_000 },
      { kind: 'refund', amount: -2_500_000 },
      { kind: 'refund', amount: -2_500_000 },
    ]);
  });

  it('make a debt of what was spent, which later credits pay first', async () => {
    const { session } = await stripeOrder();
    await send(completed(paid(session)));
    await db.owner.query(
      `SELECT ledger.post('usage', $1, NULL, '', '', ARRAY[($2, 'quota', -4000000)::ledger.leg, (NULL, 'usage', 4000000)::ledger.leg],
         ARRAY[($2, 4000000, 1, 0, 0)::ledger.count])`,
      [`test-${user.userId}`, user.userId],
    );
    await send(stripeEvent('charge.refunded', stripeCharge(session, 8000)));
    expect(await getBalances(db, user.userId)).toMatchObject({ quota: 0, debt: -4_000_000 });
    const again = await stripeOrder();
    await send(completed(paid(again.session)));
    expect(await getBalances(db, user.userId)).toMatchObject({ quota: 1_000_000, debt: 0 });
  });

  it('a dispute takes the credit, and gives it back when it is won', async () => {
    const { session, tradeNo } = await stripeOrder();
    await send(completed(paid(session)));
    expect(await send(stripeEvent('charge.dispute.created', dispute(session, 'needs_response')))).toBe('reversed');
    expect(await getQuota(db, user)).toBe(0);
    expect(await getOrder(db, tradeNo)).toMatchObject({ status: 'refunded' });
    expect(await send(stripeEvent('charge.dispute.closed', dispute(session, 'won')))).toBe('reversed');
    expect(await getQuota(db, user)).toBe(5_000_000);
    expect(await getOrder(db, tradeNo)).toMatchObject({ status: 'success', reversed_quota: 0 });
    await send(stripeEvent('charge.dispute.updated', dispute(session, 'needs_response')));
    expect(await getQuota(db, user)).toBe(5_000_000);
  });

  it('of an unknown payment that name an order wait, are listed, and move nothing', async () => {
    const stranger = { ...stripeCharge({ id: 'cs_else', amount_total: 100 } as StripeSession, 100, '') };
    const metadata = { trade_no: `ref_${'1'.repeat(40)}` };
    expect(await send(stripeEvent('charge.refunded', { ...stranger, metadata }))).toBe('quarantined');
    expect((await a.quarantine.list({ p: 1, page_size: 5 })).items[0]).toMatchObject({ reason: 'unknown_payment' });
  });

  it('in another currency are put aside', async () => {
    const { session, tradeNo } = await stripeOrder();
    await send(completed(paid(session)));
    expect(await send(stripeEvent('charge.refunded', { ...stripeCharge(session, 8000), currency: 'eur' }))).toBe(
      'quarantined',
    );
    expect(await getQuarantineReasons(db, tradeNo)).toEqual(['other_currency']);
    expect(await getQuota(db, user)).toBe(5_000_000);
  });

  it('an administrator takes a credit back with an audit line, and the report of the provider has no effect', async () => {
    const admin = await makeUser(db, { role: Role.admin });
    const { session, tradeNo } = await stripeOrder();
    await send(completed(paid(session)));
    const refund = (request: object, key?: string) =>
      a.orders.refund({ trade_no: tradeNo, reason: 'asked for', ...request }, buildContext(admin, key));
    expect(await refund({ money: '20.00' }, 'k')).toEqual({
      reversed_quota: 1_250_000,
      taken_back: 1_250_000,
      refunded: '20.00',
      refunded_total: '20.00',
      status: 'success',
    });
    expect(await refund({ money: '20.00' }, 'k')).toMatchObject({ taken_back: 1_250_000 });
    expect(await getErrorCode(refund({ money: '20.00' }))).toBe('REFUND_OUT_OF_RANGE');
    expect(await getErrorCode(refund({ money: '80.01' }))).toBe('REFUND_OUT_OF_RANGE');
    await send(stripeEvent('charge.refunded', stripeCharge(session, 2000)));
    expect(await getQuota(db, user)).toBe(3_750_000);
    expect(await refund({})).toEqual({
      reversed_quota: 5_000_000,
      taken_back: 3_750_000,
      refunded: '60.00',
      refunded_total: '80.00',
      status: 'refunded',
    });
    expect(await getQuota(db, user)).toBe(0);
    const events = await db.owner.query(
      `SELECT actor_id, detail::json ->> 'reason' AS reason FROM admin.audit_events e
         JOIN admin.audit_values v ON v.event_id = e.id WHERE action = 'order.refund' AND target_id = $1`,
      [tradeNo],
    );
    expect(events).toEqual([
      { actor_id: admin.userId, reason: 'asked for' },
      { actor_id: admin.userId, reason: 'asked for' },
    ]);
  });

  it('end in the same state in every order of the events', async () => {
    const permutations = <T>(items: T[]): T[][] =>
      items.length < 2
        ? [items]
        : items.flatMap((item, i) => permutations(items.toSpliced(i, 1)).map((rest) => [item, ...rest]));
    const sets: [string, (session: StripeSession) => object[]][] = [
      [
        'success 1250000 3750000',
        (s) => [
          completed({ ...paid(s), payment_status: 'unpaid' }),
          stripeEvent('checkout.session.async_payment_succeeded', paid(s)),
          stripeEvent('checkout.session.expired', s),
          stripeEvent('charge.refunded', stripeCharge(s, 2000)),
        ],
      ],
      [
        'success 0 5000000',
        (s) => [
          completed(paid(s)),
          stripeEvent('checkout.session.expired', s),
          stripeEvent('charge.dispute.created', dispute(s, 'needs_response')),
          stripeEvent('charge.dispute.closed', dispute(s, 'won')),
        ],
      ],
      [
        'refunded 5000000 0',
        (s) => [
          completed(paid(s)),
          stripeEvent('checkout.session.async_payment_failed', s),
          stripeEvent('charge.refunded', stripeCharge(s, 6000)),
          stripeEvent('charge.dispute.created', dispute(s, 'lost')),
        ],
      ],
      [
        'failed 0 0',
        (s) => [
          stripeEvent('checkout.session.expired', s),
          stripeEvent('checkout.session.async_payment_failed', s),
          stripeEvent('ping', s),
          completed({ ...s, status: 'complete' }),
        ],
      ],
    ];
    for (const [end, make] of sets) {
      const ends = new Set<string>();
      for (const order of permutations([0, 1, 2, 3])) {
        user = await makeUser(db);
        const { session, tradeNo } = await stripeOrder();
        const events = make(session);
        for (const n of order) await send(events[n]!, n % 2 ? a : b);
        const { status, reversed_quota } = await getOrder(db, tradeNo);
        const open = await getQuarantineReasons(db, tradeNo);
        ends.add([status, reversed_quota, await getQuota(db, user), ...open].join(' '));
      }
      expect([...ends]).toEqual([end]);
    }
  });
});
