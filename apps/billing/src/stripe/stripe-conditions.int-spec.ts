import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Identity } from '@tollgate/contracts';
import { buildContext, makeUser } from '@tollgate/testing/accounts';
import { type TestDatabase } from '@tollgate/testing/database';
import { stripeApi, type StripeApi } from '@tollgate/testing/payments';
import {
  getOrder,
  getQuarantineReasons,
  getQuota,
  type Payments,
  paymentsPair,
  setOptions,
  stripeDelivery,
  stripeEvent,
} from '../testing/payments.js';

/** The conditions of a Stripe order are fixed when it is begun. */
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
  await stripe.close();
});

async function order(settings: Record<string, string> = {}) {
  await setOptions(db, [a, b], settings);
  const { pay_link } = await a.stripe.pay({ amount: 10, payment_method: 'stripe' }, buildContext(user));
  await setOptions(db, [a, b], Object.fromEntries(Object.keys(settings).map((key) => [key, null])));
  const { id } = [...stripe.sessions.values()].find(({ url }) => url === pay_link)!;
  return stripe.pay(id);
}
const complete = (session: object) =>
  a.stripeWebhooks.receive(stripeDelivery(stripeEvent('checkout.session.completed', session)));
const send = (type: string, object: object, more: object = {}) =>
  a.stripeWebhooks.receive(stripeDelivery(stripeEvent(type, object, more)));
const details = (amount_discount: number, amount_tax = 0) => ({ amount_discount, amount_tax, amount_shipping: 0 });

describe('a promotion code', () => {
  const REDUCED = { amount_subtotal: 8000, amount_total: 6000, total_details: details(2000) };

  it('counts if it was allowed when the session was made, although it is switched off by now', async () => {
    const session = await order({ StripePromotionCodesEnabled: 'true' });
    expect(await complete({ ...session, ...REDUCED })).toBe('credited');
    expect(await getOrder(db, session.client_reference_id)).toMatchObject({ money: '60.000', stuck_reason: '' });
    expect(await getQuota(db, user)).toBe(5_000_000);
  });

  it('does not count if it was not allowed, although it is switched on by now', async () => {
    const session = await order();
    await setOptions(db, [a, b], { StripePromotionCodesEnabled: 'true' });
    expect(await complete({ ...session, ...REDUCED })).toBe('quarantined');
    await setOptions(db, [a, b], { StripePromotionCodesEnabled: null });
    const { stuck_reason } = await getOrder(db, session.client_reference_id);
    expect(stuck_reason).toMatch(/other_sum, money 80.00, expected 80.000, paid 60.00 with a promotion code$/);
    expect(await getQuota(db, user)).toBe(0);
  });

  it('goes by the option if the order is older than the condition', async () => {
    const session = await order();
    const { client_reference_id } = session;
    await db.owner.query('UPDATE billing.orders SET allows_promotions = NULL WHERE trade_no = $1', [
      client_reference_id,
    ]);
    expect(await complete({ ...session, ...REDUCED })).toBe('quarantined');
    await setOptions(db, [a, b], { StripePromotionCodesEnabled: 'true' });
    expect(await complete({ ...session, ...REDUCED })).toBe('credited');
    await setOptions(db, [a, b], { StripePromotionCodesEnabled: null });
  });

  it('of 100 % credits a session that needs no payment', async () => {
    const session = await order({ StripePromotionCodesEnabled: 'true' });
    const free = {
      amount_subtotal: 8000,
      amount_total: 0,
      total_details: details(8000),
      payment_status: 'no_payment_required',
    };
    expect(await complete({ ...session, ...free })).toBe('credited');
  });
});

describe('tax', () => {
  const TAXED = { amount_subtotal: 8000, amount_total: 8800, total_details: details(0, 800) };

  it('that is added counts if the session allowed it, and Stripe is asked to add it', async () => {
    const session = await order({ StripeAutomaticTax: 'true' });
    expect(new URLSearchParams(stripe.asked.at(-1)!.body).get('automatic_tax[enabled]')).toBe('true');
    expect(await complete({ ...session, ...TAXED })).toBe('credited');
    expect(await getOrder(db, session.client_reference_id)).toMatchObject({ money: '88.000' });
    expect(await complete({ ...session, ...TAXED })).toBe('already');
  });

  it('that is added without being allowed is quarantined', async () => {
    const session = await order();
    expect(await complete({ ...session, ...TAXED })).toBe('quarantined');
    expect(await getQuarantineReasons(db, session.client_reference_id)).toEqual(['other_sum']);
  });

  it('that the price includes needs no permission', async () => {
    const session = await order();
    expect(await complete({ ...session, ...TAXED, amount_total: 8000 })).toBe('credited');
  });

  it('and a promotion code count together', async () => {
    const session = await order({ StripeAutomaticTax: 'true', StripePromotionCodesEnabled: 'true' });
    expect(
      await complete({ ...session, amount_subtotal: 8000, amount_total: 6600, total_details: details(2000, 600) }),
    ).toBe('credited');
  });
});

describe('sums that do not follow from each other', () => {
  it.each([
    ['a total below the subtotal without a discount', { amount_subtotal: 8000, amount_total: 1 }],
    [
      'a discount that does not explain the total',
      { amount_subtotal: 8000, amount_total: 1, total_details: details(100) },
    ],
    [
      'a tax that does not explain the total',
      { amount_subtotal: 4000, amount_total: 7900, total_details: details(0, 100) },
    ],
    ['another subtotal', { amount_subtotal: 7999, amount_total: 7999 }],
    ['a conversion that cannot be read', { currency_conversion: { amount_total: 'x', source_currency: 'usd' } }],
    [
      'a conversion of another sum',
      { currency_conversion: { amount_total: 1, amount_subtotal: 1, source_currency: 'usd' } },
    ],
    [
      'a conversion from another currency',
      { currency_conversion: { amount_total: 8000, amount_subtotal: 8000, source_currency: 'eur' } },
    ],
  ])('credit nothing: %s', async (_, sums) => {
    const session = await order({ StripeAutomaticTax: 'true', StripePromotionCodesEnabled: 'true' });
    expect(await complete({ ...session, ...sums })).toBe('quarantined');
    expect(await getQuota(db, user)).toBe(0);
  });
});

describe('adaptive pricing', () => {
  it('is judged by the currency of the order, not by the one of the payer', async () => {
    const session = await order();
    const currency_conversion = { amount_subtotal: 8000, amount_total: 8000, fx_rate: '0.91', source_currency: 'usd' };
    const converted = { ...session, currency: 'eur', amount_subtotal: 7280, amount_total: 7280, currency_conversion };
    expect(await complete(converted)).toBe('credited');
    expect(await getOrder(db, session.client_reference_id)).toMatchObject({ money: '80.000' });
    const newer = await order();
    const presentment_details = { presentment_amount: 7280, presentment_currency: 'eur' };
    expect(await complete({ ...newer, presentment_details })).toBe('credited');
  });
});

describe('a stored customer', () => {
  const store = (customer: string) =>
    db.owner.query('UPDATE auth.users SET stripe_customer = $2 WHERE id = $1', [user.userId, customer]);
  const stored = async () =>
    (
      await db.owner.query<{ stripe_customer: string }>('SELECT stripe_customer FROM auth.users WHERE id = $1', [
        user.userId,
      ])
    )[0]?.stripe_customer;

  it('that Stripe does not know is forgotten, and the purchase goes on without it', async () => {
    await store('cus_of_test_mode');
    stripe.lostCustomers.add('cus_of_test_mode');
    const session = await order();
    expect(await stored()).toBe('');
    expect(await complete(session)).toBe('credited');
    expect(await stored()).toBe(session.customer);
  });

  it('stays if Stripe refuses for another reason', async () => {
    await store('cus_kept');
    stripe.next('refuse');
    await expect(order()).rejects.toMatchObject({ code: 'PAYMENT_START_FAILED' });
    expect(await stored()).toBe('cus_kept');
  });
});

describe('events of another shop on the same account', () => {
  const session = {
    id: 'cs_else',
    object: 'checkout.session',
    status: 'complete',
    payment_status: 'paid',
    amount_total: 1,
    currency: 'usd',
  };
  it.each([
    ['a session without a reference', 'checkout.session.completed', session, {}],
    [
      'a session with a reference of another form',
      'checkout.session.completed',
      { ...session, client_reference_id: 'order-77' },
      {},
    ],
    [
      'a session whose metadata name no order',
      'checkout.session.completed',
      { ...session, client_reference_id: `ref_${'a'.repeat(40)}`, metadata: { cart: '1' } },
      {},
    ],
    ['a session of the other mode', 'checkout.session.completed', session, { livemode: true }],
    ['an expired session', 'checkout.session.expired', { ...session, client_reference_id: 'order-77' }, {}],
    [
      'a refund',
      'charge.refunded',
      { id: 'ch_else', amount_refunded: 5, currency: 'usd', payment_intent: 'pi_else' },
      {},
    ],
    ['a refund without a sum', 'charge.refunded', { id: 'ch_else', payment_intent: 'pi_else' }, {}],
    [
      'a dispute',
      'charge.dispute.created',
      { id: 'dp_else', amount: 5, currency: 'usd', payment_intent: 'pi_else', status: 'lost' },
      {},
    ],
    ['a failed refund', 'refund.failed', { id: 're_else', payment_intent: 'pi_else' }, {}],
  ])('are ignored and open no case: %s', async (_, type, object, more) => {
    const before = (await a.quarantine.list({ p: 1, page_size: 1 })).total;
    expect(await send(type, object, more)).toBe('ignored');
    expect((await a.quarantine.list({ p: 1, page_size: 1 })).total).toBe(before);
  });

  it('are acted upon if the payment turns out to be ours', async () => {
    const own = await order();
    const dispute = { id: 'dp_early', amount: 8000, currency: 'usd', payment_intent: `pi_${own.id}`, status: 'lost' };
    expect(await send('charge.dispute.created', dispute)).toBe('ignored');
    expect(await complete(own)).toBe('credited');
    expect(await getQuota(db, user)).toBe(0);
    expect(await getOrder(db, own.client_reference_id)).toMatchObject({ status: 'refunded' });
  });
});
