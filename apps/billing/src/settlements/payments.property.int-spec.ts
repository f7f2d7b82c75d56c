import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Identity } from '@tollgate/contracts';
import { buildContext, makeUser } from '@tollgate/testing/accounts';
import { expectInvariants, type TestDatabase } from '@tollgate/testing/database';
import { epayGateway, type EpayGateway, notification, stripeApi, type StripeApi } from '@tollgate/testing/payments';
import { sized } from '@tollgate/testing/scale';
import fc from 'fast-check';
import {
  EPAY_KEY,
  epayOrder,
  getOrder,
  getQuota,
  type Payments,
  paymentsPair,
  setOptions,
  stripeDelivery,
  stripeEvent,
} from '../testing/payments.js';

/**
 * One order under any sequence of key rotations, switches, order queries with arbitrary answers, notifications and Stripe events. It is
 * credited if and only if one of them verifies as paid by the conditions that the order fixed, and never twice.
 */
const SEQUENCES = sized({ ci: 25, full: 5000 });
const CREDIT = 5_000_000;
const KEYS = [EPAY_KEY, 'NEWKEY00', 'STRANGER'] as const;

const switches = fc.record({ promotions: fc.boolean(), tax: fc.boolean() });
const epayStep = fc.oneof(
  fc.record({ op: fc.constant('rotate' as const), keys: fc.constantFrom([0], [1], [1, 0], [0, 1]) }),
  fc.record({
    op: fc.constant('notify' as const),
    key: fc.nat({ max: 2 }),
    state: fc.constantFrom('TRADE_SUCCESS', 'TRADE_FINISHED', 'WAIT_BUYER_PAY', 'TRADE_CLOSED'),
    money: fc.constantFrom('73.00', '73', '073.000', '0.01', '7.3e1'),
    pid: fc.constantFrom('1001', '9999'),
  }),
  fc.record({
    op: fc.constant('query' as const),
    answer: fc.record(
      {
        code: fc.constantFrom(1, 200, '1', -1, 0),
        status: fc.constantFrom(0, 1, '1', 'TRADE_SUCCESS', 'WAITING', 2),
        trade_status: fc.constantFrom('TRADE_SUCCESS', 'WAITING', 'REFUND', null),
        money: fc.constantFrom('73.00', 73, '0.01'),
        pid: fc.constantFrom(1001, '1001', 9999),
        out_trade_no: fc.constantFrom('own', 'other'),
        nested: fc.boolean(),
      },
      { requiredKeys: ['code', 'nested'] },
    ),
  }),
);
const stripeStep = fc.record({
  promotions: fc.boolean(),
  tax: fc.boolean(),
  discount: fc.constantFrom(0, 2000),
  added: fc.constantFrom(0, 800),
  off: fc.constantFrom(0, 0, 1),
  paid: fc.boolean(),
});
type EpayStep = typeof epayStep extends fc.Arbitrary<infer T> ? T : never;
type StripeStep = typeof stripeStep extends fc.Arbitrary<infer T> ? T : never;
type Answer = Extract<EpayStep, { op: 'query' }>['answer'];

let db: TestDatabase;
let epay: EpayGateway;
let stripe: StripeApi;
let a: Payments;
let b: Payments;
let close: () => Promise<void>;
beforeAll(async () => {
  [epay, stripe] = [await epayGateway('1001', EPAY_KEY), await stripeApi()];
  ({ db, a, b, close } = await paymentsPair({ stripe: stripe.address }, { PayAddress: epay.address }));
});
afterAll(async () => {
  await close();
  await Promise.all([epay.close(), stripe.close()]);
});

/** The rule of docs/payments.md, written a second time. */
function isPaid(answer: Answer): boolean {
  const { code, status, trade_status, money, pid, out_trade_no } = answer;
  const state = trade_status === undefined ? status : trade_status;
  const known = state === 'TRADE_SUCCESS' || (trade_status === undefined && String(state) === '1');
  const fits = Number(money) === 73 && out_trade_no === 'own' && (pid === undefined || String(pid) === '1001');
  return ['1', '200'].includes(String(code)) && known && fits;
}

function encodeAnswer({ nested, out_trade_no, ...fields }: Answer, tradeNo: string): Buffer {
  const number = out_trade_no === undefined ? {} : { out_trade_no: out_trade_no === 'own' ? tradeNo : 'USR1NOother' };
  const { code, ...rest } = { ...fields, ...number };
  return Buffer.from(JSON.stringify(nested ? { code, data: rest } : { code, ...rest }));
}

async function runEpay(steps: readonly EpayStep[]): Promise<void> {
  await setOptions(db, [a, b], { EpayKey: EPAY_KEY });
  const user: Identity = await makeUser(db);
  const { tradeNo, params } = await epayOrder(a, user);
  let [keys, credited]: [readonly number[], boolean] = [[0], false];
  for (const [index, step] of steps.entries()) {
    const on = index % 2 ? a : b;
    if (step.op === 'rotate') {
      keys = step.keys;
      await setOptions(db, [a, b], { EpayKey: keys.map((key) => KEYS[key]).join('\n') });
    } else if (step.op === 'notify') {
      const { state: trade_status, money, pid, key } = step;
      const signed = notification({ ...params, trade_status, money, pid }, KEYS[key] ?? '');
      await on.epayCallbacks.notify({ params: signed });
      const paid = trade_status === 'TRADE_SUCCESS' || trade_status === 'TRADE_FINISHED';
      credited ||= keys.includes(key) && paid && pid === '1001' && Number(money) === 73 && money !== '7.3e1';
    } else {
      epay.answers.set(tradeNo, encodeAnswer(step.answer, tradeNo));
      const due = `UPDATE billing.orders SET next_check_at = now() WHERE trade_no = $1 AND status IN ('pending', 'unknown') RETURNING 1`;
      const asked = (await db.owner.query(due, [tradeNo])).length === 1;
      await on.checks.run();
      credited ||= asked && isPaid(step.answer);
    }
    expect(await getQuota(db, user)).toBe(credited ? CREDIT : 0);
    expect((await getOrder(db, tradeNo)).status === 'success').toBe(credited);
  }
}

async function runStripe(begun: { promotions: boolean; tax: boolean }, steps: readonly StripeStep[]): Promise<void> {
  const set = ({ promotions, tax }: { promotions: boolean; tax: boolean }) =>
    setOptions(db, [a, b], { StripePromotionCodesEnabled: String(promotions), StripeAutomaticTax: String(tax) });
  await set(begun);
  const user = await makeUser(db);
  const { pay_link } = await a.stripe.pay({ amount: 10, payment_method: 'stripe' }, buildContext(user));
  const session = [...stripe.sessions.values()].find(({ url }) => url === pay_link)!;
  let credited = false;
  for (const [index, step] of steps.entries()) {
    await set(step);
    const total = 8000 - step.discount + step.added - step.off;
    const object = {
      ...session,
      status: 'complete',
      payment_status: step.paid ? 'paid' : 'unpaid',
      amount_subtotal: 8000,
      amount_total: total,
      total_details: { amount_discount: step.discount, amount_tax: step.added },
    };
    const delivery = stripeDelivery(stripeEvent('checkout.session.completed', object));
    await (index % 2 ? a : b).stripeWebhooks.receive(delivery);
    const allowed = (step.discount === 0 || begun.promotions) && (step.added === 0 || begun.tax);
    // a total that does not follow from the subtotal counts as it is
    credited ||= step.paid && (step.off === 0 ? allowed : total === 8000);
    expect(await getQuota(db, user)).toBe(credited ? CREDIT : 0);
  }
}

it(`credits an Epay order exactly if evidence under a key in force is paid, in ${SEQUENCES} sequences`, async () => {
  const steps = fc.array(epayStep, { minLength: 1, maxLength: 8 });
  await fc.assert(fc.asyncProperty(steps, runEpay), { numRuns: SEQUENCES, endOnFailure: true });
  await expectInvariants(db);
}, 3_600_000);

it(`credits a Stripe order exactly by the conditions that it fixed, in ${SEQUENCES} sequences`, async () => {
  const steps = fc.array(stripeStep, { minLength: 1, maxLength: 5 });
  await fc.assert(fc.asyncProperty(switches, steps, runStripe), { numRuns: SEQUENCES, endOnFailure: true });
  await expectInvariants(db);
}, 3_600_000);
