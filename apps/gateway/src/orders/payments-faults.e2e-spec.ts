import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { expectInvariants, testDatabase, type TestDatabase } from '@tollgate/testing/database';
import { notification, signedByStripe, stripeApi, type StripeApi } from '@tollgate/testing/payments';
import { type Envelope, HttpClient, ServiceProcess } from '@tollgate/testing/platform';
import { sized } from '@tollgate/testing/scale';

/** Orders, half of Epay and half of Stripe; each event is delivered five times. */
const ORDERS = sized({ ci: 100, full: 1000 });
const DELIVERIES = 5;
/** The number of times that a replica is killed, evenly spread over the deliveries. */
const KILLS = sized({ ci: 6, full: 40 });
/** Concurrent deliveries. */
const PARALLEL = 12;
const PAYERS = 10;
const EPAY_KEY = 'SECRETKEY';
const STRIPE_SECRET = 'whsec_of_the_fault_tests';

let db: TestDatabase;
let stripe: StripeApi;
let dataDir: string;
let replicas: ServiceProcess[];
const payers: HttpClient[] = [];

beforeAll(async () => {
  [db, stripe, dataDir] = [await testDatabase(), await stripeApi(), await mkdtemp(join(tmpdir(), 'tollgate-faults-'))];
  const env = {
    NODE_ENV: 'test',
    PORT: '0',
    HEALTH_PORT: '0',
    DATA_DIR: dataDir,
    DATABASE_URL: db.url,
    GLOBAL_API_RATE_LIMIT_ENABLE: 'false',
    CRITICAL_RATE_LIMIT_ENABLE: 'false',
    STRIPE_API_URL: stripe.address,
  };
  replicas = [await ServiceProcess.start('all', env), await ServiceProcess.start('all', env)];
  const root = new HttpClient(originOf(0));
  await root.post('/api/setup', { username: 'root', password: 'password123', confirmPassword: 'password123' });
  await root.logIn('root', 'password123');
  const options = {
    PayAddress: 'https://pay.example.com',
    EpayId: '1001',
    EpayKey: EPAY_KEY,
    StripeApiSecret: 'sk_test_of_tests',
    StripePriceId: 'price_1',
    StripeWebhookSecret: STRIPE_SECRET,
  };
  for (const [key, value] of Object.entries(options)) await root.put('/api/option/', { key, value });
  for (let n = 0; n < PAYERS; n += 1) {
    const payer = new HttpClient(originOf(n % 2));
    await payer.signUp(`payer${n}`);
    payers.push(payer);
  }
}, 180_000);
afterAll(async () => {
  await Promise.all(replicas.map((replica) => replica.stop()));
  await Promise.all([db.close(), stripe.close(), rm(dataDir, { recursive: true, force: true, maxRetries: 10 })]);
}, 60_000);

const originOf = (n: number) => `http://127.0.0.1:${replicas[n]!.port}`;

/** Delivers once to a replica. Returns true if the provider would not repeat the delivery. */
type Delivery = (origin: string) => Promise<boolean>;

async function epayDelivery(payer: HttpClient): Promise<Delivery> {
  const { body } = await payer.post<Envelope<Record<string, string>>>('/api/user/pay', {
    amount: 10,
    payment_method: 'alipay',
  });
  const { out_trade_no = '', money = '', pid = '', name = '' } = body.data;
  const notice = { pid, trade_no: `E${out_trade_no}`, out_trade_no, type: 'alipay', name, money };
  const query = notification({ ...notice, trade_status: 'TRADE_SUCCESS' }, EPAY_KEY);
  return async (origin) => (await new HttpClient(origin).get('/api/user/epay/notify', { query })).text === 'success';
}

let events = 0;
async function stripeDelivery(payer: HttpClient): Promise<Delivery> {
  const { body } = await payer.post<Envelope<{ pay_link: string }>>('/api/user/stripe/pay', {
    amount: 10,
    payment_method: 'stripe',
  });
  const session = stripe.pay([...stripe.sessions.values()].find(({ url }) => url === body.data.pay_link)!.id);
  const id = `evt_${(events += 1)}`;
  const type = 'checkout.session.completed';
  const event = JSON.stringify({ id, object: 'event', type, livemode: false, data: { object: session } });
  return async (origin) => {
    const headers = { 'stripe-signature': signedByStripe(event, STRIPE_SECRET) };
    return (await new HttpClient(origin).post('/api/stripe/webhook', event, { headers })).status === 200;
  };
}

/** Creates the orders of one payer. */
async function ordersOf(payer: HttpClient, n: number): Promise<Delivery[]> {
  const deliveries: Delivery[] = [];
  for (let order = n; order < ORDERS; order += PAYERS) {
    deliveries.push(await (deliveries.length % 2 ? epayDelivery(payer) : stripeDelivery(payer)));
  }
  return deliveries;
}

function shuffled<T>(items: readonly T[]): T[] {
  return items
    .map((item) => ({ item, at: Math.random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}

/** Repeats a delivery to random replicas until it is acknowledged, as a provider does, but faster. */
async function deliver(delivery: Delivery): Promise<number> {
  for (let time = 1; ; time += 1) {
    // a replica that is down gives no answer, so the delivery is not acknowledged
    const acknowledged = await delivery(originOf(Math.floor(Math.random() * 2))).catch(() => false);
    if (acknowledged) return time;
    if (time > 3000) throw new Error('a delivery was never acknowledged');
    await sleep(100);
  }
}

it(`credits ${ORDERS} orders once each if five shuffled deliveries meet two replicas that are killed repeatedly`, async () => {
  const deliveries = (await Promise.all(payers.map((payer, n) => ordersOf(payer, n)))).flat();
  const queue = shuffled(deliveries.flatMap((delivery) => Array.from({ length: DELIVERIES }, () => delivery)));
  const total = queue.length;
  const restarts = replicas.map(() => Promise.resolve());
  let [repeats, kills, done] = [0, 0, 0];

  const crash = async (n: number) => {
    await restarts[n];
    await replicas[n]!.kill();
    restarts[n] = replicas[n]!.up();
  };
  const workers = Array.from({ length: PARALLEL }, async () => {
    for (let next = queue.pop(); next; next = queue.pop()) {
      repeats += (await deliver(next)) - 1;
      done += 1;
      // kill it while the other workers have deliveries under way
      if (done > ((kills + 1) * total) / (KILLS + 1)) await crash((kills += 1) % 2);
    }
  });
  await Promise.all(workers);
  await Promise.all(restarts);

  const orders = await db.owner.query<{ status: string; count: number }>(
    'SELECT status, count(*)::int AS count FROM billing.orders GROUP BY status',
  );
  expect(orders).toEqual([{ status: 'success', count: ORDERS }]);
  const credits = await db.owner.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM ledger.transactions WHERE kind = 'order_credit'`,
  );
  expect(credits).toEqual([{ count: ORDERS }]);
  const lines = await db.owner.query(`SELECT count(*)::int AS count FROM admin.logs WHERE type = 1`);
  expect(lines).toEqual([{ count: ORDERS }]);
  const held = await db.owner.query<{ sum: string }>(
    `SELECT sum(balance)::text AS sum FROM ledger.accounts WHERE kind = 'quota' AND user_id IN (SELECT id FROM auth.users WHERE role = 1)`,
  );
  expect(held).toEqual([{ sum: String(ORDERS * 5_000_000) }]);
  expect(await db.owner.query('SELECT FROM billing.quarantine')).toHaveLength(0);
  expect(kills).toBeGreaterThanOrEqual(KILLS - 1);
  await expectInvariants(db);
  process.stdout.write(`${total} deliveries of ${ORDERS} events, ${repeats} repeated, ${kills} kills\n`);
}, 900_000);
