import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { makeUser } from '@tollgate/testing/accounts';
import { type TestDatabase } from '@tollgate/testing/database';
import { notification } from '@tollgate/testing/payments';
import { buildNotification, readCases } from '../testing/cases.js';
import {
  CONFIGURED,
  EPAY_KEY,
  epayOrder,
  getOrder,
  getQuarantineReasons,
  getQuota,
  type Payments,
  paymentsPair,
  setOptions,
} from '../testing/payments.js';

const CASES = readCases(fileURLToPath(new URL('./cases/notification', import.meta.url)));

let db: TestDatabase;
let a: Payments;
let b: Payments;
let close: () => Promise<void>;
beforeAll(async () => {
  ({ db, a, b, close } = await paymentsPair());
});
afterAll(async () => {
  await close();
});

const getAnswer = async (params: unknown, on = a) => (await on.epayCallbacks.notify({ params })).answer;

describe('a recorded notification', () => {
  it.each(CASES)('is $outcome: $situation', async ({ outcome, bytes }) => {
    const user = await makeUser(db);
    const { tradeNo, paid } = await epayOrder(a, user);
    const params = buildNotification(bytes, tradeNo, EPAY_KEY);
    const reply = await a.epayCallbacks.notify({ params });
    const order = await getOrder(db, tradeNo);
    const reasons = await getQuarantineReasons(db, tradeNo);
    if (outcome === 'credited') {
      expect(reply).toEqual({ answer: 'success', credited: true, nothing_to_do: false });
      expect(await getQuota(db, user)).toBe(5_000_000);
      expect(await getAnswer(params, b)).toBe('success');
      expect(await getQuota(db, user)).toBe(5_000_000);
      expect(order.stuck_reason).toBe('');
      return;
    }
    expect(reply.answer).toBe(outcome === 'nothing' ? 'success' : 'fail');
    expect(await getQuota(db, user)).toBe(0);
    expect(reasons).toHaveLength(outcome === 'quarantined' ? 1 : 0);
    if (outcome === 'quarantined') expect(order.stuck_reason).toContain(reasons[0]);
    else expect(order.stuck_reason).toBe('');
    // the right notification still credits it
    expect(await getAnswer(paid)).toBe('success');
    expect(await getQuota(db, user)).toBe(5_000_000);
  });

  it('stores the method that the payer used, if it can be one', async () => {
    const methods = async (situation: string) => {
      const { tradeNo } = await epayOrder(a, await makeUser(db));
      const { bytes } = CASES.find((one) => one.situation === situation)!;
      await getAnswer(buildNotification(bytes, tradeNo, EPAY_KEY));
      return (await getOrder(db, tradeNo)).method;
    };
    expect(await methods('another method than ordered')).toBe('wxpay');
    expect(await methods('a method that is not configured')).toBe('usdt.trc20');
    expect(await methods('empty method')).toBe('alipay');
    expect(await methods('no method')).toBe('alipay');
    expect(await methods('a method that cannot be stored')).toBe('alipay');
  });

  it('is quarantined with the text of a sum that cannot be read', async () => {
    const { tradeNo, params } = await epayOrder(a, await makeUser(db));
    await getAnswer(notification({ ...params, money: '7.3e1' }, EPAY_KEY));
    const [row] = await db.owner.query('SELECT detail FROM billing.quarantine WHERE trade_no = $1', [tradeNo]);
    expect(row).toEqual({ detail: 'money not readable: 7.3e1, expected 73.000' });
  });
});

describe('after a change of the merchant key', () => {
  const rotate = (values: Record<string, string>) => setOptions(db, [a, b], values);

  it('credits a notification under the old key, the new key, and none that is not listed', async () => {
    const [first, second, third] = [await makeUser(db), await makeUser(db), await makeUser(db)];
    const old = await epayOrder(a, first);
    await rotate({ EpayKey: 'NEWKEY00\nSECRETKEY' });
    const under = await epayOrder(a, second);
    expect(under.form.sign).toBe(notification(withoutSignature({ ...under.form }), 'NEWKEY00').sign);
    expect(await getAnswer(old.paid)).toBe('success');
    expect(await getAnswer(notification(under.params, 'NEWKEY00'), b)).toBe('success');
    expect([await getQuota(db, first), await getQuota(db, second)]).toEqual([5_000_000, 5_000_000]);
    const dropped = await epayOrder(a, third);
    await rotate({ EpayKey: 'NEWKEY00' });
    expect(await getAnswer(dropped.paid)).toBe('fail');
    expect(await getAnswer(notification(dropped.params, 'NEWKEY00'))).toBe('success');
    await rotate(CONFIGURED);
  });

  it('compares the merchant with the one of the order, not with the newest', async () => {
    const [user, other] = [await makeUser(db), await makeUser(db)];
    const old = await epayOrder(a, user);
    await rotate({ EpayId: '2002, 1001', EpayKey: 'NEWKEY00, SECRETKEY' });
    const fresh = await epayOrder(a, other);
    expect(fresh.form.pid).toBe('2002');
    expect(await getAnswer(old.paid)).toBe('success');
    // signed by the old merchant for an order of the new one, under the name of either
    expect(await getAnswer(notification({ ...fresh.params, pid: '1001' }, EPAY_KEY))).toBe('fail');
    expect(await getAnswer(notification({ ...fresh.params, pid: '2002' }, EPAY_KEY))).toBe('fail');
    expect(await getQuarantineReasons(db, fresh.tradeNo)).toEqual(['other_merchant']);
    expect(await getQuota(db, other)).toBe(0);
    expect(await getAnswer(notification(fresh.params, 'NEWKEY00'))).toBe('success');
    expect([await getQuota(db, user), await getQuota(db, other)]).toEqual([5_000_000, 5_000_000]);
    await rotate(CONFIGURED);
  });
});

function withoutSignature({ sign: _, sign_type: __, ...params }: Record<string, string>): Record<string, string> {
  return params;
}
