import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { notification, signedByStripe } from '@tollgate/testing/payments';
import { type HttpClient, startPlatform, type TestPlatform } from '@tollgate/testing/platform';

/** Callbacks of payment providers are not limited like the calls of people. */
const STRIPE_SECRET = 'whsec_of_the_whole_tests';
const OPTIONS = {
  EpayId: '1001',
  EpayKey: 'SECRETKEY',
  StripeApiSecret: 'sk_test_x',
  StripeWebhookSecret: STRIPE_SECRET,
};

let platform: TestPlatform;
let root: HttpClient;
beforeAll(async () => {
  platform = await startPlatform({ env: { GLOBAL_API_RATE_LIMIT_ENABLE: 'true', GLOBAL_API_RATE_LIMIT: '60' } });
  root = platform.client();
  await root.post('/api/setup', { username: 'root', password: 'password123', confirmPassword: 'password123' });
  await root.logIn('root', 'password123');
  for (const [key, value] of Object.entries(OPTIONS)) await root.put('/api/option/', { key, value });
}, 120_000);
afterAll(() => platform.close());

const notify = (n: number, key: string) => {
  const params = {
    pid: '1001',
    out_trade_no: `USR1NO${n}`,
    trade_no: `E${n}`,
    money: '1.00',
    trade_status: 'TRADE_SUCCESS',
  };
  return platform
    .client()
    .get('/api/user/epay/notify', { query: notification(params, key), headers: { accept: '*/*' } });
};

async function countStatuses(calls: (n: number) => Promise<{ status: number }>): Promise<Record<number, number>> {
  const counts: Record<number, number> = {};
  for (let n = 0; n < 260; n += 20) {
    const replies = await Promise.all(Array.from({ length: 20 }, (_, index) => calls(n + index)));
    for (const { status } of replies) counts[status] = (counts[status] ?? 0) + 1;
  }
  return counts;
}

describe('260 callbacks from one address within three minutes', () => {
  it('are all judged, signed or not, and a webhook after them as well', async () => {
    expect(await countStatuses((n) => notify(n, 'SECRETKEY'))).toEqual({ 200: 260 });
    expect(await countStatuses((n) => notify(n, 'OTHERKEY'))).toEqual({ 200: 260 });
    const body = JSON.stringify({ id: 'evt_1', type: 'customer.created', livemode: false, data: { object: {} } });
    const headers = { 'stripe-signature': signedByStripe(body, STRIPE_SECRET) };
    expect((await platform.client().post('/api/stripe/webhook', body, { headers })).status).toBe(200);
  });

  it('leave the limit of people as it is', async () => {
    const counts = await countStatuses(() => platform.client().get('/api/status'));
    expect(counts[429]).toBeGreaterThan(200);
  });
});
