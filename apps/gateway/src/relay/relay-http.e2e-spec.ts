import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { expectInvariants } from '@tollgate/testing/database';
import { type HttpClient, startPlatform, type TestPlatform } from '@tollgate/testing/platform';

interface Answer {
  readonly success: boolean;
  readonly code?: string;
  readonly params?: Record<string, unknown>;
  // each test knows the shape of its own answer
  readonly data: Record<string, unknown>;
}

let platform: TestPlatform;
let root: HttpClient;
let user: HttpClient;
let key = '';
let userId = 0;
let secret = '';

beforeAll(async () => {
  platform = await startPlatform();
  root = platform.client();
  await root.post('/api/setup', { username: 'root', password: 'password123', confirmPassword: 'password123' });
  await root.logIn('root', 'password123');
  await root.put('/api/option/', { key: 'QuotaForNewUser', value: '10000' });
  user = platform.client();
  userId = await user.signUp('caller');
  await user.post('/api/token/', { name: 'first', unlimited_quota: true });
  const page = await user.get<{ data: { items: { key: string }[] } }>('/api/token/?p=1&page_size=10');
  key = page.body.data.items[0]!.key;
  secret = await credential({ name: 'relay-1' });
}, 120_000);
afterAll(async () => {
  await expectInvariants(platform.db);
  await platform.close();
});

async function credential(body: object): Promise<string> {
  const made = await root.post<{ data: { secret: string } }>('/api/relay-credential/', body);
  return made.body.data.secret;
}

async function ask(path: string, body: unknown, { as = secret, type = 'application/json' } = {}) {
  const response = await fetch(`${platform.origin}/api/relay/${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { authorization: `Bearer ${as}`, 'content-type': type },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  return { status: response.status, headers: response.headers, body: (await response.json()) as Answer };
}

describe('a relay over HTTP', () => {
  it('verifies a key, reserves, settles and reads the receipt, which its user may read, too', async () => {
    const verified = await ask('verify', { key: `sk-${key}`, model: 'gpt-4', estimate: 10 });
    expect([verified.status, verified.body.data]).toMatchObject([200, { user_id: userId, available: 10_000 }]);
    const reserved = await ask('reserve', { request_id: 'http-1', key, amount: 4000, reference: 'mine' });
    expect(reserved.body.data).toMatchObject({ reserved: 4000, available: 6000, duplicate: false });
    const settled = await ask('settle', { request_id: 'http-1', amount: 1500, model: 'gpt-4', prompt_tokens: 3 });
    expect([settled.status, settled.body.data]).toMatchObject([200, { charged: 1500, shortfall: 0, balance: 8500 }]);
    const receipt = await ask('receipt/http-1', undefined);
    expect(receipt.body.data).toMatchObject({ state: 'settled', reserved: 4000, amount: 1500, reference: 'mine' });
    const own = await user.get<Answer>('/api/usage/receipt/http-1');
    expect(own.body.data).toMatchObject({ state: 'settled', charged: 1500 });
    const foreign = await root.get<Answer>('/api/usage/receipt/http-1');
    expect(foreign.body.code).toBe('RECEIPT_NOT_FOUND');
  });

  it('is answered with the true status, the code, and which limit refused it', async () => {
    const broke = await ask('reserve', { request_id: 'http-2', key, amount: 1_000_000 });
    expect([broke.status, broke.body.code, broke.body.params]).toMatchObject([
      402,
      'INSUFFICIENT_QUOTA',
      { scope: 'user' },
    ]);
    const unknown = await ask('verify', { key: 'sk-unknown' });
    expect([unknown.status, unknown.body.code]).toEqual([404, 'API_KEY_UNKNOWN']);
    const missing = await ask('settle', { request_id: 'never', amount: 1, model: 'm' });
    expect([missing.status, missing.body.code]).toEqual([404, 'RESERVATION_UNKNOWN']);
    const malformed = await ask('reserve', { request_id: 'http-3', key, amount: -1 });
    expect(malformed.status).toBe(400);
  });

  it('reports usage as an array or as lines, and a line that is wrong refuses only itself', async () => {
    const record = (request_id: string) => ({ request_id, key, amount: 5, model: 'm' });
    const lines = [JSON.stringify(record('line-1')), '{"broken', JSON.stringify(record('line-2'))].join('\n');
    const ndjson = await ask('usage', lines, { type: 'application/x-ndjson' });
    expect(ndjson.body.data).toMatchObject([{ ok: true }, { ok: false, code: 'MALFORMED_BODY' }, { ok: true }]);
    const array = await ask('usage', [record('line-2'), record('line-3')]);
    expect(array.body.data).toMatchObject([
      { ok: true, duplicate: true },
      { ok: true, duplicate: false },
    ]);
  });

  it('is refused without a credential, with one of another scope, and on the first request after it was revoked', async () => {
    expect((await ask('verify', { key }, { as: `rk-${'x'.repeat(48)}` })).status).toBe(401);
    const reader = await credential({ name: 'reader', scopes: ['verify'] });
    expect((await ask('verify', { key }, { as: reader })).status).toBe(200);
    expect((await ask('reserve', { request_id: 'scope', key, amount: 1 }, { as: reader })).status).toBe(403);
    const list = await root.get<{ data: { id: number; name: string }[] }>('/api/relay-credential/');
    const { id } = list.body.data.find(({ name }) => name === 'reader')!;
    expect(JSON.stringify(list.body)).not.toContain(reader);
    const rotated = await root.post<{ data: { secret: string } }>(`/api/relay-credential/${id}/rotate`, {
      overlap_seconds: 600,
    });
    for (const as of [reader, rotated.body.data.secret])
      expect((await ask('verify', { key }, { as })).status).toBe(200);
    await root.delete(`/api/relay-credential/${id}`);
    for (const as of [reader, rotated.body.data.secret])
      expect((await ask('verify', { key }, { as })).status).toBe(401);
  });

  it('keeps within the budgets that its owner and an administrator set, and names the window', async () => {
    const page = await user.get<{ data: { items: { id: number }[] } }>('/api/token/?p=1&page_size=10');
    const { id } = page.body.data.items[0]!;
    await user.put('/api/token/', { id, unlimited_quota: true, budget_quota: 100, budget_period: 'day' });
    const reserve = (request_id: string, amount: number) => ask('reserve', { request_id, key, amount });
    const tooMuch = await reserve('budget-1', 101);
    expect([tooMuch.status, tooMuch.body.code, tooMuch.body.params]).toMatchObject([
      429,
      'API_KEY_BUDGET_EXHAUSTED',
      { scope: 'key_window', limit: 100 },
    ]);
    expect(Number(tooMuch.headers.get('retry-after'))).toBeGreaterThan(0);
    await root.put('/api/user/', { id: userId, budget_quota: 40, budget_timezone: 'Europe/Berlin' });
    expect((await reserve('budget-2', 41)).body.code).toBe('USER_BUDGET_EXHAUSTED');
    expect((await reserve('budget-3', 40)).status).toBe(200);
    await ask('settle', { request_id: 'budget-3', amount: 30, model: 'm' });
    const list = await user.get<Answer>('/api/token/?p=1&page_size=10');
    expect(JSON.stringify(list.body)).toContain('"budget_used":30');
    const shown = await root.get<Answer>(`/api/user/${userId}`);
    expect(shown.body.data).toMatchObject({ budget_quota: 40, budget_used: 30, budget_timezone: 'Europe/Berlin' });
    await root.put('/api/user/', { id: userId, budget_quota: -1 });
    await user.put('/api/token/', { id, unlimited_quota: true, budget_quota: -1 });
    expect((await reserve('budget-4', 101)).status).toBe(200);
    await ask('release', { request_id: 'budget-4' });
  });

  it('is not stopped by guesses of credentials from its own address, which are refused after thirty', async () => {
    const guess = (n: number) => ask('verify', { key }, { as: `rk-${String(n).padStart(48, 'g')}` });
    const statuses = [];
    for (let n = 0; n < 40; n += 1) statuses.push((await guess(n)).status);
    expect(statuses.filter((status) => status === 429).length).toBeGreaterThanOrEqual(9);
    expect((await ask('verify', { key })).status).toBe(200);
  });

  it('sends a webhook and a notice of the user when a settlement takes the balance below the threshold', async () => {
    const received: { path: string; body: string }[] = [];
    const receiver = createServer((request, response) => {
      let body = '';
      request.on('data', (part: Buffer) => (body += part.toString()));
      request.on('end', () => {
        received.push({ path: request.url ?? '', body });
        response.end();
      });
    });
    receiver.listen(0, '127.0.0.1');
    await once(receiver, 'listening');
    const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
    const options = {
      WebhookAllowPrivateAddresses: 'true',
      'fetch_setting.allow_private_ip': 'true',
      'fetch_setting.allowed_ports': '["1-65535"]',
    };
    for (const [name, value] of Object.entries(options)) await root.put('/api/option/', { key: name, value });
    const made = await root.post<{ data: { id: number } }>('/api/webhook', {
      url: `${url}/hook`,
      events: ['quota.low'],
    });
    const { quota } = (await user.get<{ data: { quota: number } }>('/api/user/self')).body.data;
    const threshold = { notify_type: 'webhook', quota_warning_threshold: quota - 5, webhook_url: `${url}/notice` };
    await user.put('/api/user/setting', threshold);
    for (const request_id of ['low-1', 'low-2']) {
      await ask('reserve', { request_id, key, amount: 6 });
      await ask('settle', { request_id, amount: 6, model: 'm' });
    }
    for (let n = 0; n < 100 && received.length < 2; n += 1) await sleep(100);
    await sleep(300);
    receiver.close();
    expect(received.map(({ path }) => path).sort()).toEqual(['/hook', '/notice']);
    expect(JSON.parse(received.find(({ path }) => path === '/hook')!.body)).toMatchObject({
      type: 'quota.low',
      data: { user_id: userId, balance: quota - 6 },
    });
    const list = await root.get<Answer>(`/api/webhook/${made.body.data.id}/deliveries?p=1&page_size=10`);
    expect(JSON.stringify(list.body)).toContain('"state":"delivered"');
    await root.delete(`/api/webhook/${made.body.data.id}`);
  }, 60_000);

  it('is refused for a user as soon as that user is disabled', async () => {
    const reserve = (request_id: string) => ask('reserve', { request_id, key, amount: 1 });
    expect((await reserve('before')).status).toBe(200);
    await root.post('/api/user/manage', { id: userId, action: 'disable' });
    const refused = await reserve('after');
    expect([refused.status, refused.body.code]).toEqual([403, 'API_KEY_USER_DISABLED']);
    expect((await ask('release', { request_id: 'before' })).body.data).toEqual({ released: 1 });
    await root.post('/api/user/manage', { id: userId, action: 'enable' });
  });
});
