import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type Identity, Role } from '@tollgate/contracts';
import type { PlanFields } from '@tollgate/contracts/billing/plans';
import { subscriptionsRpc } from '@tollgate/contracts/billing/subscriptions';
import { buildContext, getBalances, makeUser } from '@tollgate/testing/accounts';
import { expectInvariants, type TestDatabase } from '@tollgate/testing/database';
import { creemApi, type CreemApi, notification, stripeApi, type StripeApi } from '@tollgate/testing/payments';
import { EPAY_KEY, type Payments, paymentsPair, setOptions } from '../testing/payments.js';

const UNIT = 500_000;

let db: TestDatabase;
let a: Payments;
let b: Payments;
let close: () => Promise<void>;
let creem: CreemApi;
let stripe: StripeApi;
let admin: Identity;
let root: Identity;
beforeAll(async () => {
  [creem, stripe] = await Promise.all([creemApi(), stripeApi()]);
  ({ db, a, b, close } = await paymentsPair({ creem: creem.address, stripe: stripe.address }));
  [admin, root] = [await makeUser(db, { role: Role.admin }), await makeUser(db, { role: Role.root })];
});
afterEach(() => expectInvariants(db));
afterAll(async () => {
  await close();
  await Promise.all([creem.close(), stripe.close()]);
});

const PLAN = { title: 'Monthly', price_amount: 1.5, total_amount: 1000 };
const makePlan = async (fields: PlanFields = {}) =>
  (await a.plans.create({ plan: { ...PLAN, ...fields } }, buildContext(admin))).id;
const buy = (who: Identity, planId: number, on = a, key?: string) =>
  on.subscriptions.buy({ plan_id: planId }, buildContext(who, key));
const grant = (who: Identity, planId: number, by = admin) =>
  a.subscriptionAdmin.grant(
    buildContext(by),
    subscriptionsRpc.grant,
    { id: who.userId, plan_id: planId },
    {
      userId: who.userId,
      planId,
    },
  );
const own = (who: Identity) => a.subscriptions.own(buildContext(who));
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: { code?: string }) => error.code,
  );

interface Answer {
  outcome: string;
  available: number;
  charged: number | null;
  shortfall: number | null;
}
async function relay(op: string, ref: string, who: Identity, amount: number | null = null): Promise<Answer> {
  const [row] = await a.database.query<Answer & Record<string, unknown>>(
    `SELECT outcome, available, charged, shortfall
       FROM ledger.relay(ARRAY[$1], ARRAY[$2], ARRAY[$3::bigint], ARRAY[NULL::bigint], ARRAY[$4::bigint], ARRAY[60], 10, 100000)`,
    [op, ref, who.userId, amount],
  );
  return row!;
}
/** Lets all subscriptions of a user end now, as time would. */
const age = (who: Identity) =>
  db.owner.query(
    `UPDATE ledger.subscriptions SET ends_at = clock_timestamp() WHERE user_id = $1 AND status = 'active'`,
    [who.userId],
  );
const groupOf = async (who: Identity) =>
  (await db.owner.query<{ group: string }>('SELECT "group" FROM auth.users WHERE id = $1', [who.userId]))[0]!.group;

describe('a purchase from the balance', () => {
  it('takes the price, grants the quota and shows the subscription', async () => {
    const user = await makeUser(db, { quota: 2 * UNIT });
    const plan = await makePlan({ quota_reset_period: 'monthly' });
    await buy(user, plan);
    expect(await getBalances(db, user.userId)).toMatchObject({ quota: UNIT / 2, plan: 1000 });
    const { billing_preference: preference, subscriptions } = await own(user);
    expect(preference).toBe('subscription_first');
    const facts = { plan_id: plan, amount_total: 1000, amount_used: 0, status: 'active', source: 'balance' };
    expect(subscriptions).toEqual([{ subscription: expect.objectContaining(facts) }]);
  });

  it('50 purchases at once of a plan with a limit of one, on two replicas, give one', async () => {
    const user = await makeUser(db, { quota: 100 * UNIT });
    const plan = await makePlan({ max_purchase_per_user: 1 });
    const codes = await Promise.all(Array.from({ length: 50 }, (_, n) => codeOf(buy(user, plan, n % 2 ? a : b))));
    expect(codes.filter((code) => code === 'done')).toHaveLength(1);
    expect(codes.filter((code) => code === 'PLAN_LIMIT_REACHED')).toHaveLength(49);
    expect(await getBalances(db, user.userId)).toMatchObject({ quota: 98.5 * UNIT, plan: 1000 });
  });

  it('is done once for one Idempotency-Key', async () => {
    const user = await makeUser(db, { quota: 100 * UNIT });
    const plan = await makePlan();
    await buy(user, plan, a, 'key-1');
    await buy(user, plan, b, 'key-1');
    expect((await own(user)).all_subscriptions).toHaveLength(1);
  });

  it('leaves what reservations hold, and refuses what is switched off, unknown or not sold for the balance', async () => {
    const user = await makeUser(db, { quota: 2 * UNIT });
    const plan = await makePlan();
    await relay('reserve', `held-${user.userId}`, user, UNIT);
    expect(await codeOf(buy(user, plan))).toBe('INSUFFICIENT_QUOTA');
    expect(await codeOf(buy(user, 999_999))).toBe('PLAN_NOT_FOUND');
    expect(await codeOf(buy(user, await makePlan({ allow_balance_pay: false })))).toBe('PLAN_NOT_FROM_BALANCE');
    await a.plans.switch({ id: plan, enabled: false }, buildContext(admin));
    expect(await codeOf(buy(user, plan))).toBe('PLAN_OFF');
  });
});

describe('a call', () => {
  it.each([
    ['subscription_first', 150, { plan: 0, quota: 50 }],
    ['wallet_first', 150, { plan: 50, quota: 0 }],
  ])('with %s draws %d from plan and balance in that order', async (preference, amount, left) => {
    const user = await makeUser(db, { quota: 100 });
    await grant(user, await makePlan({ total_amount: 100 }));
    await a.subscriptions.prefer({ billing_preference: preference }, buildContext(user));
    const ref = `draw-${user.userId}`;
    expect(await relay('reserve', ref, user, amount)).toMatchObject({ outcome: 'reserved', available: 50 });
    expect(await relay('settle', ref, user, amount)).toMatchObject({
      outcome: 'charged',
      charged: amount,
      shortfall: 0,
    });
    expect(await relay('settle', ref, user, amount)).toMatchObject({ outcome: 'double', charged: amount });
    expect(await getBalances(db, user.userId)).toMatchObject(left);
  });

  it.each([
    ['subscription_only', true, 100],
    ['wallet_only', true, 100],
    ['subscription_first', false, 100],
    ['subscription_first', true, 200],
  ])('with %s and overflow %s can reserve %d of 100 and 100', async (preference, overflow, most) => {
    const user = await makeUser(db, { quota: 100 });
    await grant(user, await makePlan({ total_amount: 100, allow_wallet_overflow: overflow }));
    await a.subscriptions.prefer({ billing_preference: preference }, buildContext(user));
    expect((await relay('reserve', `over-${user.userId}`, user, most + 1)).outcome).toBe('quota');
    expect(await relay('reserve', `most-${user.userId}`, user, most)).toMatchObject({
      outcome: 'reserved',
      available: 0,
    });
  });

  it('uses a plan without a limit, which counts the use and touches no balance', async () => {
    const user = await makeUser(db, { quota: 100 });
    await grant(user, await makePlan({ total_amount: 0 }));
    const ref = `free-${user.userId}`;
    expect((await relay('reserve', ref, user, 5000)).outcome).toBe('reserved');
    expect(await relay('settle', ref, user, 7000)).toMatchObject({ charged: 7000, shortfall: 0 });
    expect(await getBalances(db, user.userId)).toMatchObject({ quota: 100, plan: 0 });
    expect((await own(user)).subscriptions[0]!.subscription.amount_used).toBe(7000);
  });

  it('is charged to the plan that it was reserved from, if that plan ends in the meantime', async () => {
    const user = await makeUser(db, { quota: 100 });
    await grant(user, await makePlan({ total_amount: 100 }));
    const ref = `ends-${user.userId}`;
    await relay('reserve', ref, user, 60);
    await age(user);
    await a.subscriptionJobs.run();
    expect(await getBalances(db, user.userId)).toMatchObject({ plan: 60 });
    expect((await relay('reserve', `${ref}-2`, user, 101)).outcome).toBe('quota');
    expect(await relay('settle', ref, user, 50)).toMatchObject({ charged: 50 });
    await b.subscriptionJobs.run();
    expect(await getBalances(db, user.userId)).toMatchObject({ plan: 0, quota: 100 });
  });

  it('draws from the plan that ends first', async () => {
    const user = await makeUser(db);
    await grant(user, await makePlan({ total_amount: 100, duration_unit: 'year' }));
    await grant(user, await makePlan({ total_amount: 100, duration_unit: 'day' }));
    await relay('charge', `first-${user.userId}`, user, 120);
    const used = (await own(user)).subscriptions.map(({ subscription }) => subscription.amount_used);
    expect(used).toEqual([100, 20]);
  });
});

/** An Epay order of a plan, and the notification that pays it. */
async function orderByEpay(who: Identity, planId: number) {
  const { form } = await a.purchases.byEpay({ plan_id: planId, payment_method: 'alipay' }, buildContext(who));
  const { pid, out_trade_no, type, name, money } = form;
  const params = { pid, trade_no: `E${out_trade_no.slice(-8)}`, out_trade_no, type, name, money };
  return { tradeNo: out_trade_no, form, paid: notification({ ...params, trade_status: 'TRADE_SUCCESS' }, EPAY_KEY) };
}
const refund = (tradeNo: string, money?: string) =>
  a.orders.refund({ trade_no: tradeNo, reason: 'test', ...(money ? { money } : {}) }, buildContext(root));

describe('an order of a plan', () => {
  it('by Epay grants the terms of its moment once, also if the plan changed until it was paid', async () => {
    const user = await makeUser(db);
    const plan = await makePlan();
    const { form, paid } = await orderByEpay(user, plan);
    expect(form).toMatchObject({ money: '1.50', name: 'SUB:Monthly' });
    expect(form.out_trade_no).toMatch(new RegExp(`^SUBUSR${user.userId}NO`));
    expect(form.notify_url).toBe('https://api.example.com/api/subscription/epay/notify');
    await a.plans.update(
      { id: plan, plan: { price_amount: '9', total_amount: 5, enabled: false } },
      buildContext(admin),
    );
    const answers = await Promise.all([a, b, a, b].map((on) => on.epayCallbacks.notify({ params: paid })));
    expect(answers.map(({ answer }) => answer)).toEqual(['success', 'success', 'success', 'success']);
    const [{ subscription } = { subscription: undefined }] = (await own(user)).subscriptions;
    expect(subscription).toMatchObject({ amount_total: 1000, source: 'order', plan_id: plan });
    expect(await getBalances(db, user.userId)).toMatchObject({ quota: 0, plan: 1000 });
  });

  it('counts for the limit while it is open', async () => {
    const user = await makeUser(db, { quota: 10 * UNIT });
    const plan = await makePlan({ max_purchase_per_user: 1 });
    await orderByEpay(user, plan);
    expect(await codeOf(buy(user, plan))).toBe('PLAN_LIMIT_REACHED');
    expect(await codeOf(orderByEpay(user, plan))).toBe('PLAN_LIMIT_REACHED');
  });

  it('that is refunded ends the plan and collects what was used, at most the price', async () => {
    const user = await makeUser(db, { quota: 100 });
    const { tradeNo, paid } = await orderByEpay(user, await makePlan());
    await a.epayCallbacks.notify({ params: paid });
    await relay('charge', `used-${user.userId}`, user, 300);
    expect(await refund(tradeNo, '1.00')).toMatchObject({ taken_back: 0, status: 'success' });
    expect(await getBalances(db, user.userId)).toMatchObject({ quota: 100, plan: 700, debt: 0 });
    expect(await refund(tradeNo)).toMatchObject({ taken_back: 300, status: 'refunded' });
    expect(await getBalances(db, user.userId)).toMatchObject({ quota: 0, plan: 0, debt: -200 });
    expect((await own(user)).all_subscriptions[0]!.subscription.status).toBe('cancelled');
  });

  it('is begun at Stripe and Creem under the ids of the plan, and refused without them', async () => {
    const user = await makeUser(db);
    const bare = await makePlan();
    expect(await codeOf(a.purchases.byStripe({ plan_id: bare }, buildContext(user)))).toBe('PLAN_WITHOUT_PRODUCT');
    expect(await codeOf(a.purchases.byCreem({ plan_id: bare }, buildContext(user)))).toBe('PLAN_WITHOUT_PRODUCT');
    const plan = await makePlan({ stripe_price_id: 'price_unit', creem_product_id: 'prod_1' });
    expect((await a.purchases.byStripe({ plan_id: plan }, buildContext(user))).pay_link).toMatch(/^https:/);
    const { checkout_url, order_id } = await a.purchases.byCreem({ plan_id: plan }, buildContext(user));
    expect(checkout_url).toMatch(/^https:/);
    expect(order_id).toMatch(/^sub_ref_[0-9a-f]{40}$/);
  });
});

describe('the group of a plan', () => {
  it('comes with the plan, passes to the next one, and the last returns the first group', async () => {
    const user = await makeUser(db);
    const [vip, svip] = [await makePlan({ upgrade_group: 'vip' }), await makePlan({ upgrade_group: 'svip' })];
    await grant(user, vip);
    await grant(user, svip);
    expect(await groupOf(user)).toBe('svip');
    const [later, earlier] = (await own(user)).subscriptions.map(({ subscription }) => subscription.id);
    await a.subscriptionAdmin.end({ id: earlier! }, 'revoked', buildContext(admin));
    expect(await groupOf(user)).toBe('svip');
    await a.subscriptionAdmin.end({ id: later! }, 'revoked', buildContext(admin));
    expect(await groupOf(user)).toBe('default');
  });

  it('stays while a renewal is in force', async () => {
    const user = await makeUser(db);
    const plan = await makePlan({ upgrade_group: 'vip' });
    await grant(user, plan);
    await grant(user, plan);
    const [second, first] = (await own(user)).subscriptions.map(({ subscription }) => subscription.id);
    await a.subscriptionAdmin.end({ id: first! }, 'revoked', buildContext(admin));
    expect(await groupOf(user)).toBe('vip');
    await a.subscriptionAdmin.end({ id: second! }, 'deleted', buildContext(admin));
    expect(await groupOf(user)).toBe('default');
  });

  it('is left out if it is gone when the money comes, and is default if the group from before is gone', async () => {
    const user = await makeUser(db);
    const { paid } = await orderByEpay(user, await makePlan({ upgrade_group: 'svip' }));
    const other = await makeUser(db, { group: 'svip' });
    await grant(other, await makePlan({ upgrade_group: 'vip' }));
    await setOptions(db, [a, b], { GroupRatio: '{"default":1,"vip":1}' });
    try {
      await a.epayCallbacks.notify({ params: paid });
      expect(await groupOf(user)).toBe('default');
      expect(await getBalances(db, user.userId)).toMatchObject({ plan: 1000 });
      await age(other);
      await a.subscriptionJobs.run();
      expect(await groupOf(other)).toBe('default');
    } finally {
      await setOptions(db, [a, b], { GroupRatio: null });
    }
  });
});

describe('administrators', () => {
  it('fill up, invalidate and delete, within their ceilings and only below their rank', async () => {
    const user = await makeUser(db);
    const plan = await makePlan({ total_amount: 100, quota_reset_period: 'daily' });
    await grant(user, plan);
    await relay('charge', `reset-${user.userId}`, user, 70);
    const reset = { id: user.userId, plan_id: plan, advance_reset_time: false };
    const counts = { matched_count: 1, reset_count: 1, user_count: 1, advance_reset_time: false };
    expect(await a.subscriptionAdmin.resetOfUser(reset, buildContext(admin))).toEqual({ plan_id: plan, ...counts });
    expect(await getBalances(db, user.userId)).toMatchObject({ plan: 100 });
    expect(await a.subscriptionAdmin.resetOfPlan({ id: plan }, buildContext(admin))).toMatchObject({ reset_count: 1 });
    expect(await codeOf(grant(root, plan))).toBe('UPDATE_OUTRANKS');
    await setOptions(db, [a, b], { AdminGrantApprovalThreshold: '50' });
    expect(await codeOf(grant(user, plan))).toBe('GRANT_ABOVE_THRESHOLD');
    await setOptions(db, [a, b], { AdminGrantApprovalThreshold: null });
    const [{ subscription } = { subscription: undefined }] = (await own(user)).subscriptions;
    const id = subscription!.id;
    await a.subscriptionAdmin.end({ id }, 'revoked', buildContext(admin));
    expect(await getBalances(db, user.userId)).toMatchObject({ plan: 0 });
    await a.subscriptionAdmin.end({ id }, 'deleted', buildContext(admin));
    expect((await own(user)).all_subscriptions).toEqual([]);
    expect(await codeOf(a.subscriptionAdmin.end({ id }, 'deleted', buildContext(admin)))).toBe(
      'SUBSCRIPTION_NOT_FOUND',
    );
  });

  it.each([
    [{ title: ' ' }, 'PLAN_INVALID'],
    [{ price_amount: -1 }, 'PLAN_INVALID'],
    [{ price_amount: 10_000 }, 'PLAN_INVALID'],
    [{ price_amount: '1e3' }, 'PLAN_INVALID'],
    [{ upgrade_group: 'nowhere' }, 'PLAN_GROUP_UNKNOWN'],
    [{ quota_reset_period: 'custom' }, 'PLAN_INVALID'],
    [{ duration_value: 0 }, 'PLAN_INVALID'],
    [{ total_amount: -1 }, 'PLAN_INVALID'],
  ])('are refused a plan with %j', async (fields, code) => {
    expect(await codeOf((async () => makePlan(fields))())).toBe(code);
  });
});

describe('the calendar', () => {
  const at = async (sql: string, values: unknown[]) =>
    (await db.owner.query<{ at: Date | null }>(`SELECT ${sql} AS at`, values))[0]!.at?.toISOString() ?? null;

  it.each([
    ['month', 1, 'Europe/Berlin', '2027-01-31T09:00:00Z', '2027-02-28T09:00:00.000Z'],
    ['month', 1, 'Asia/Shanghai', '2028-01-30T20:00:00Z', '2028-02-28T20:00:00.000Z'],
    ['year', 1, 'UTC', '2028-02-29T12:00:00Z', '2029-02-28T12:00:00.000Z'],
    ['day', 1, 'Europe/Berlin', '2027-03-27T12:00:00Z', '2027-03-28T11:00:00.000Z'],
    ['day', 1, 'Europe/Berlin', '2026-10-24T12:00:00Z', '2026-10-25T13:00:00.000Z'],
    ['hour', 24, 'Europe/Berlin', '2027-03-27T12:00:00Z', '2027-03-28T12:00:00.000Z'],
  ])('ends %s × %d in %s from %s at %s', async (unit, value, zone, from, end) => {
    expect(await at('ledger.plan_end($1, $2, $3, 0, $4)', [from, unit, value, zone])).toBe(end);
  });

  it.each([
    ['daily', 'Europe/Berlin', '2027-03-28T00:30:00Z', '2027-03-28T22:00:00.000Z'],
    ['daily', 'America/Santiago', '2026-09-06T03:30:00Z', '2026-09-06T04:00:00.000Z'],
    ['weekly', 'UTC', '2026-11-30T00:00:00Z', '2026-12-07T00:00:00.000Z'],
    ['monthly', 'Asia/Shanghai', '2028-02-29T15:59:59Z', '2028-02-29T16:00:00.000Z'],
    ['never', 'UTC', '2026-11-30T00:00:00Z', null],
  ])('resets %s in %s after %s at %s', async (period, zone, from, next) => {
    const values = [from, period, zone];
    expect(await at(`ledger.plan_next_reset($1, $1, $2, 0, $3, 'infinity')`, values)).toBe(next);
  });

  it('makes one reset of many missed ones and none before its time, also on a replica whose clock is 90 s ahead', async () => {
    const user = await makeUser(db);
    await grant(
      user,
      await makePlan({ total_amount: 100, quota_reset_period: 'custom', quota_reset_custom_seconds: 3600 }),
    );
    await relay('charge', `missed-${user.userId}`, user, 90);
    const real = Date.now;
    Date.now = () => real() + 90_000;
    try {
      await db.owner.query(
        `UPDATE ledger.subscriptions SET next_reset_at = now() + interval '60 s' WHERE user_id = $1`,
        [user.userId],
      );
      await a.subscriptionJobs.run();
      expect(await getBalances(db, user.userId)).toMatchObject({ plan: 10 });
      await db.owner.query(
        `UPDATE ledger.subscriptions SET next_reset_at = now() - interval '5 h' WHERE user_id = $1`,
        [user.userId],
      );
      await Promise.all([a.subscriptionJobs.run(), b.subscriptionJobs.run()]);
    } finally {
      Date.now = real;
    }
    expect(await getBalances(db, user.userId)).toMatchObject({ plan: 100 });
    const resets = `SELECT count(*)::int AS n FROM ledger.transactions t JOIN ledger.subscriptions s ON s.user_id = $1
                     WHERE t.kind = 'plan_reset' AND t.ref LIKE s.id || ':%'`;
    expect(await db.owner.query(resets, [user.userId])).toEqual([{ n: 1 }]);
  });
});
