import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Identity, Role } from '@tollgate/contracts';
import { ledger } from '@tollgate/ledger';
import { buildContext, makeUser } from '@tollgate/testing/accounts';
import { type TestDatabase } from '@tollgate/testing/database';
import { notification } from '@tollgate/testing/payments';
import {
  CONFIGURED,
  EPAY_KEY,
  epayOrder,
  getOrder,
  type Payments,
  paymentsPair,
  getQuarantineReasons,
  getQuota,
  setOptions,
} from '../testing/payments.js';

let db: TestDatabase;
let a: Payments;
let b: Payments;
let close: () => Promise<void>;
let admin: Identity;
beforeAll(async () => {
  ({ db, a, b, close } = await paymentsPair());
  admin = await makeUser(db, { role: Role.admin });
});
afterAll(async () => {
  await close();
});

const getAnswer = async (params: unknown, on = a) => (await on.epayCallbacks.notify({ params })).answer;

describe('a purchase', () => {
  it('is a signed form and a pending order that fixes what it costs and credits', async () => {
    const user = await makeUser(db);
    const { form, url } = await a.epay.pay({ amount: 10, payment_method: 'wxpay' }, buildContext(user));
    expect(url).toBe('https://pay.example.com/xpay/epay/submit.php');
    expect(form).toMatchObject({
      pid: '1001',
      type: 'wxpay',
      name: 'TUC10',
      money: '73.00',
      device: 'pc',
      sign_type: 'MD5',
    });
    expect(form.out_trade_no).toMatch(new RegExp(`^USR${user.userId}NO[0-9A-Za-z]{6}\\d{10}$`));
    expect(form.notify_url).toBe('https://api.example.com/api/user/epay/notify');
    expect(form.return_url).toBe('https://api.example.com/console/log');
    const { sign: _, sign_type: __, ...params } = form;
    expect(form.sign).toBe(notification(params, EPAY_KEY).sign);
    const order = await getOrder(db, form.out_trade_no);
    expect(order).toMatchObject({ status: 'pending', amount: 10, credit_quota: 5_000_000, money: '73.000' });

    await setOptions(db, [a, b], { Price: '100', QuotaPerUnit: '7' });
    const { pid, out_trade_no } = params;
    const notice = { pid, trade_no: 'E1', out_trade_no, type: 'wxpay', name: 'TUC10' };
    const signed = notification({ ...notice, money: '73.00', trade_status: 'TRADE_SUCCESS' }, EPAY_KEY);
    expect(await getAnswer(signed)).toBe('success');
    expect(await getQuota(db, user)).toBe(5_000_000);
    await setOptions(db, [a, b], { Price: null, QuotaPerUnit: null });
  });

  it('credits exactly the quota asked for in TOKENS mode', async () => {
    const user = await makeUser(db);
    await setOptions(db, [a, b], { 'general_setting.quota_display_type': 'TOKENS' });
    expect(a.epay.amount({ amount: 750_000 }, user)).toEqual({ money: '10.95' });
    const { paid, tradeNo } = await epayOrder(a, user, 750_000);
    await setOptions(db, [a, b], { 'general_setting.quota_display_type': null });
    expect(await getAnswer(paid)).toBe('success');
    expect(await getQuota(db, user)).toBe(750_000);
    expect(await getOrder(db, tradeNo)).toMatchObject({ amount: 750_000, money: '10.950', status: 'success' });
  });

  it('gives the documented example', async () => {
    await setOptions(db, [a], {
      'general_setting.quota_display_type': 'TOKENS',
      QuotaPerUnit: '1000',
      Price: '1',
      MinTopUp: '1',
    });
    const user = await makeUser(db);
    expect(a.epay.amount({ amount: 10_000, top_up_code: '' }, user)).toEqual({ money: '10.00' });
    expect(() => a.epay.amount({ amount: 999 }, user)).toThrow(
      expect.objectContaining({ code: 'AMOUNT_BELOW_MINIMUM', params: { minimum: 1000 } }),
    );
    await setOptions(db, [a, b], {
      'general_setting.quota_display_type': null,
      QuotaPerUnit: null,
      Price: null,
      MinTopUp: null,
    });
  });

  it.each([
    [{ amount: 0, payment_method: 'alipay' }, 'AMOUNT_BELOW_MINIMUM'],
    [{ amount: -10, payment_method: 'alipay' }, 'AMOUNT_BELOW_MINIMUM'],
    [{ amount: 40_000_000_000_000, payment_method: 'alipay' }, 'AMOUNT_ABOVE_MAXIMUM'],
    [{ amount: Number.MAX_SAFE_INTEGER, payment_method: 'alipay' }, 'AMOUNT_ABOVE_MAXIMUM'],
    [{ amount: 10, payment_method: 'paypal' }, 'PAYMENT_METHOD_UNKNOWN'],
    [{ amount: 10 }, 'PAYMENT_METHOD_UNKNOWN'],
    [{ amount: 49, payment_method: 'custom1' }, 'AMOUNT_BELOW_MINIMUM'],
  ])('refuses %j with %s and makes no order', async (request, code) => {
    const user = await makeUser(db);
    await expect(a.epay.pay(request, buildContext(user))).rejects.toMatchObject({ code });
    expect(await db.owner.query('SELECT FROM billing.orders WHERE user_id = $1', [user.userId])).toHaveLength(0);
  });

  it('lets a method have its own minimum, and takes it away at once', async () => {
    const user = await makeUser(db);
    expect((await epayOrder(a, user, 50, 'custom1')).form.type).toBe('custom1');
    await setOptions(db, [a, b], { PayMethods: '[{"name":"自定义1","type":"custom1"}]' });
    expect((await epayOrder(a, user, 1, 'custom1')).form.money).toBe('7.30');
    await setOptions(db, [a, b], { PayMethods: null });
  });

  it('forgets a discount as soon as it is removed', async () => {
    const user = await makeUser(db);
    await setOptions(db, [a, b], { 'payment_setting.amount_discount': '{"100":0.9}' });
    expect(a.epay.amount({ amount: 100 }, user)).toEqual({ money: '657.00' });
    expect(b.info.info().discount).toEqual({ 100: 0.9 });
    await setOptions(db, [a, b], { 'payment_setting.amount_discount': '{}' });
    expect(a.epay.amount({ amount: 100 }, user)).toEqual({ money: '730.00' });
    expect(b.epay.amount({ amount: 100 }, user)).toEqual({ money: '730.00' });
    expect(b.info.info().discount).toEqual({});
  });

  it('keeps the minimum if it was stored as a fraction', async () => {
    const user = await makeUser(db);
    await setOptions(db, [a], { MinTopUp: '2.000000' });
    expect(() => a.epay.amount({ amount: 0 }, user)).toThrow(expect.objectContaining({ code: 'AMOUNT_BELOW_MINIMUM' }));
    await setOptions(db, [a, b], { MinTopUp: null });
  });

  it('refuses below one cent and takes one cent, the same in amount and pay', async () => {
    const user = await makeUser(db);
    await setOptions(db, [a, b], { Price: '0.01' });
    expect(a.epay.amount({ amount: 1 }, user)).toEqual({ money: '0.01' });
    expect((await epayOrder(a, user, 1)).form.money).toBe('0.01');
    await setOptions(db, [a, b], { Price: '0.004' });
    expect(() => a.epay.amount({ amount: 1 }, user)).toThrow(expect.objectContaining({ code: 'AMOUNT_TOO_CHEAP' }));
    await expect(epayOrder(a, user, 1)).rejects.toMatchObject({ code: 'AMOUNT_TOO_CHEAP' });
    await setOptions(db, [a, b], { Price: null });
  });

  it('is refused while address, merchant or key is missing', async () => {
    const user = await makeUser(db);
    for (const key of ['PayAddress', 'EpayId', 'EpayKey']) {
      await setOptions(db, [a], { [key]: null });
      await expect(epayOrder(a, user)).rejects.toMatchObject({ code: 'PAYMENT_NOT_CONFIGURED' });
      expect(a.info.info().enable_online_topup).toBe(false);
      await setOptions(db, [a, b], CONFIGURED);
    }
    expect(a.info.info().enable_online_topup).toBe(true);
  });

  it('is one order for one Idempotency-Key', async () => {
    const user = await makeUser(db);
    const request = { amount: 10, payment_method: 'alipay' };
    const first = await a.epay.pay(request, buildContext(user, 'key-1'));
    expect(await b.epay.pay(request, buildContext(user, 'key-1'))).toEqual(first);
    await expect(a.epay.pay({ ...request, amount: 11 }, buildContext(user, 'key-1'))).rejects.toMatchObject({
      code: 'IDEMPOTENCY_KEY_REUSED',
    });
    expect((await a.epay.pay(request, buildContext(user, 'key-2'))).form.out_trade_no).not.toBe(
      first.form.out_trade_no,
    );
  });
});

describe('a notification', () => {
  it('credits once, writes a log line, and answers success to every repetition', async () => {
    const user = await makeUser(db);
    const { paid, tradeNo, params } = await epayOrder(a, user);
    expect(await a.epayCallbacks.notify({ params: paid })).toMatchObject({ answer: 'success', credited: true });
    expect(await b.epayCallbacks.notify({ params: paid })).toMatchObject({ answer: 'success', credited: false });
    expect(await getQuota(db, user)).toBe(5_000_000);
    const order = await getOrder(db, tradeNo);
    expect(order).toMatchObject({ status: 'success', provider_ref: params.trade_no });
    expect(order.completed_at).toBeInstanceOf(Date);
    const lines = await db.owner.query('SELECT type, content, quota FROM admin.logs WHERE user_id = $1', [user.userId]);
    expect(lines).toEqual([
      { type: 1, content: '使用在线充值成功，充值金额: ＄10.000000 额度，支付金额：73.00', quota: 5_000_000 },
    ]);
  });

  it('credits once however many deliveries and replicas race, an administrator among them', async () => {
    for (let round = 0; round < 10; round += 1) {
      const user = await makeUser(db);
      const { paid, tradeNo } = await epayOrder(a, user);
      const racers = Array.from({ length: 12 }, (_, n) => getAnswer(paid, n % 2 ? a : b));
      const byHand = b.orders.complete({ trade_no: tradeNo }, buildContext(admin));
      expect(new Set(await Promise.all(racers))).toEqual(new Set(['success']));
      await byHand;
      expect(await getQuota(db, user)).toBe(5_000_000);
      const lines = await db.owner.query('SELECT FROM admin.logs WHERE user_id = $1 AND type = 1', [user.userId]);
      expect(lines).toHaveLength(1);
    }
  });

  it('the same with the order held while all of them wait', async () => {
    const user = await makeUser(db);
    const { paid, tradeNo } = await epayOrder(a, user);
    const holder = await db.owner.pool.connect();
    await holder.query('BEGIN');
    await holder.query('SELECT FROM billing.orders WHERE trade_no = $1 FOR UPDATE', [tradeNo]);
    const racers = [a, b, a, b].map((on) => getAnswer(paid, on));
    await new Promise((resolve) => setTimeout(resolve, 300));
    await holder.query('COMMIT');
    holder.release();
    expect(await Promise.all(racers)).toEqual(['success', 'success', 'success', 'success']);
    expect(await getQuota(db, user)).toBe(5_000_000);
  });

  it('answers fail and credits nothing if the user was deleted, and the order shows the reason', async () => {
    const user = await makeUser(db);
    const { paid, tradeNo } = await epayOrder(a, user);
    await db.unitOfWork('auth').run((tx) => ledger.close(tx, user.userId, null, 'r'));
    await db.owner.query('DELETE FROM auth.users WHERE id = $1', [user.userId]);
    expect(await getAnswer(paid)).toBe('fail');
    expect(await getOrder(db, tradeNo)).toMatchObject({
      status: 'failed',
      stuck_reason: 'paid, but it cannot be credited: ACCOUNT_NOT_FOUND',
    });
    const page = await a.orders.list({ p: 1, page_size: 10, stuck: true });
    expect(page.items.find(({ trade_no }) => trade_no === tradeNo)?.stuck_reason).toContain('ACCOUNT_NOT_FOUND');
  });

  it('of an unknown order is quarantined, listed and resolved', async () => {
    const params = { pid: '1001', out_trade_no: 'USR1NOnobody1', type: 'alipay', money: '1.00', name: 'TUC1' };
    const signed = notification({ ...params, trade_no: 'E9', trade_status: 'TRADE_SUCCESS' }, EPAY_KEY);
    expect(await getAnswer(signed)).toBe('fail');
    const { items } = await a.quarantine.list({ p: 1, page_size: 100 });
    const found = items.find(({ trade_no }) => trade_no === 'USR1NOnobody1');
    expect(found).toMatchObject({ provider: 'epay', reason: 'unknown_order', resolved_time: 0 });
    expect(found?.body).toContain('out_trade_no=USR1NOnobody1');
    await a.quarantine.resolve({ id: found!.id, note: 'ours was lost' }, buildContext(admin));
    expect(await getQuarantineReasons(db, 'USR1NOnobody1')).toEqual([]);
    await expect(a.quarantine.resolve({ id: found!.id, note: 'again' }, buildContext(admin))).rejects.toMatchObject({
      code: 'QUARANTINED_EVENT_NOT_FOUND',
    });
  });

  it('takes the order number under the name that the document has for it', async () => {
    const user = await makeUser(db);
    const { params } = await epayOrder(a, user);
    const { out_trade_no, ...others } = params;
    expect(await getAnswer(notification({ ...others, trade_no: out_trade_no }, EPAY_KEY))).toBe('success');
    expect(await getQuota(db, user)).toBe(5_000_000);
  });

  it('of another status asks for nothing, and a purchase form sent back is no notification', async () => {
    const user = await makeUser(db);
    const { params, form, tradeNo } = await epayOrder(a, user);
    const waiting = notification({ ...params, trade_status: 'WAIT_BUYER_PAY' }, EPAY_KEY);
    expect(await a.epayCallbacks.notify({ params: waiting })).toEqual({
      answer: 'success',
      credited: false,
      nothing_to_do: true,
    });
    expect(await getAnswer(form)).toBe('fail');
    expect(await getOrder(db, tradeNo)).toMatchObject({ status: 'pending' });
  });

  it('for an order that is paid already by another payment is put aside', async () => {
    const user = await makeUser(db);
    const { params, paid, tradeNo } = await epayOrder(a, user);
    await getAnswer(paid);
    expect(await getAnswer(notification({ ...params, trade_no: 'SECOND' }, EPAY_KEY))).toBe('fail');
    expect(await getQuarantineReasons(db, tradeNo)).toEqual(['paid_twice']);
    expect(await getQuota(db, user)).toBe(5_000_000);
  });

  it('is refused, and not even archived, without a key or a right signature', async () => {
    const user = await makeUser(db);
    const { params, paid } = await epayOrder(a, user);
    const before = await db.owner.query('SELECT FROM billing.callbacks');
    expect(await getAnswer({ ...paid, sign: '0'.repeat(32) })).toBe('fail');
    await setOptions(db, [a, b], { EpayKey: null });
    expect(await getAnswer(notification(params, ''))).toBe('fail');
    await setOptions(db, [a, b], CONFIGURED);
    expect(await getQuota(db, user)).toBe(0);
    expect(await db.owner.query('SELECT FROM billing.callbacks')).toHaveLength(before.length);
  });
});
