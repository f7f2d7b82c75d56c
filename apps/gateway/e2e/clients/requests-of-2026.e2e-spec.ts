import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Envelope, startPlatform, type TestPlatform } from '@tollgate/testing/platform';
import { BearerClient } from './bearer-client.js';

/** The requests of the web clients of 2026 that are not about sessions, as these clients send them. */
let platform: TestPlatform;
let root: BearerClient;
let user: BearerClient;

const PASSWORD = 'password123';
type Data = Record<string, unknown>;

beforeAll(async () => {
  platform = await startPlatform();
  root = new BearerClient(platform.origin);
  const setup = { username: 'root', password: PASSWORD, confirmPassword: PASSWORD };
  await root.post('/api/setup', { ...setup, SelfUseModeEnabled: false, DemoSiteEnabled: false });
  await root.logIn('root', PASSWORD);
  user = new BearerClient(platform.origin);
  await user.post('/api/user/register', { username: 'clara', password: PASSWORD });
  await user.logIn('clara', PASSWORD);
}, 120_000);
afterAll(() => platform.close());

const data = async <T = Data>(reply: Promise<{ body: Envelope<unknown> }>): Promise<T> => (await reply).body.data as T;

describe('the page of keys', () => {
  it('shows keys masked, copies one and several, and searches by pages', async () => {
    const form = { name: 'web key', remain_quota: 500_000, expired_time: -1, unlimited_quota: true, group: '' };
    await user.post('/api/token/', form);
    const page = await data<{ items: Data[] }>(user.get('/api/token/?p=1&size=20'));
    const [row] = page.items;
    expect(row).toMatchObject({ name: 'web key', cross_group_retry: false, auto_groups: null });
    expect(String(row?.key)).toMatch(/^[0-9A-Za-z]{4}\*{10}[0-9A-Za-z]{4}$/);
    const { key } = await data<{ key: string }>(user.post(`/api/token/${String(row?.id)}/key`));
    expect(key).toMatch(/^[0-9A-Za-z]{48}$/);
    const copied = await data(user.post('/api/token/batch/keys', { ids: [row?.id, 999_999] }));
    expect(copied).toEqual({ keys: { [String(row?.id)]: key } });
    const search = (query: string) => data<{ total: number }>(user.get(`/api/token/search?${query}&p=1&size=20`));
    expect((await search('keyword=web%20key&token=')).total).toBe(1);
    expect((await search('keyword=web&token=')).total).toBe(0);
    expect((await search('keyword=web%25&token=')).total).toBe(1);
    expect((await search(`keyword=&token=sk-${key}`)).total).toBe(1);
    const stranger = await root.post(`/api/token/${String(row?.id)}/key`);
    expect(stranger.body).toMatchObject({ success: false, code: 'API_KEY_NOT_FOUND' });
    expect(await data(user.get('/api/token/auto-groups'))).toEqual({ groups: ['default'], max_count: 5 });
  });

  it('shows whole keys, and a list, to a client that names its user and sends no page', async () => {
    const old = platform.client();
    await old.logIn('clara', PASSWORD);
    const listed = await data<{ items: Data[] }>(old.get('/api/token/?p=1&size=10'));
    expect(String(listed.items[0]?.key)).toMatch(/^[0-9A-Za-z]{48}$/);
    expect(await data<Data[]>(old.get('/api/token/search?keyword=web&token='))).toHaveLength(1);
  });
});

describe('the personal page', () => {
  it('keeps the language as it was sent', async () => {
    expect((await user.send('PUT', '/api/user/self', { language: 'zhCN' })).body.success).toBe(true);
    const self = await data<{ setting: string }>(user.get('/api/user/self'));
    expect(JSON.parse(self.setting)).toMatchObject({ language: 'zhCN' });
  });

  it.each([
    ['/api/user/oauth/bindings', []],
    ['/api/subscription/plans', []],
    ['/api/subscription/self', { billing_preference: 'subscription_first', subscriptions: [], all_subscriptions: [] }],
    ['/api/perf-metrics/summary', { models: [] }],
    ['/api/task/self?p=1&page_size=10', { items: [], page: 1, page_size: 10, total: 0 }],
  ])('gets an answer without an error from %s', async (path, answer) => {
    expect((await user.get(path)).body).toMatchObject({ success: true, data: answer });
  });
});

describe('pages of administrators', () => {
  it.each([
    '/api/channel/?p=1',
    '/api/models/?p=1',
    '/api/vendors/?p=1',
    '/api/mj/?p=1',
    '/api/prefill_group/',
    '/api/channel/ops',
  ])('are empty for an administrator, and closed to a user: %s', async (path) => {
    expect((await root.get(path)).body.success).toBe(true);
    expect((await user.get(path)).status).toBe(403);
  });

  it('narrow an administrator, who is refused from then on without a new login', async () => {
    await root.post('/api/user/', { username: 'nora', password: PASSWORD, role: 10 });
    const nora = new BearerClient(platform.origin);
    const { user: self } = await nora.logIn('nora', PASSWORD);
    const catalogue = await data<{ resources: { resource: string; actions: Data[] }[] }>(
      root.get('/api/authz/catalog'),
    );
    expect(catalogue.resources.map(({ resource }) => resource)).toContain('channel');
    expect((await nora.get('/api/user/?p=1&page_size=10')).status).toBe(200);
    const form = { id: self?.id, username: 'nora', display_name: 'Nora', group: 'default' };
    await root.send('PUT', '/api/user/', {
      ...form,
      admin_permissions: { user: { read: false }, log: { read: false } },
    });
    const refused = await nora.get('/api/user/?p=1&page_size=10');
    expect([refused.status, refused.body.code]).toEqual([403, 'PERMISSION_MISSING']);
    expect((await nora.get('/api/data/users')).status).toBe(403);
    expect((await nora.get('/api/redemption/?p=1&page_size=10')).status).toBe(200);
    const shown = await data<{ permissions: { admin_permissions: Data } }>(nora.get('/api/user/self'));
    expect(shown.permissions.admin_permissions).toMatchObject({ user: { read: false, write: true } });
    await root.send('PUT', '/api/user/', { ...form, admin_permissions: {} });
    expect((await nora.get('/api/user/?p=1&page_size=10')).status).toBe(200);
    await root.send('DELETE', `/api/user/${self?.id}`);
  });

  it.each([
    ['/api/data/flow?start_timestamp=1&end_timestamp=2', []],
    ['/api/performance/logs', { files: [] }],
    ['/api/performance/stats', { config: { monitor_enabled: true } }],
    ['/api/system-info/instances', [{ status: 'online' }]],
  ])('of operations are answered to root without an error: %s', async (path, answer) => {
    expect((await root.get(path)).body).toMatchObject({ success: true, data: answer });
    expect((await user.get(path)).status).toBe(403);
  });

  it('say that the relay writes, and ask a guest to log in', async () => {
    const refused = await root.post('/api/channel/', { name: 'x' });
    expect([refused.status, refused.body.code]).toEqual([200, 'RELAY_ONLY']);
    expect((await new BearerClient(platform.origin).post('/api/channel/', {})).status).toBe(401);
  });

  it('sort users by quota, and by id where the name is unknown', async () => {
    const ids = async (query: string) =>
      (await data<{ items: { id: number }[] }>(root.get(`/api/user/?p=1&page_size=10&${query}`))).items.map(
        ({ id }) => id,
      );
    expect(await ids('sort_by=quota&sort_order=desc')).toEqual([1, 2]);
    expect(await ids('sort_by=quota&sort_order=asc')).toEqual([2, 1]);
    expect(await ids('sort_by=nothing')).toEqual([2, 1]);
  });

  it('take a bound account away, which is no error where none is bound', async () => {
    expect((await root.send('DELETE', '/api/user/2/bindings/github')).body.success).toBe(true);
    expect((await root.send('DELETE', '/api/user/2/bindings/myspace')).body.success).toBe(false);
    expect((await user.send('DELETE', '/api/user/1/bindings/github')).status).toBe(403);
  });

  it('delete old log lines as a task that ends', async () => {
    const begun = await data<{ task_id: string; status: string }>(
      root.post('/api/system-task/log-cleanup?target_timestamp=1000'),
    );
    expect(begun).toMatchObject({ status: 'pending', active_key: 'log_cleanup' });
    const task = () => data<{ status: string; result: unknown }>(root.get(`/api/system-task/${begun.task_id}`));
    for (let tries = 0; tries < 100 && (await task()).status !== 'succeeded'; tries += 1) await sleep(200);
    expect(await task()).toMatchObject({ status: 'succeeded', result: { deleted_count: 0 } });
    expect((await root.get('/api/system-task/current?type=log_cleanup')).body.data).toBeNull();
    expect((await root.get('/api/system-task/none')).status).toBe(404);
  });

  it('confirm compliance once, with a session, and by nothing else', async () => {
    const option = { key: 'payment_setting.compliance_confirmed', value: 'true' };
    expect((await root.send('PUT', '/api/option/', option)).body.code).toBe('OPTION_READ_ONLY');
    expect(await data(root.post('/api/option/payment_compliance', { confirmed: true }))).toMatchObject({
      ...{ confirmed: true, terms_version: 'v1', confirmed_by: 1 },
    });
    expect(await data(user.get('/api/user/topup/info'))).toMatchObject({ payment_compliance_confirmed: true });
  });

  it.each([
    ['token_setting.max_user_tokens', '100'],
    ['AutomaticRetryStatusCodes', '500-503,505'],
    ['SMTPStartTLSEnabled', 'true'],
    ['theme.frontend', 'default'],
  ])('save the option %s', async (key, value) => {
    expect((await root.send('PUT', '/api/option/', { key, value })).body.success).toBe(true);
  });
});
