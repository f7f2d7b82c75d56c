import { createServer, type Server } from 'node:net';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { buildContext, makeUser } from '@tollgate/testing/accounts';
import { type TestDatabase } from '@tollgate/testing/database';
import { stripeApi, type StripeApi } from '@tollgate/testing/payments';
import { epayOrder, getOrder, getQuota, type Payments, paymentsOn, paymentsPair } from '../testing/payments.js';
import { Circuit } from './circuit.js';

/** An Epay host that accepts connections and never answers, beside a provider that does. */
let db: TestDatabase;
let silent: Server;
let stripe: StripeApi;
let a: Payments;
let close: () => Promise<void>;
beforeAll(async () => {
  silent = createServer(() => undefined);
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  stripe = await stripeApi();
  const { port } = silent.address() as { port: number };
  ({ db, a, close } = await paymentsPair({ stripe: stripe.address }, { PayAddress: `http://127.0.0.1:${port}` }));
});
afterAll(async () => {
  await close();
  silent.close();
  await stripe.close();
});

const makeDue = () => db.owner.query(`UPDATE billing.orders SET next_check_at = now() - interval '1 minute'`);

/** Questions about Epay orders, of which each was taken from the queue. */
async function countAsked(): Promise<number> {
  const [row] = await db.owner.query<{ asked: number }>(
    `SELECT sum(checks)::int AS asked FROM billing.orders WHERE provider = 'epay'`,
  );
  return row?.asked ?? 0;
}

it('asks a silent host only until its circuit opens, and settles the order of another provider at once', async () => {
  for (let n = 0; n < 4; n += 1) {
    const user = await makeUser(db);
    for (let m = 0; m < 15; m += 1) await epayOrder(a, user);
  }
  const payer = await makeUser(db);
  const { pay_link } = await a.stripe.pay({ amount: 10, payment_method: 'stripe' }, buildContext(payer));
  const session = [...stripe.sessions.values()].find(({ url }) => url === pay_link)!;
  stripe.pay(session.id);
  await makeDue();
  const started = performance.now();
  const run = a.checks.run();
  while ((await getQuota(db, payer)) === 0) {
    expect(performance.now() - started).toBeLessThan(9000);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  await run;
  const asked = await countAsked();
  expect(asked).toBeLessThanOrEqual(7);
  await makeDue();
  await a.checks.run();
  expect(await countAsked()).toBe(asked);
}, 60_000);

it('fails an order whose answers were unclear for a week, with the reason, and it can still be completed', async () => {
  const user = await makeUser(db);
  const { order_id } = await a.creem
    .pay({ product_id: 'prod_1', payment_method: 'creem' }, buildContext(user))
    .catch(async () => {
      const [row] = await db.owner.query<{ trade_no: string }>(
        `SELECT trade_no FROM billing.orders WHERE user_id = $1`,
        [user.userId],
      );
      return { order_id: row!.trade_no };
    });
  const set = (unclear: string) =>
    db.owner.query(
      `UPDATE billing.orders SET status = 'unknown', next_check_at = now(), unclear_since = now() - $2::interval WHERE trade_no = $1`,
      [order_id, unclear],
    );
  await set('6 days');
  await a.checks.run();
  expect(await getOrder(db, order_id)).toMatchObject({ status: 'unknown' });
  await set('8 days');
  await a.checks.run();
  const { status, stuck_reason } = await getOrder(db, order_id);
  expect([status, stuck_reason]).toEqual(['failed', expect.stringMatching(/^no clear answer for a week: Creem/)]);
  await a.orders.complete({ trade_no: order_id }, buildContext(await makeUser(db, { role: 100 })));
  expect(await getQuota(db, user)).toBe(500_000);
}, 60_000);

it('gives up its questions within the moment when the service stops', async () => {
  await makeDue();
  const replica = await paymentsOn(db, { stripe: stripe.address });
  const run = replica.checks.run();
  await new Promise((resolve) => setTimeout(resolve, 500));
  const started = performance.now();
  replica.checks.onModuleDestroy();
  await run;
  expect(performance.now() - started).toBeLessThan(1000);
  await replica.close();
}, 60_000);

it('lets a question through again a minute after the circuit opened', () => {
  let now = 0;
  const circuit = new Circuit(() => now);
  expect([circuit.unanswered(), circuit.unanswered(), circuit.unanswered(), circuit.isOpen]).toEqual([
    false,
    false,
    true,
    true,
  ]);
  now = 61_000;
  expect(circuit.isOpen).toBe(false);
  expect(circuit.unanswered()).toBe(true);
  circuit.answered();
  expect(circuit.isOpen).toBe(false);
});
