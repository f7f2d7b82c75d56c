import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { expectInvariants } from '@tollgate/testing/database';
import {
  notification,
  signedByCreem,
  signedByStripe,
  stripeApi,
  type StripeApi,
  type StripeSession,
} from '@tollgate/testing/payments';
import { type Envelope, type HttpClient, startPlatform, type TestPlatform } from '@tollgate/testing/platform';

/** Prices, orders and callbacks of providers, over HTTP and down to the database. */
const KEY = 'SECRETKEY';
const STRIPE_SECRET = 'whsec_of_the_whole_tests';
const NOTIFY = '/api/user/epay/notify';
const TEXT = { accept: '*/*' };
const JSON_WANTED = { accept: 'application/json' };
const OPTIONS = {
  ServerAddress: 'https://api.example.com',
  PayAddress: 'https://pay.example.com/xpay/epay',
  EpayId: '1001',
  EpayKey: KEY,
};

interface Form {
  readonly out_trade_no: string;
  readonly money: string;
  readonly type: string;
  readonly pid: string;
  readonly name: string;
}
interface PayReply extends Envelope<Form> {
  readonly url: string;
}

let platform: TestPlatform;
let stripe: StripeApi;
let root: HttpClient;
let user: HttpClient;

beforeAll(async () => {
  stripe = await stripeApi();
  platform = await startPlatform({ env: { STRIPE_API_URL: stripe.address } });
  root = platform.client();
  await root.post('/api/setup', { username: 'root', password: 'password123', confirmPassword: 'password123' });
  await root.logIn('root', 'password123');
  await set(OPTIONS);
  user = platform.client();
  await user.signUp('payer');
}, 120_000);
afterAll(async () => {
  await expectInvariants(platform.db);
  await platform.close();
  await stripe.close();
});

async function set(options: Record<string, string>): Promise<void> {
  for (const [key, value] of Object.entries(options)) {
    const reply = await root.put('/api/option/', { key, value });
    expect(reply.body).toMatchObject({ success: true });
  }
}
async function quotaOf(client = user): Promise<number> {
  return (await client.get<Envelope<{ quota: number }>>('/api/user/self')).body.data.quota;
}
async function pay(amount = 10): Promise<{ form: Form; notice: Record<string, string> }> {
  const { body } = await user.post<PayReply>('/api/user/pay', { amount, payment_method: 'alipay', top_up_code: '' });
  expect(body).toMatchObject({ success: true, message: 'success' });
  const { out_trade_no, money, type, pid, name } = body.data;
  const notice = { pid, trade_no: `E${out_trade_no}`, out_trade_no, type, name, money, trade_status: 'TRADE_SUCCESS' };
  return { form: body.data, notice: notification(notice, KEY) };
}
const notify = (query: Record<string, string>, headers = TEXT as Record<string, string>) =>
  platform.client().get(NOTIFY, { query, headers });

describe('prices', () => {
  it('are those of the documented example', async () => {
    await set({ 'general_setting.quota_display_type': 'TOKENS', QuotaPerUnit: '1000', Price: '1', MinTopUp: '1' });
    const example = await user.post('/api/user/amount', { amount: 10_000, top_up_code: '' });
    expect(example.body).toEqual({ success: true, message: 'success', data: '10.00' });
    const low = await user.post('/api/user/amount', { amount: 999, top_up_code: '' });
    expect(low.status).toBe(200);
    expect(low.body).toEqual({
      success: false,
      message: '充值数量不能小于 1000',
      data: '充值数量不能小于 1000',
      code: 'AMOUNT_BELOW_MINIMUM',
    });
    const options = { 'general_setting.quota_display_type': 'USD', QuotaPerUnit: '500000', Price: '7.3' };
    await set(options);
    expect((await user.post('/api/user/amount', { amount: 10 })).body.data).toBe('73.00');
    expect((await user.post('/api/user/stripe/amount', { amount: 10 })).body.data).toBe('80.00');
  });

  const BAD = ['0', '-1', '1.5', '9007199254740992', '1e300', '"10"', 'null', '[]', '[10]', '{}', 'true', '-0.0'];
  it.each(BAD)('refuse the amount %s everywhere, with a reason', async (amount) => {
    for (const path of ['amount', 'pay', 'stripe/amount', 'stripe/pay']) {
      const method = path.startsWith('stripe') ? 'stripe' : 'alipay';
      const body = `{"amount":${amount},"payment_method":"${method}"}`;
      const reply = await user.post(`/api/user/${path}`, body);
      expect(reply.status).toBe(200);
      expect(reply.body).toMatchObject({ success: false, message: expect.stringMatching(/充值数量|无效|amount/) });
      expect(reply.body.data).toBe(reply.body.message);
      expect(reply.body.message).not.toBe('success');
    }
    expect((await user.get<Envelope<{ total: number }>>('/api/user/topup/self')).body.data.total).toBe(0);
  });
});

describe('Epay', () => {
  it('gets success as plain text after the credit is committed, also for a repetition', async () => {
    const before = await quotaOf();
    const { notice, form } = await pay();
    const first = await notify(notice);
    expect([first.status, first.text]).toEqual([200, 'success']);
    expect(first.headers.get('content-type')).toMatch(/^text\/plain/);
    expect((await notify(notice)).text).toBe('success');
    expect(await quotaOf()).toBe(before + 5_000_000);
    const page = await user.get<Envelope<{ items: unknown[] }>>('/api/user/topup/self', {
      query: { keyword: form.out_trade_no },
    });
    expect(page.body.data.items).toEqual([
      expect.objectContaining({ trade_no: form.out_trade_no, money: 73, status: 'success', amount: 10 }),
    ]);
  });

  it('can post its notification as a form', async () => {
    const before = await quotaOf();
    const { notice } = await pay();
    const headers = { 'content-type': 'application/x-www-form-urlencoded', origin: 'https://pay.example.com' };
    const reply = await platform.client().post(NOTIFY, new URLSearchParams(notice).toString(), { headers });
    expect(reply.text).toBe('success');
    expect(await quotaOf()).toBe(before + 5_000_000);
  });

  it('gets the envelope if it asks for JSON', async () => {
    const { notice } = await pay();
    const first = await notify(notice, JSON_WANTED);
    expect(first.body).toEqual({ success: true, message: '支付成功' });
    const second = await notify(notice, JSON_WANTED);
    expect(second.body).toMatchObject({ success: false, message: '订单不存在或已处理', code: 'ORDER_UNKNOWN_OR_DONE' });
  });

  it('gets fail if a notification is badly signed, has a doubled field or does not match the order', async () => {
    const before = await quotaOf();
    const { notice } = await pay();
    const { sign: _, ...unsigned } = notice;
    expect((await notify(unsigned)).text).toBe('fail');
    expect((await notify({ ...notice, money: '0.01' })).text).toBe('fail');
    const cheap = notification({ ...unsigned, money: '0.01', sign_type: '' }, KEY);
    expect((await notify(cheap)).text).toBe('fail');
    const query = `${new URLSearchParams(notice).toString()}&money=73.00`;
    expect((await platform.client().get(`${NOTIFY}?${query}`, { headers: TEXT })).text).toBe('fail');
    expect((await notify({})).text).toBe('fail');
    expect(await quotaOf()).toBe(before);
    const quarantine = await root.get<Envelope<{ items: unknown[] }>>('/api/topup/quarantine');
    expect(quarantine.body.data.items[0]).toMatchObject({ provider: 'epay', reason: 'other_sum' });
  });

  it.each([
    [
      'multipart',
      { 'content-type': 'multipart/form-data; boundary=x' },
      '--x\r\nContent-Disposition: form-data; name="pid"\r\n\r\n1001\r\n--x--',
    ],
    ['JSON that cannot be read', { 'content-type': 'application/json' }, '{"pid":'],
    [
      'a body that is too large',
      { 'content-type': 'application/x-www-form-urlencoded' },
      `param=${'x'.repeat(140_000)}`,
    ],
    ['a list', { 'content-type': 'application/json' }, '[1]'],
    ['no content', {}, ''],
  ])('is answered fail as text if it is %s', async (_, headers: Record<string, string>, body) => {
    const reply = await fetch(platform.origin + NOTIFY, { method: 'POST', headers: { ...TEXT, ...headers }, body });
    expect(await reply.text()).toBe('fail');
    expect(reply.headers.get('content-type')).toBe('text/plain; charset=utf-8');
  });

  it('is read as a form if the gateway sends no content type or another one', async () => {
    for (const type of ['application/x-www-form-urlencoded; charset=utf-8', 'text/plain', 'application/octet-stream']) {
      const before = await quotaOf();
      const { notice } = await pay();
      const body = Buffer.from(new URLSearchParams(notice).toString());
      const reply = await fetch(platform.origin + NOTIFY, {
        method: 'POST',
        headers: { ...TEXT, 'content-type': type },
        body,
      });
      expect(await reply.text()).toBe('success');
      expect(await quotaOf()).toBe(before + 5_000_000);
    }
  });

  it('gets no success while the database is down, and its redelivery credits once', async () => {
    await set({ StripeWebhookSecret: STRIPE_SECRET, StripeApiSecret: 'sk_test_of_tests', StripePriceId: 'price_1' });
    const before = await quotaOf();
    const { notice } = await pay();
    const body = completed(stripe.pay((await stripeSession()).id));
    const name = new URL(platform.db.url).pathname.slice(1);
    const holder = await platform.db.owner.pool.connect();
    const allow = 'UPDATE pg_database SET datallowconn = $2 WHERE datname = $1';
    await holder.query(allow, [name, false]);
    await holder.query(
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1 AND pid <> pg_backend_pid()',
      [name],
    );
    const away = await Promise.all([notify(notice), notify(notice, JSON_WANTED), webhook(body)]);
    await holder.query(allow, [name, true]);
    holder.release();
    expect(away[0].text).toBe('fail');
    expect(away[1].body).toMatchObject({ success: false });
    expect(away.map(({ status }) => status >= 500)).toEqual([true, true, true]);

    await eventually(async () => (await notify(notice)).text === 'success');
    await eventually(async () => (await webhook(body)).status === 200);
    expect((await notify(notice)).text).toBe('success');
    expect(await quotaOf()).toBe(before + 10_000_000);
  });
});

/** Repeats a check for at most twenty seconds until it passes. */
async function eventually(holds: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + 20_000;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error('it did not come to hold in twenty seconds');
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

async function stripeSession(amount = 10, payer = user): Promise<StripeSession> {
  const { body } = await payer.post<Envelope<{ pay_link: string }>>('/api/user/stripe/pay', {
    amount,
    payment_method: 'stripe',
  });
  const session = [...stripe.sessions.values()].find(({ url }) => url === body.data.pay_link);
  if (!session) throw new Error(`no session: ${JSON.stringify(body)}`);
  return session;
}
let events = 0;
const completed = (session: object) =>
  JSON.stringify({
    id: `evt_${(events += 1)}`,
    object: 'event',
    type: 'checkout.session.completed',
    livemode: false,
    data: { object: session },
  });
const webhook = (body: string, secret = STRIPE_SECRET) =>
  platform
    .client()
    .post('/api/stripe/webhook', body, { headers: { 'stripe-signature': signedByStripe(body, secret) } });

describe('webhooks', () => {
  it('are refused until a secret is set, and an empty secret does not open them', async () => {
    await set({ StripeWebhookSecret: '', CreemWebhookSecret: '', CreemTestMode: 'true' });
    const { form } = await pay();
    const object = { client_reference_id: form.out_trade_no, customer: 'c', status: 'complete' };
    const forged = completed({ ...object, payment_status: 'paid', amount_total: 7300, currency: 'cny' });
    const before = await quotaOf();
    const stripes = await webhook(forged, '');
    expect([stripes.status, stripes.body.code]).toEqual([404, 'WEBHOOK_CLOSED']);
    const creems = JSON.stringify({
      eventType: 'checkout.completed',
      object: { request_id: form.out_trade_no, order: { status: 'paid', type: 'onetime' } },
    });
    for (const headers of [{}, { 'creem-signature': signedByCreem(creems, '') }] as Record<string, string>[]) {
      expect((await platform.client().post('/api/creem/webhook', creems, { headers })).status).toBe(404);
    }
    await set({ StripeWebhookSecret: STRIPE_SECRET, CreemWebhookSecret: 'creem_secret', CreemTestMode: 'false' });
    expect((await webhook(forged, '')).status).toBe(400);
    expect((await platform.client().post('/api/creem/webhook', creems)).status).toBe(400);
    expect(await quotaOf()).toBe(before);
  });

  it('credit a Stripe order once if the signature covers the bytes, and reverse it on a refund', async () => {
    await set({ StripeApiSecret: 'sk_test_of_tests', StripePriceId: 'price_1' });
    const before = await quotaOf();
    const session = stripe.pay((await stripeSession()).id);
    const body = completed(session);
    const spoilt = await platform.client().post('/api/stripe/webhook', `${body}\n`, {
      headers: { 'stripe-signature': signedByStripe(body, STRIPE_SECRET) },
    });
    expect(spoilt.status).toBe(400);
    expect((await Promise.all([webhook(body), webhook(body), webhook(body)])).map(({ status }) => status)).toEqual([
      200, 200, 200,
    ]);
    expect(await quotaOf()).toBe(before + 5_000_000);
    const refund = await root.post<Envelope<object>>('/api/user/topup/refund', {
      trade_no: session.client_reference_id,
      reason: 'asked for',
    });
    expect(refund.body.data).toEqual({
      reversed_quota: 5_000_000,
      taken_back: 5_000_000,
      refunded: '80.00',
      refunded_total: '80.00',
      status: 'refunded',
    });
    expect(await quotaOf()).toBe(before);
  });

  it('are not acknowledged if the user is deleted or the credit fails otherwise', async () => {
    const leaver = platform.client();
    const id = await leaver.signUp('leaver');
    const body = completed(stripe.pay((await stripeSession(10, leaver)).id));
    expect((await root.delete(`/api/user/${id}`)).body.success).toBe(true);
    const reply = await webhook(body);
    expect([reply.status, reply.body.code]).toEqual([404, 'ACCOUNT_NOT_FOUND']);
    const headers = { 'stripe-signature': 'x'.repeat(5000) };
    expect((await platform.client().post('/api/stripe/webhook', body, { headers })).status).toBe(400);
  });

  it('are refused beyond 128 KiB', async () => {
    expect((await webhook(completed({ padding: 'x'.repeat(140_000) }))).status).toBe(413);
  });
});

describe('orders', () => {
  it('are completed once by an administrator, and by no user', async () => {
    const before = await quotaOf();
    const { form } = await pay();
    const trade_no = form.out_trade_no;
    expect((await user.post('/api/user/topup/complete', { trade_no })).body).toMatchObject({
      code: 'PERMISSION_DENIED',
    });
    expect((await user.get('/api/user/topup')).body).toMatchObject({ code: 'PERMISSION_DENIED' });
    expect((await platform.client().get('/api/user/topup/info')).status).toBe(401);
    for (let time = 0; time < 2; time += 1) {
      expect((await root.post('/api/user/topup/complete', { trade_no })).body).toEqual({ success: true, message: '' });
    }
    expect(await quotaOf()).toBe(before + 5_000_000);
    const unknown = await root.post('/api/user/topup/complete', { trade_no: 'USR1NOnothing' });
    expect(unknown.body).toMatchObject({ success: false, message: '充值订单不存在' });
  });

  it('answer a repeated Idempotency-Key byte by byte', async () => {
    const headers = { 'idempotency-key': 'one-order' };
    const request = { amount: 10, payment_method: 'wxpay', top_up_code: '' };
    const first = await user.post('/api/user/pay', request, { headers });
    expect((await user.post('/api/user/pay', request, { headers })).text).toBe(first.text);
    const stripeRequest = { amount: 10, payment_method: 'stripe' };
    const page = await user.post('/api/user/stripe/pay', stripeRequest, { headers });
    expect(page.body).toMatchObject({ success: true, message: 'success', data: { pay_link: expect.any(String) } });
    expect((await user.post('/api/user/stripe/pay', stripeRequest, { headers })).text).toBe(page.text);
  });

  it('have the fields that the top-up page of the stock web client reads', async () => {
    const info = await user.get<Envelope<Record<string, unknown>>>('/api/user/topup/info');
    expect(info.body.data).toMatchObject({
      enable_online_topup: true,
      enable_stripe_topup: true,
      enable_creem_topup: false,
      creem_products: '[]',
      min_topup: 1,
      discount: {},
    });
    expect(Array.isArray(info.body.data.pay_methods)).toBe(true);
    const refused = await user.post('/api/user/creem/pay', { product_id: 'x', payment_method: 'creem' });
    expect(refused.body).toMatchObject({ success: false, message: '产品不存在', data: '产品不存在' });
  });
});

describe('a plan', () => {
  it('is offered, ordered by Epay, granted by the notification once, and shown on the way back', async () => {
    const plan = { title: 'Monthly', price_amount: 1.5, total_amount: 3_000_000, max_purchase_per_user: 1 };
    const made = await root.post<Envelope<{ id: number }>>('/api/subscription/admin/plans', { plan });
    const order = { plan_id: made.body.data.id, payment_method: 'alipay' };
    const { body } = await user.post<PayReply>('/api/subscription/epay/pay', order);
    expect(body).toMatchObject({ success: true, message: 'success', data: { money: '1.50', name: 'SUB:Monthly' } });
    const { out_trade_no, money, type, pid, name } = body.data;
    const facts = { pid, trade_no: `E${out_trade_no}`, out_trade_no, type, name, money };
    const client = platform.client();
    const back = (query: Record<string, string>) =>
      client.get('/api/subscription/epay/return', { query, headers: TEXT });
    const waiting = await back(notification({ ...facts, trade_status: 'WAIT' }, KEY));
    expect([waiting.status, waiting.headers.get('location')]).toEqual([
      302,
      'https://api.example.com/wallet?pay=pending',
    ]);
    const paid = notification({ ...facts, trade_status: 'TRADE_SUCCESS' }, KEY);
    const forged = await client.get('/api/subscription/epay/notify', {
      query: { ...paid, sign: '0'.repeat(32) },
      headers: TEXT,
    });
    expect(forged.text).toBe('fail');
    for (let delivery = 0; delivery < 2; delivery += 1) {
      const told = await client.get('/api/subscription/epay/notify', { query: paid, headers: TEXT });
      expect(told.text).toBe('success');
    }
    expect((await back(paid)).headers.get('location')).toBe('https://api.example.com/wallet?pay=success');
    const self = await user.get<Envelope<{ subscriptions: { subscription: object }[] }>>('/api/subscription/self');
    expect(self.body.data.subscriptions).toHaveLength(1);
    expect(self.body.data.subscriptions[0]?.subscription).toMatchObject({ amount_total: 3_000_000, source: 'order' });
    const again = await user.post('/api/subscription/epay/pay', order);
    expect(again.body).toMatchObject({ success: false, code: 'PLAN_LIMIT_REACHED' });
  });
});
