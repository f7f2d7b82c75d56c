import { createHash, createHmac, randomBytes, randomInt } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { AppError, type Identity } from '@tollgate/contracts';
import { buildContext, makeUser } from '@tollgate/testing/accounts';
import { expectInvariants, testDatabase, type TestDatabase } from '@tollgate/testing/database';
import { creemApi, type CreemApi, notification, stripeApi, type StripeApi } from '@tollgate/testing/payments';
import { sized } from '@tollgate/testing/scale';
import {
  CONFIGURED,
  CREEM_SECRET,
  creemDelivery,
  EPAY_KEY,
  epayOrder,
  type Payments,
  paymentsOn,
  getQuota,
  setOptions,
  STRIPE_SECRET,
  stripeDelivery,
  stripeEvent,
} from '../testing/payments.js';

/** Mutated callbacks of each provider: 10,000 at full size. */
const EACH = sized({ ci: 200, full: 3334 });

let db: TestDatabase;
let stripe: StripeApi;
let creem: CreemApi;
let on: Payments;
let user: Identity;
beforeAll(async () => {
  db = await testDatabase();
  [stripe, creem] = [await stripeApi(), await creemApi()];
  on = await paymentsOn(db, { stripe: stripe.address, creem: creem.address });
  await setOptions(db, [on], CONFIGURED);
  user = await makeUser(db);
});
afterAll(async () => {
  await Promise.all([on.close(), stripe.close(), creem.close()]);
  await db.close();
});

const pick = <T>(items: readonly T[]): T => items[randomInt(items.length)]!;
/** Changes, drops, doubles or adds a byte. */
function spoil(text: string): string {
  const at = randomInt(text.length);
  const other = String.fromCharCode(33 + ((text.charCodeAt(at) - 32) % 94));
  const part = pick([other, '', text[at]! + text[at]!, text[at]! + other]);
  return text.slice(0, at) + part + text.slice(at + 1);
}
async function refused(attempt: Promise<unknown>): Promise<string> {
  try {
    return String(await attempt);
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
}
/** As Prometheus sees them, by provider. */
async function unverified(): Promise<Record<string, number>> {
  const words = [...(await on.metrics.text()).matchAll(/payment_words\{value="(\w+)_unverified"\} (\d+)/g)];
  return Object.fromEntries(words.map(([, provider, count]) => [provider, Number(count)]));
}
async function nothingCredited(): Promise<void> {
  expect(await getQuota(db, user)).toBe(0);
  expect(await db.owner.query(`SELECT FROM billing.orders WHERE status NOT IN ('pending')`)).toHaveLength(0);
  await expectInvariants(db);
}

it('shows callbacks that do not verify, before there is one', async () => {
  expect(await unverified()).toEqual({ epay: 0, stripe: 0, creem: 0 });
});

/** The signature does not cover its type, so an empty type and one in lower case are the same notification. */
function withPlainSignType(forged: unknown): unknown {
  const type = (forged as { sign_type?: unknown } | null)?.sign_type;
  return typeof type === 'string' && /^(md5)?$/i.test(type) ? { ...(forged as object), sign_type: 'MD5' } : forged;
}

it(`refuses all ${EACH} mutated notifications of Epay`, async () => {
  const { paid, params } = await epayOrder(on, user);
  const other = await epayOrder(on, user, 20);
  const names = Object.keys(paid) as (keyof typeof paid)[];
  const mutations: ((n: number) => unknown)[] = [
    () => {
      const name = pick(names);
      return { ...paid, [name]: spoil(paid[name]!) };
    },
    () => ({ ...paid, [pick(names)]: pick(['', ' ', '0', 'null', '73.00', '1001']) }),
    () => Object.fromEntries(Object.entries(paid).filter(([name]) => name !== pick(['sign', 'money', 'out_trade_no']))),
    () => ({ ...paid, out_trade_no: other.tradeNo, money: other.form.money }),
    (n) => notification(params, `${EPAY_KEY}${n}`),
    () => notification(params, pick(['', ' ', 'secretkey', CONFIGURED.EpayId])),
    (n) => ({ ...paid, [`extra${n}`]: 'x' }),
    () => ({ ...paid, sign: createHash('md5').update(JSON.stringify(params)).digest('hex') }),
    () => ({ ...paid, sign: randomBytes(16).toString('hex') }),
    () => ({ ...paid, name: `TUC10&out_trade_no=${other.tradeNo}`, out_trade_no: '' }),
    () => pick([null, [], 'x', 7, [paid], { params: paid }]),
  ];
  let accepted = 0;
  let tried = 0;
  while (tried < EACH) {
    const forged = mutations[tried % mutations.length]!(tried);
    if (JSON.stringify(withPlainSignType(forged)) === JSON.stringify(paid)) continue;
    tried += 1;
    const { answer, nothing_to_do } = await on.epayCallbacks.notify({ params: forged });
    if (answer === 'success' && !nothing_to_do) accepted += 1;
  }
  expect(accepted).toBe(0);
  expect(await unverified()).toMatchObject({ epay: EACH, stripe: 0 });
  await nothingCredited();
});

it(`refuses all ${EACH} mutated events of Stripe`, async () => {
  const { pay_link } = await on.stripe.pay({ amount: 10, payment_method: 'stripe' }, buildContext(user));
  const session = stripe.pay([...stripe.sessions.values()].find(({ url }) => url === pay_link)!.id);
  const event = stripeEvent('checkout.session.completed', session);
  const right = stripeDelivery(event);
  const body = JSON.stringify(event);
  const raw = (text: string) => Buffer.from(text).toString('base64');
  const now = Math.floor(Date.now() / 1000);
  const mac = (secret: string, text: string) => createHmac('sha256', secret).update(text).digest('hex');
  const mutations: ((n: number) => { raw: string; signature?: string })[] = [
    () => ({ ...right, raw: raw(spoil(body)) }),
    () => ({ ...right, signature: spoil(right.signature) }),
    (n) => stripeDelivery(event, `${STRIPE_SECRET}${n}`),
    () => stripeDelivery(event, pick(['', ' ', 'whsec_', 'whsec_test', CREEM_SECRET])),
    (n) => stripeDelivery(event, STRIPE_SECRET, now + pick([-1, 1]) * (301 + n)),
    () => ({ raw: right.raw, signature: `t=${now},v0=${mac(STRIPE_SECRET, `${now}.${body}`)}` }),
    () => ({ raw: right.raw, signature: `t=${now},v1=${mac(STRIPE_SECRET, body)}` }),
    () => ({ raw: right.raw, signature: `t=${now + 1},v1=${mac(STRIPE_SECRET, `${now}.${body}`)}` }),
    () => ({ raw: right.raw, signature: pick(['', 't=,v1=', 'v1=', `t=${now}`, ',', '=', 't=1,t=2,v1=00']) }),
    () => ({ raw: right.raw }),
  ];
  const outcomes = new Set<string>();
  let tried = 0;
  while (tried < EACH) {
    const forged = mutations[tried % mutations.length]!(tried);
    if (forged.raw === right.raw && forged.signature === right.signature) continue;
    tried += 1;
    outcomes.add(await refused(on.stripeWebhooks.receive(forged)));
  }
  expect([...outcomes]).toEqual(['SIGNATURE_INVALID']);
  await nothingCredited();
  expect(await on.stripeWebhooks.receive(right)).toBe('credited');
  expect(await unverified()).toMatchObject({ stripe: EACH, creem: 0 });
  user = await makeUser(db);
});

it(`refuses all ${EACH} mutated events of Creem`, async () => {
  const { order_id } = await on.creem.pay({ product_id: 'prod_1', payment_method: 'creem' }, buildContext(user));
  const order = { id: 'ord', amount: 999, currency: 'USD', status: 'paid', type: 'onetime', product: 'prod_1' };
  const event = { id: 'evt_1', eventType: 'checkout.completed', object: { id: 'ch', request_id: order_id, order } };
  const right = creemDelivery(event);
  const body = JSON.stringify(event);
  const mutations: ((n: number) => { raw: string; signature?: string })[] = [
    () => ({ ...right, raw: Buffer.from(spoil(body)).toString('base64') }),
    () => ({ ...right, signature: spoil(right.signature) }),
    (n) => creemDelivery(event, `${CREEM_SECRET}${n}`),
    () => creemDelivery(event, pick(['', ' ', STRIPE_SECRET, CONFIGURED.CreemApiKey])),
    () => ({
      raw: right.raw,
      signature: pick(['', '0', '0'.repeat(64), right.signature.slice(0, 63), 'zz'.repeat(32)]),
    }),
    () => ({ raw: right.raw }),
  ];
  const outcomes = new Set<string>();
  let tried = 0;
  while (tried < EACH) {
    const forged = mutations[tried % mutations.length]!(tried);
    if (forged.raw === right.raw && forged.signature?.toLowerCase() === right.signature) continue;
    tried += 1;
    outcomes.add(await refused(on.creemWebhooks.receive(forged)));
  }
  expect([...outcomes]).toEqual(['SIGNATURE_INVALID']);
  expect(await getQuota(db, user)).toBe(0);
  expect(await on.creemWebhooks.receive(right)).toBe('credited');
  expect(await unverified()).toMatchObject({ creem: EACH });
  await expectInvariants(db);
});
