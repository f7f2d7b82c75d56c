import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { makeUser } from '@tollgate/testing/accounts';
import { type TestDatabase } from '@tollgate/testing/database';
import { epayGateway, type EpayGateway, notification } from '@tollgate/testing/payments';
import { readCases, replaceInBytes } from '../testing/cases.js';
import {
  EPAY_KEY,
  epayOrder,
  orderOf,
  type Payments,
  paymentsPair,
  quarantineOf,
  quotaOf,
} from '../testing/payments.js';

const CASES = readCases(fileURLToPath(new URL('./cases/order-query', import.meta.url)));
/** What becomes of an order whose query is answered so, and what its user has then. */
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
  const { status, stuck_reason } = await orderOf(db, tradeNo);
  return { user, tradeNo, params, status, stuck_reason, quota: await quotaOf(db, user) };
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
    expect(await orderOf(db, tradeNo)).toMatchObject({ provider_ref: '2024060122001498765432109' });
    const paid = notification({ ...params, trade_no: '2024060122001498765432109' }, EPAY_KEY);
    expect(await a.epayCallbacks.notify({ params: paid })).toMatchObject({ answer: 'success', credited: false });
    expect(await quarantineOf(db, tradeNo)).toEqual([]);
    expect(await quotaOf(db, user)).toBe(5_000_000);
  });

  it('counts the answers that are unclear', async () => {
    const unclear = async () => Number(/payment_words\{value="epay_unclear"\} (\d+)/.exec(await a.metrics.text())?.[1]);
    const before = await unclear();
    await query(Buffer.from('<html>'));
    expect(await unclear()).toBe(before + 1);
  });
});
