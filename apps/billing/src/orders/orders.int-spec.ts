import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Identity, Role, UserStatus } from '@tollgate/contracts';
import { ledger } from '@tollgate/ledger';
import { buildContext, makeUser } from '@tollgate/testing/accounts';
import { type TestDatabase } from '@tollgate/testing/database';
import {
  CONFIGURED,
  epayOrder,
  getOrder,
  type Payments,
  paymentsPair,
  getQuota,
  setOptions,
} from '../testing/payments.js';

let db: TestDatabase;
let a: Payments;
let b: Payments;
let close: () => Promise<void>;
let admin: Identity;
let user: Identity;
beforeAll(async () => {
  ({ db, a, b, close } = await paymentsPair());
  admin = await makeUser(db, { role: Role.admin });
});
beforeEach(async () => {
  user = await makeUser(db);
});
afterAll(async () => {
  await close();
});

const complete = (trade_no: string, by = admin, on = a) => on.orders.complete({ trade_no }, buildContext(by));
const getErrorCode = (promise: Promise<unknown>) =>
  promise.then(
    () => 'done',
    (error: { code: string }) => error.code,
  );
const setStatus = (tradeNo: string, status: string) =>
  db.owner.query('UPDATE billing.orders SET status = $2 WHERE trade_no = $1', [tradeNo, status]);

describe('completing an order', () => {
  it('credits once what it fixed, names who did it, and writes nothing the second time', async () => {
    const { tradeNo } = await epayOrder(a, user);
    await Promise.all([complete(tradeNo), complete(tradeNo, admin, b), complete(tradeNo)]);
    await complete(tradeNo);
    expect(await getQuota(db, user)).toBe(5_000_000);
    expect(await getOrder(db, tradeNo)).toMatchObject({ status: 'success', completed_by: admin.userId });
    const lines = await db.owner.query('SELECT user_id, type, content FROM admin.logs WHERE user_id IN (0, $1)', [
      user.userId,
    ]);
    const content = '管理员补单成功，充值金额: ＄10.000000 额度，支付金额：73.00';
    expect(lines).toEqual([{ user_id: user.userId, type: 1, content }]);
    const events = await db.owner.query(
      `SELECT actor_id FROM admin.audit_events WHERE action = 'order.complete' AND target_id = $1`,
      [tradeNo],
    );
    expect(events).toEqual([{ actor_id: admin.userId }]);
    const postings = await db.owner.query(
      `SELECT actor_id FROM ledger.transactions WHERE kind = 'order_credit' AND ref = $1`,
      [tradeNo],
    );
    expect(postings).toEqual([{ actor_id: admin.userId }]);
  });

  it('is refused for an order that does not exist or was refunded', async () => {
    expect(await getErrorCode(complete('USR0NOnothing'))).toBe('ORDER_NOT_FOUND');
    const { tradeNo } = await epayOrder(a, user);
    await setStatus(tradeNo, 'refunded');
    expect(await getErrorCode(complete(tradeNo))).toBe('ORDER_REFUNDED');
    expect(await getQuota(db, user)).toBe(0);
    await setStatus(tradeNo, 'pending');
  });

  it('credits pending, unknown, expired and failed orders', async () => {
    for (const [index, status] of ['pending', 'unknown', 'expired', 'failed'].entries()) {
      const { tradeNo } = await epayOrder(a, user);
      await setStatus(tradeNo, status);
      expect(await getErrorCode(complete(tradeNo))).toBe('done');
      expect(await getOrder(db, tradeNo)).toMatchObject({ status: 'success', stuck_reason: '' });
      expect(await getQuota(db, user)).toBe(5_000_000 * (index + 1));
    }
  });

  it("is refused for the administrator's own orders and those of a peer, but root may complete all", async () => {
    const own = await epayOrder(a, admin);
    expect(await getErrorCode(complete(own.tradeNo))).toBe('ORDER_OF_PEER');
    const peer = await makeUser(db, { role: Role.admin });
    expect(await getErrorCode(complete(own.tradeNo, peer))).toBe('ORDER_OF_PEER');
    expect(await getQuota(db, admin)).toBe(0);
    expect(await getErrorCode(complete(own.tradeNo, await makeUser(db, { role: Role.root })))).toBe('done');
    expect(await getQuota(db, admin)).toBe(5_000_000);
  });

  it('is refused to an administrator who was demoted or disabled after the request began', async () => {
    const { tradeNo } = await epayOrder(a, user);
    const demoted = await makeUser(db, { role: Role.admin });
    await db.owner.query('UPDATE auth.users SET role = 1 WHERE id = $1', [demoted.userId]);
    expect(await getErrorCode(complete(tradeNo, demoted))).toBe('PERMISSION_DENIED');
    const disabled = await makeUser(db, { role: Role.admin, status: UserStatus.disabled });
    expect(await getErrorCode(complete(tradeNo, disabled))).toBe('PERMISSION_DENIED');
    expect(await getOrder(db, tradeNo)).toMatchObject({ status: 'pending' });
  });
});

describe('completing an order above the limits of administrators', () => {
  const setOption = (key: string, value: number) =>
    db.owner.query(
      'INSERT INTO admin.options (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
      [key, String(value)],
    );
  afterEach(async () => {
    for (const key of ['AdminGrantDailyCeiling', 'AdminGrantApprovalThreshold']) await setOption(key, 0);
  });

  it('waits until another administrator completes it, too', async () => {
    const [first, second] = [await makeUser(db, { role: Role.admin }), await makeUser(db, { role: Role.admin })];
    await setOption('AdminGrantApprovalThreshold', 4_999_999);
    const { tradeNo } = await epayOrder(a, user);
    expect(await getErrorCode(complete(tradeNo, first))).toBe('APPROVAL_PENDING');
    expect(await getErrorCode(complete(tradeNo, first))).toBe('APPROVAL_PENDING');
    expect(await getOrder(db, tradeNo)).toMatchObject({ status: 'pending' });
    expect(await getErrorCode(complete(tradeNo, second))).toBe('done');
    expect(await getOrder(db, tradeNo)).toMatchObject({ status: 'success', completed_by: second.userId });
  });

  it('is refused above the daily ceiling', async () => {
    const clerk = await makeUser(db, { role: Role.admin });
    await setOption('AdminGrantDailyCeiling', 5_000_000);
    const [one, two] = [await epayOrder(a, user), await epayOrder(a, user)];
    expect(await getErrorCode(complete(one.tradeNo, clerk))).toBe('done');
    expect(await getErrorCode(complete(two.tradeNo, clerk))).toBe('GRANT_CEILING');
    expect(await getOrder(db, two.tradeNo)).toMatchObject({ status: 'pending' });
  });
});

describe('taking a credit back', () => {
  const refund = (trade_no: string, more: object = {}, context = buildContext(admin)) =>
    a.orders.refund({ trade_no, reason: 'asked for', ...more }, context);
  const paidOrder = async () => {
    const { tradeNo, paid } = await epayOrder(a, user);
    await a.epayCallbacks.notify({ params: paid });
    return tradeNo;
  };

  it('is refused for an order that was not paid, is not there, or is a peer’s', async () => {
    const { tradeNo } = await epayOrder(a, user);
    expect(await getErrorCode(refund(tradeNo))).toBe('ORDER_NOT_PAID');
    expect(await getErrorCode(refund('USR0NOnothing'))).toBe('ORDER_NOT_FOUND');
    const own = await epayOrder(a, admin);
    expect(await getErrorCode(refund(own.tradeNo))).toBe('ORDER_OF_PEER');
  });

  it('takes a part, then the rest, and never more', async () => {
    const tradeNo = await paidOrder();
    expect(await refund(tradeNo, { money: '36.50' })).toMatchObject({ taken_back: 2_500_000, status: 'success' });
    const outcomes = await Promise.all([1, 2, 3].map(() => getErrorCode(refund(tradeNo))));
    expect(outcomes.sort()).toEqual(['REFUND_OUT_OF_RANGE', 'REFUND_OUT_OF_RANGE', 'done']);
    expect(await getQuota(db, user)).toBe(0);
    expect(await getOrder(db, tradeNo)).toMatchObject({ status: 'refunded', reversed_quota: 5_000_000 });
    const types = await db.owner.query('SELECT type, quota FROM admin.logs WHERE user_id = $1 ORDER BY created_at', [
      user.userId,
    ]);
    expect(types).toEqual([
      { type: 1, quota: 5_000_000 },
      { type: 6, quota: 2_500_000 },
      { type: 6, quota: 2_500_000 },
    ]);
  });

  it('takes of each order what it is to take, also where two requests have one id', async () => {
    const [first, second] = [await paidOrder(), await paidOrder()];
    const { caller } = buildContext(admin);
    for (const tradeNo of [first, second]) {
      const taken = await refund(tradeNo, {}, { ...buildContext(admin), caller });
      expect(taken).toMatchObject({ reversed_quota: 5_000_000, taken_back: 5_000_000, status: 'refunded' });
    }
    expect(await getQuota(db, user)).toBe(0);
  });

  it('is refused under the number of another order’s refund, rather than mixed up with it', async () => {
    const [first, second] = [await paidOrder(), await paidOrder()];
    const context = buildContext(admin);
    await refund(first, {}, context);
    await expect(refund(second, {}, context)).rejects.toThrow('of another order');
    expect(await getOrder(db, second)).toMatchObject({ status: 'success', reversed_quota: 0 });
    expect(await getQuota(db, user)).toBe(5_000_000);
  });
});

describe('the sum of a refund', () => {
  const refund = (trade_no: string, money?: unknown) =>
    a.orders.refund({ trade_no, reason: 'asked for', money }, buildContext(admin));
  const paidOrder = async () => {
    const { tradeNo, paid } = await epayOrder(a, user);
    await a.epayCallbacks.notify({ params: paid });
    return tradeNo;
  };

  it.each([10, 10.5, '10', '10.0', '10.00', '10.50', '10.000'])(
    'is taken as %j, and the answer has both sums',
    async (money) => {
      const tradeNo = await paidOrder();
      const sum = Number(money).toFixed(2);
      expect(await refund(tradeNo, money)).toMatchObject({ refunded: sum, refunded_total: sum, status: 'success' });
      const rest = (73 - Number(money)).toFixed(2);
      expect(await refund(tradeNo)).toMatchObject({ refunded: rest, refunded_total: '73.00', status: 'refunded' });
    },
  );

  it.each([-1, 0.001, '10.005', '1e1', '+10', '10,00', 'x', true, {}, [10], Infinity])(
    'is refused as %j',
    async (money) => {
      expect(await getErrorCode(refund(await paidOrder(), money))).toBe('INVALID_PARAMETER');
      expect(await getQuota(db, user)).toBe(5_000_000);
    },
  );

  it('is shown to the user with the reason and without raw quota', async () => {
    await refund(await paidOrder(), '36.50');
    const [line] = await db.owner.query('SELECT content FROM admin.logs WHERE user_id = $1 AND type = 6', [
      user.userId,
    ]);
    expect(line).toEqual({ content: '订单退款，扣回对应额度，退款金额：36.50，原因：asked for' });
  });
});

describe('the open orders of a user', () => {
  it('are at most 20, also when requests race, and one that is paid makes room', async () => {
    const results = await Promise.allSettled(Array.from({ length: 26 }, (_, n) => epayOrder(n % 2 ? a : b, user)));
    const refused = results.filter((result) => result.status === 'rejected');
    expect(refused.map(({ reason }) => (reason as { code: string }).code)).toEqual(
      Array(6).fill('TOO_MANY_OPEN_ORDERS'),
    );
    const made = results.find((result) => result.status === 'fulfilled')!;
    await a.epayCallbacks.notify({ params: made.value.paid });
    expect((await epayOrder(a, user)).tradeNo).toBeTruthy();
    expect(await getErrorCode(epayOrder(a, user))).toBe('TOO_MANY_OPEN_ORDERS');
    expect((await epayOrder(a, await makeUser(db))).tradeNo).toBeTruthy();
  });

  it('fail when the row of the user is deleted', async () => {
    const { tradeNo } = await epayOrder(a, user);
    await db.unitOfWork('auth').run((tx) => ledger.close(tx, user.userId, null, 'r'));
    await db.owner.query('DELETE FROM auth.users WHERE id = $1', [user.userId]);
    expect(await getOrder(db, tradeNo)).toMatchObject({ status: 'failed', stuck_reason: 'the user was deleted' });
  });
});

describe('a list of orders that is read to its end with the cursor', () => {
  it('has each order once, also if orders are made in the meantime, and counts them once', async () => {
    const made: string[] = [];
    for (let n = 0; n < 5; n += 1) made.push((await epayOrder(a, user)).tradeNo);
    const found: string[] = [];
    for (let cursor: string | null | undefined; cursor !== null;) {
      const page = await a.orders.list({ p: 1, page_size: 2, user_id: user.userId, cursor });
      found.push(...page.items.map(({ trade_no }) => trade_no));
      expect([page.total, page.totals.length, page.total_estimated]).toEqual(cursor ? [0, 0, false] : [5, 1, false]);
      cursor = page.next_cursor;
      if (found.length === 2) await epayOrder(a, user);
    }
    expect(found).toEqual(made.reverse());
  });
});

describe('lists', () => {
  it('show the orders of the caller, newest first, with money as a number', async () => {
    const first = await epayOrder(a, user, 3, 'wxpay');
    const second = await epayOrder(a, user, 100);
    await epayOrder(a, await makeUser(db));
    await a.epayCallbacks.notify({ params: first.paid });
    const page = await a.orders.listOwn({ p: 1, page_size: 20 }, buildContext(user));
    expect(page).toMatchObject({ total: 2, page: 1, page_size: 20 });
    expect(page.items.map(({ trade_no }) => trade_no)).toEqual([second.tradeNo, first.tradeNo]);
    expect(page.items[1]).toEqual({
      id: expect.any(Number),
      user_id: user.userId,
      amount: 3,
      money: 21.9,
      trade_no: first.tradeNo,
      payment_method: 'wxpay',
      payment_provider: 'epay',
      create_time: expect.any(Number),
      complete_time: expect.any(Number),
      status: 'success',
    });
    expect(page.items[0]).toMatchObject({ complete_time: 0, status: 'pending', money: 730 });
    expect((await a.orders.listOwn({ p: 9, page_size: 20 }, buildContext(user))).items).toEqual([]);
  });

  it('find a part of the number, % and _ as themselves', async () => {
    const { tradeNo } = await epayOrder(a, user);
    const find = async (keyword: string) =>
      (await a.orders.listOwn({ p: 1, page_size: 20, keyword }, buildContext(user))).items.map(
        ({ trade_no }) => trade_no,
      );
    expect(await find(tradeNo.slice(4, 12))).toEqual([tradeNo]);
    expect(await find('%')).toEqual([]);
    expect(await find('_')).toEqual([]);
    expect(await find('\\')).toEqual([]);
  });

  it('of an administrator take every filter, carry the name of the user, and add up by currency', async () => {
    const { tradeNo, paid } = await epayOrder(a, user, 10, 'wxpay');
    await a.epayCallbacks.notify({ params: paid });
    await a.orders.refund({ trade_no: tradeNo, money: 3, reason: 'r' }, buildContext(admin));
    await epayOrder(a, user, 100);
    const other = await makeUser(db);
    await epayOrder(a, other);
    const [row] = await db.owner.query<{ username: string }>('SELECT username FROM auth.users WHERE id = $1', [
      user.userId,
    ]);
    const list = (filter: object) => a.orders.list({ p: 1, page_size: 20, ...filter });
    const numbers = async (filter: object) => (await list(filter)).items.map(({ trade_no }) => trade_no);
    const all = await list({ user_id: user.userId });
    expect(all.items.map(({ username, user_id }) => [username, user_id])).toEqual(
      Array(2).fill([row!.username, user.userId]),
    );
    expect(all.totals).toEqual([
      { currency: '', orders: 2, money: 803, paid_orders: 1, paid_money: 73, reversed_money: 3 },
    ]);
    expect(await numbers({ username: ` ${row!.username} ` })).toEqual(all.items.map(({ trade_no }) => trade_no));
    expect(await numbers({ username: row!.username, method: 'wxpay' })).toEqual([tradeNo]);
    expect(await numbers({ username: row!.username, status: 'success' })).toEqual([tradeNo]);
    expect(await numbers({ username: row!.username, provider: 'stripe' })).toEqual([]);
    expect(await numbers({ username: 'no such user' })).toEqual([]);
    expect(await numbers({ trade_no: ` ${tradeNo}\n` })).toEqual([tradeNo]);
    expect(await numbers({ trade_no: tradeNo.slice(1) })).toEqual([]);
    const now = Math.floor(Date.now() / 1000);
    const made = { user_id: user.userId };
    expect(await numbers({ ...made, start_timestamp: now - 60, end_timestamp: now + 60 })).toHaveLength(2);
    expect(await numbers({ ...made, start_timestamp: now + 60 })).toEqual([]);
    expect(await numbers({ ...made, end_timestamp: now - 600 })).toEqual([]);
  });

  it('of an administrator show the orders of all users, by status too', async () => {
    const { tradeNo } = await epayOrder(a, user);
    await setStatus(tradeNo, 'expired');
    const page = await a.orders.list({ p: 1, page_size: 100, status: 'expired' });
    expect(page.items.every(({ status }) => status === 'expired')).toBe(true);
    expect(page.items.find(({ trade_no }) => trade_no === tradeNo)).toMatchObject({
      provider: 'epay',
      credit_quota: 5_000_000,
      user_id: user.userId,
    });
  });
});

it('the top-up page shows what is configured', async () => {
  expect(a.info.info()).toMatchObject({
    enable_online_topup: true,
    enable_stripe_topup: true,
    enable_creem_topup: true,
    creem_products: CONFIGURED.CreemProducts,
    pay_methods: [
      { name: '支付宝', color: 'rgba(var(--semi-blue-5), 1)', type: 'alipay' },
      { name: '微信', color: 'rgba(var(--semi-green-5), 1)', type: 'wxpay' },
      { name: '自定义1', color: 'black', type: 'custom1', min_topup: '50' },
      { name: 'Stripe', type: 'stripe', color: 'rgba(var(--semi-purple-5), 1)', min_topup: '1' },
    ],
    min_topup: 1,
    stripe_min_topup: 1,
    enable_redemption: true,
    topup_link: '',
    payment_compliance_confirmed: false,
    payment_compliance_terms_version: '',
    enable_waffo_topup: false,
    waffo_pay_methods: null,
    waffo_min_topup: 1,
    enable_waffo_pancake_topup: false,
    waffo_pancake_min_topup: 1,
    amount_options: [10, 20, 50, 100, 200, 500],
    discount: {},
  });
  await setOptions(db, [a, b], { StripeWebhookSecret: ' ', 'general_setting.quota_display_type': 'TOKENS' });
  expect(a.info.info()).toMatchObject({ enable_stripe_topup: false, min_topup: 500_000, stripe_min_topup: 500_000 });
});
