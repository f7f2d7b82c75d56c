import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { AppError, type Identity } from '@tollgate/contracts';
import { ledger } from '@tollgate/ledger';
import { buildContext, makeUser } from '@tollgate/testing/accounts';
import { type TestDatabase } from '@tollgate/testing/database';
import { notification, signedByCreem, signedByStripe } from '@tollgate/testing/payments';
import { readCases } from '../testing/cases.js';
import {
  CREEM_SECRET,
  EPAY_KEY,
  epayOrder,
  getOrder,
  getQuarantineReasons,
  getQuota,
  type Payments,
  paymentsPair,
  STRIPE_SECRET,
} from '../testing/payments.js';
import { webhookOrder } from '../testing/webhook-orders.js';

const cases = (provider: string) =>
  readCases(fileURLToPath(new URL(`../${provider}/cases/notification`, import.meta.url)));
const PROVIDERS = ['stripe', 'creem'] as const;
const RECORDED = PROVIDERS.flatMap((provider) => cases(provider).map((one) => ({ provider, ...one })));

let db: TestDatabase;
let a: Payments;
let close: () => Promise<void>;
let user: Identity;
beforeAll(async () => {
  ({ db, a, close } = await paymentsPair());
});
beforeEach(async () => {
  user = await makeUser(db);
});
afterAll(async () => {
  await close();
});

/** Delivers signed bytes; returns the outcome, or the code of the refusal. */
async function deliver(provider: (typeof PROVIDERS)[number], bytes: Buffer): Promise<string> {
  const raw = bytes.toString('base64');
  const text = bytes.toString();
  try {
    return provider === 'stripe'
      ? await a.stripeWebhooks.receive({ raw, signature: signedByStripe(text, STRIPE_SECRET) })
      : await a.creemWebhooks.receive({ raw, signature: signedByCreem(text, CREEM_SECRET) });
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
}
const closeByImport = (tradeNo: string, status: string) =>
  db.owner.query(`UPDATE billing.orders SET status = $2, imported = 'closed' WHERE trade_no = $1`, [tradeNo, status]);

describe('a recorded event', () => {
  it.each(RECORDED)('of $provider is $outcome: $situation', async ({ provider, outcome, bytes }) => {
    const order = await webhookOrder(db, user, provider);
    const answer = await deliver(provider, order.rewrite(bytes));
    expect(answer).toBe(outcome === 'malformed' ? 'CALLBACK_MALFORMED' : outcome);
    expect(await getQuota(db, user)).toBe(outcome === 'credited' ? order.quota : 0);
    const { stuck_reason } = await getOrder(db, order.tradeNo);
    const isShown = outcome === 'quarantined' || outcome === 'malformed';
    expect(stuck_reason === '').toBe(!isShown);
    if (outcome === 'credited') expect(await deliver(provider, order.rewrite(bytes))).toBe('already');
  });

  it.each(PROVIDERS)(
    'of %s about an order that an import closed is quarantined, and completable by hand',
    async (one) => {
      const { bytes } = cases(one).find(({ situation }) => situation === 'as documented')!;
      for (const status of ['expired', 'failed']) {
        const order = await webhookOrder(db, user, one);
        await closeByImport(order.tradeNo, status);
        expect(await deliver(one, order.rewrite(bytes))).toBe('quarantined');
        expect(await getQuarantineReasons(db, order.tradeNo)).toEqual(['closed_by_import']);
        const { items } = await a.orders.list({ p: 1, page_size: 5, stuck: true, trade_no: order.tradeNo });
        expect(items).toMatchObject([{ stuck_reason: expect.stringContaining('closed_by_import') }]);
      }
      expect(await getQuota(db, user)).toBe(0);
    },
  );

  it.each(PROVIDERS)('of %s that an earlier event of the same number hides is quarantined', async (one) => {
    const { bytes } = cases(one).find(({ situation }) => situation === 'as documented')!;
    const order = await webhookOrder(db, user, one);
    const paid = order.rewrite(bytes);
    const unpaid = Buffer.from(
      one === 'stripe'
        ? paid.toString().replace('"payment_status": "paid"', '"payment_status": "unpaid"')
        : paid.toString().replace('"status": "paid"', '"status": "pending"'),
    );
    expect(await deliver(one, unpaid)).toBe('ignored');
    expect(await deliver(one, paid)).toBe('quarantined');
    expect(await getQuarantineReasons(db, order.tradeNo)).toEqual(['event_repeated']);
    expect(await getQuota(db, user)).toBe(0);
  });
});

it.each(['expired', 'failed'])(
  'quarantines a notification of Epay about an order that an import closed as %s',
  async (status) => {
    const { tradeNo, params } = await epayOrder(a, user);
    await closeByImport(tradeNo, status);
    const reply = await a.epayCallbacks.notify({ params: notification(params, EPAY_KEY) });
    expect(reply).toEqual({ answer: 'fail', credited: false, nothing_to_do: false });
    expect(await getQuarantineReasons(db, tradeNo)).toEqual(['closed_by_import']);
    const admin = buildContext(await makeUser(db, { role: 10 }));
    await a.orders.complete({ trade_no: tradeNo }, admin);
    expect(await getQuota(db, user)).toBe(5_000_000);
  },
);

it('answers that a payment was credited before if the order of an import holds the credit of its earlier system', async () => {
  const { tradeNo, params } = await epayOrder(a, user);
  await db.owner.query(`UPDATE billing.orders SET status = 'success', imported = 'paid' WHERE trade_no = $1`, [
    tradeNo,
  ]);
  const reply = await a.epayCallbacks.notify({ params: notification(params, EPAY_KEY) });
  expect(reply).toEqual({ answer: 'success', credited: false, nothing_to_do: false });
  expect(await getQuarantineReasons(db, tradeNo)).toEqual([]);
  expect(await getQuota(db, user)).toBe(0);
});

it('shows the reason on the order of a paid user who was deleted since', async () => {
  const { bytes } = cases('stripe').find(({ situation }) => situation === 'as documented')!;
  const order = await webhookOrder(db, user, 'stripe');
  await db.unitOfWork('admin').run(async (tx) => {
    await ledger.close(tx, user.userId, null, '');
    await tx.query('DELETE FROM auth.users WHERE id = $1', [user.userId]);
  });
  expect(await deliver('stripe', order.rewrite(bytes))).toBe('ACCOUNT_NOT_FOUND');
  expect(await getOrder(db, order.tradeNo)).toMatchObject({
    status: 'failed',
    stuck_reason: 'paid, but it cannot be credited: ACCOUNT_NOT_FOUND',
  });
});
