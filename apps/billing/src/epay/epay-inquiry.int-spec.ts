import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { makeUser } from '@tollgate/testing/accounts';
import { type TestDatabase } from '@tollgate/testing/database';
import { epayGateway, type EpayGateway, notification } from '@tollgate/testing/payments';
import { readCases, replaceInBytes } from '../testing/cases.js';
import {
  EPAY_KEY,
  epayOrder,
  getOrder,
  type Payments,
  paymentsPair,
  setOptions,
  getQuarantineReasons,
  getQuota,
} from '../testing/payments.js';

const CASES = readCases(fileURLToPath(new URL('./cases/order-query', import.meta.url)));
/** The order and the quota of its user after an answer of each outcome. */
const OUTCOMES: Readonly<Record<string, { status: string; quota: number }>> = {
  paid: { status: 'success', quota: 5_000_000 },
  unpaid: { status: 'pending', quota: 0 },
  failed: { status: 'failed', quota: 0 },
  unclear: { status: 'pending', quota: 0 },
};

let db: TestDatabase;
let epay: EpayGateway;
let a: Payments;
let close: () => Promise<void>;
beforeAll(async () => {
  epay = await epayGateway('1001', EPAY_KEY);
  ({ db, a, close } = await paymentsPair({}, { PayAddress: epay.address }));
});
afterAll(async () => {
  await close();
  await epay.close();
});

/** Lets the janitor ask about an order of that age, which the gateway answers with these bytes. */
async function query(bytes: Buffer, age = '16 minutes') {
  const user = await makeUser(db);
  const { tradeNo, params } = await epayOrder(a, user);
  epay.answers.set(tradeNo, replaceInBytes(bytes, 'USR7NOcaseno1795365812', tradeNo));
  await db.owner.query(
    `UPDATE billing.orders SET next_check_at = now(), created_at = now() - $2::interval WHERE trade_no = $1`,
    [tradeNo, age],
  );
  await a.checks.run();
  const { status, stuck_reason } = await getOrder(db, tradeNo);
  return { user, tradeNo, params, status, stuck_reason, quota: await getQuota(db, user) };
}

describe('an order query of the janitor', () => {
  it.each(CASES)('leaves the order $outcome: $situation', async ({ outcome, bytes }) => {
    const { status, quota, stuck_reason } = await query(bytes);
    expect({ status, quota }).toEqual(OUTCOMES[outcome]);
    if (outcome === 'unclear') expect(stuck_reason).toContain('Epay');
    else expect(stuck_reason).toBe('');
  });

  it('expires an order after a day if the answer is unpaid, and never if it is unclear', async () => {
    const of = (name: string) => CASES.find(({ situation }) => situation === name)!.bytes;
    expect(await query(of('no such order'), '25 hours')).toMatchObject({ status: 'expired' });
    expect(await query(of('wrong merchant key'), '25 hours')).toMatchObject({
      status: 'pending',
      stuck_reason: 'Epay refuses the query: code -3, 商户密钥错误',
    });
  });

  it('takes the notification after an answer with a large payment number as the same payment', async () => {
    const { bytes } = CASES.find(({ situation }) => situation.startsWith('trade_no as number above'))!;
    const { tradeNo, params, quota, user } = await query(bytes);
    expect(quota).toBe(5_000_000);
    expect(await getOrder(db, tradeNo)).toMatchObject({ provider_ref: '2024060122001498765432109' });
    const paid = notification({ ...params, trade_no: '2024060122001498765432109' }, EPAY_KEY);
    expect(await a.epayCallbacks.notify({ params: paid })).toMatchObject({ answer: 'success', credited: false });
    expect(await getQuarantineReasons(db, tradeNo)).toEqual([]);
    expect(await getQuota(db, user)).toBe(5_000_000);
  });

  it('counts the answers that are unclear', async () => {
    const unclear = async () => Number(/payment_words\{value="epay_unclear"\} (\d+)/.exec(await a.metrics.text())?.[1]);
    const before = await unclear();
    await query(Buffer.from('<html>'));
    expect(await unclear()).toBe(before + 1);
  });

  it('asks with the merchant id and key of the order after both were changed', async () => {
    const { tradeNo } = await epayOrder(a, await makeUser(db));
    epay.orders.set(tradeNo, { money: '73.00', type: 'alipay', paid: true });
    await setOptions(db, [a], { EpayId: '2002\n1001', EpayKey: `NEWKEY00\n${EPAY_KEY}` });
    const before = epay.asked.length;
    await db.owner.query('UPDATE billing.orders SET next_check_at = now() WHERE trade_no = $1', [tradeNo]);
    await a.checks.run();
    expect(epay.asked.slice(before).map(({ url }) => url.searchParams.get('pid'))).toEqual(['1001']);
    expect(await getOrder(db, tradeNo)).toMatchObject({ status: 'success' });
  });

  it('asks with a newer key of the same merchant if the gateway refuses the one of the order', async () => {
    await setOptions(db, [a], { EpayId: '1001', EpayKey: 'OLDKEY00' });
    const { tradeNo } = await epayOrder(a, await makeUser(db));
    epay.orders.set(tradeNo, { money: '73.00', type: 'alipay', paid: true });
    await setOptions(db, [a], { EpayKey: `${EPAY_KEY}\nOLDKEY00` });
    await db.owner.query('UPDATE billing.orders SET next_check_at = now() WHERE trade_no = $1', [tradeNo]);
    await a.checks.run();
    expect(await getOrder(db, tradeNo)).toMatchObject({ status: 'success' });
  });

  it('is not asked, and the order not expired, if the merchant of the order is not configured any more', async () => {
    const { tradeNo } = await epayOrder(a, await makeUser(db));
    await setOptions(db, [a], { EpayId: '2002', EpayKey: 'NEWKEY00' });
    await db.owner.query(
      `UPDATE billing.orders SET next_check_at = now(), created_at = now() - interval '25 hours'
                           WHERE trade_no = $1`,
      [tradeNo],
    );
    await a.checks.run();
    expect(await getOrder(db, tradeNo)).toMatchObject({
      status: 'pending',
      stuck_reason: 'the merchant of this order is not configured any more: 1001',
    });
    await setOptions(db, [a], { EpayId: '1001', EpayKey: EPAY_KEY });
  });

  it('goes to the query address that is configured, with a query of its own', async () => {
    const { tradeNo } = await epayOrder(a, await makeUser(db));
    epay.orders.set(tradeNo, { money: '73.00', type: 'alipay', paid: true });
    await setOptions(db, [a], {
      PayAddress: 'https://pay.invalid/epay/pay',
      PayQueryAddress: `${epay.address}/api.php?s=1`,
    });
    await db.owner.query('UPDATE billing.orders SET next_check_at = now() WHERE trade_no = $1', [tradeNo]);
    await a.checks.run();
    expect(epay.asked.at(-1)!.url.search).toContain('s=1&act=order&pid=1001');
    expect(await getOrder(db, tradeNo)).toMatchObject({ status: 'success' });
    await setOptions(db, [a], { PayAddress: epay.address, PayQueryAddress: null });
  });
});
