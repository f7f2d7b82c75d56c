import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type TollgateClient, TollgateError } from '@tollgate/client';
import { expectInvariants } from '@tollgate/testing/database';
import { startPlatform, type TestPlatform } from '@tollgate/testing/platform';

/** The walk of the README with the published client. It reads every field that the client's types promise. */
const password = 'password123';
const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

let platform: TestPlatform;
let root: TollgateClient;
let alice: TollgateClient;
let aliceId: number;

/** Logs in as a browser does: the session is in the cookie and the user's id in a header. */
async function logIn(username: string, client = platform.tollgate()) {
  const { data } = await client.POST('/api/user/login', { body: { username, password } });
  if (data.require_2fa) throw new Error('asks for a second factor');
  return { data, client: client.as({ userId: data.id }) };
}

const refusal = async (call: Promise<unknown>): Promise<TollgateError> => {
  const outcome = await call.catch((error: unknown) => error);
  if (!(outcome instanceof TollgateError)) throw new Error(`was not refused: ${JSON.stringify(outcome)}`);
  return outcome;
};

beforeAll(async () => {
  platform = await startPlatform();
}, 120_000);
afterAll(async () => {
  await expectInvariants(platform.db);
  await platform.close();
});

describe('the published client', () => {
  it('sets up the platform', async () => {
    const guest = platform.tollgate();
    expect((await guest.GET('/api/setup')).data).toMatchObject({ status: false, root_init: false });
    const body = { username: 'root', password, confirmPassword: password };
    expect(await guest.POST('/api/setup', { body })).toMatchObject({ success: true });
    const again = await refusal(guest.POST('/api/setup', { body }));
    expect([again.code, again.status >= 400]).toEqual([expect.stringMatching(/^SETUP_/), true]);
    ({ client: root } = await logIn('root'));
    expect((await guest.GET('/api/status')).data).toMatchObject({ setup: true });
  });

  it('signs up and logs in with a cookie or a token', async () => {
    const body = { username: 'alice', password };
    expect(await platform.tollgate().POST('/api/user/register', { body })).toEqual({
      success: true,
      message: '用户注册成功',
    });
    const taken = await refusal(platform.tollgate().POST('/api/user/register', { body }));
    expect(taken).toMatchObject({ code: 'USERNAME_TAKEN', message: '用户名已存在，或已注销', status: 409 });
    expect(taken.requestId).toMatch(/^[\w.-]{8,}$/);

    const { data, client } = await logIn('alice');
    alice = client;
    aliceId = data.id;
    expect(data.user).toMatchObject({ id: aliceId, username: 'alice', role: 1, quota: 0 });
    // another client, without the cookie
    const byToken = platform.tollgate().as({ userId: aliceId, token: data.token });
    for (const way of [alice, byToken]) {
      const self = (await way.GET('/api/user/self')).data;
      expect(self).toMatchObject({ id: aliceId, username: 'alice', group: 'default', quota: 0, role: 1 });
    }
    const unnamed = await refusal(alice.as({ userId: aliceId + 1 }).GET('/api/user/self'));
    expect(unnamed).toMatchObject({ code: 'NEW_API_USER_MISMATCH', status: 401 });
  });

  it('changes the account and makes an access token', async () => {
    await alice.PUT('/api/user/self', { body: { display_name: 'Alice' } });
    await alice.PUT('/api/user/setting', { body: { theme: 'dark' } });
    const { data: token } = await alice.GET('/api/user/token');
    const script = platform.tollgate().as({ userId: aliceId, token });
    const { data: self } = await script.GET('/api/user/self');
    expect([self.display_name, JSON.parse(self.setting)]).toEqual(['Alice', { theme: 'dark' }]);
    const { data: models } = await script.GET('/api/user/models');
    expect(models).toEqual([]);
  });

  it('creates, reads, changes and deletes an API key, and the key reads its own pages', async () => {
    const { DELETE, GET, POST, PUT } = alice;
    await POST('/api/token', { body: { name: 'production', unlimited_quota: true, expired_time: -1 } });
    const { data: page } = await GET('/api/token', { params: { query: { p: 1, page_size: 10 } } });
    expect(page).toMatchObject({ total: 1, page: 1, page_size: 10 });
    const [item] = page.items;
    expect(item).toMatchObject({
      name: 'production',
      status: 1,
      user_id: aliceId,
      key: expect.stringMatching(/^\w{48}$/),
    });
    const path = { id: item!.id };
    const put = { id: path.id, name: 'renamed' };
    expect((await PUT('/api/token', { body: put })).data).toMatchObject(put);
    const holder = platform.tollgate().as({ token: `sk-${item!.key}` });
    expect(await holder.GET('/v1/dashboard/billing/usage')).toEqual({ object: 'list', total_usage: 0 });
    const { data: usage } = await holder.GET('/api/usage/token');
    expect(usage).toMatchObject({ name: 'renamed', unlimited_quota: true });
    await DELETE('/api/token/{id}', { params: { path } });
    expect(await refusal(holder.GET('/v1/dashboard/billing/usage'))).toMatchObject({ status: 401 });
    expect((await refusal(GET('/api/token/{id}', { params: { path } }))).code).toBe('API_KEY_NOT_FOUND');
  });

  it('redeems a code once if the request is sent again', async () => {
    const body = { name: 'welcome', count: 2, quota: 500_000 };
    const { data: keys } = await root.POST('/api/redemption', { body });
    const [key = '', other = ''] = keys;
    const redeem = { body: { key }, idempotencyKey: 'lost-reply' };
    const replies = [await alice.POST('/api/user/topup', redeem), await alice.POST('/api/user/topup', redeem)];
    for (const reply of replies) expect(reply).toEqual({ success: true, message: '兑换成功', data: 500_000 });
    const used = await refusal(alice.POST('/api/user/topup', { body: { key } }));
    expect(used).toMatchObject({ code: 'REDEMPTION_INVALID', message: '兑换码无效或已使用' });
    const reused = await refusal(alice.POST('/api/user/topup', { body: { key: other }, idempotencyKey: 'lost-reply' }));
    expect(reused).toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED', status: 422 });

    expect((await alice.GET('/api/user/self')).data.quota).toBe(500_000);
    const { items } = (await alice.GET('/api/ledger/self')).data;
    expect(items.map(({ kind, amount, balance_after }) => [kind, amount, balance_after])).toEqual([
      ['redeem', 500_000, 500_000],
    ]);
    const { data: statement } = await alice.GET('/api/user/statement');
    expect(statement.closing_balance).toBe(500_000);
    const csv = await alice.download('/api/user/statement', { params: { query: { format: 'csv' } } });
    expect(csv.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect((await csv.text()).trimEnd().split('\r\n').at(-1)).toMatch(/,closing,.*,500000$/);

    const { data: codes } = await root.GET('/api/redemption');
    const query = { batch_id: codes.items[0]!.batch_id };
    const batch = await (await root.download('/api/redemption/export', { params: { query } })).text();
    for (const made of keys) expect(batch).toContain(made);
    const closed = await refusal(alice.download('/api/redemption/export', { params: { query } }));
    expect(closed).toMatchObject({ code: 'PERMISSION_DENIED', status: 403 });
  });

  it('administers users', async () => {
    const found = await root.GET('/api/user/search', { params: { query: { keyword: 'lic' } } });
    expect(found.data.items.map(({ id, username, status }) => [id, username, status])).toEqual([[aliceId, 'alice', 1]]);
    await root.POST('/api/user', { body: { username: 'bob', password } });
    const { client: bob, data } = await logIn('bob');
    const manage = (action: 'disable' | 'enable' | 'promote') =>
      root.POST('/api/user/manage', { body: { id: data.id, action } });
    expect((await manage('disable')).data).toEqual({ role: 1, status: 2 });
    expect((await refusal(bob.GET('/api/user/self'))).status).toBe(401);
    await manage('enable');
    expect((await manage('promote')).data).toEqual({ role: 10, status: 1 });
    const { client: admin } = await logIn('bob');
    const params = { path: { id: aliceId } };
    expect((await admin.GET('/api/user/{id}', { params })).data).toMatchObject({ username: 'alice', quota: 500_000 });
    const outranked = await refusal(admin.DELETE('/api/user/{id}', { params: { path: { id: 1 } } }));
    expect(outranked.code).toBe('DELETE_OUTRANKS');
    await root.PUT('/api/user', { body: { id: aliceId, quota: 700, expected_quota: 500_000, reason: 'a correction' } });
    expect((await alice.GET('/api/user/self')).data.quota).toBe(700);
  });

  it('deletes the account, which ends the session', async () => {
    expect(await alice.DELETE('/api/user/self')).toEqual({ success: true, message: '' });
    expect(await refusal(alice.GET('/api/user/self'))).toMatchObject({ status: 401 });
  });
});

describe('a refusal', () => {
  it('differs between envelope and problem details only in the status', async () => {
    const body = { username: 'nobody', password };
    const problem = await refusal(platform.tollgate().POST('/api/user/login', { body }));
    const headers = { accept: 'application/json' };
    const envelope = await refusal(platform.tollgate().POST('/api/user/login', { body, headers }));
    expect([problem.code, problem.status, problem.message]).toEqual(['LOGIN_REFUSED', 401, envelope.message]);
    expect([envelope.code, envelope.status]).toEqual(['LOGIN_REFUSED', 200]);
  });

  it('names the invalid field', async () => {
    const error = await refusal(platform.tollgate().POST('/api/user/register', { body: { username: '', password } }));
    expect(error).toMatchObject({ code: expect.stringMatching(/^INVALID_/), params: { field: 'username' } });
  });
});

describe("the client's README", () => {
  it('shows requests that work', async () => {
    const readme = readFileSync(`${ROOT}libs/client/README.md`, 'utf8');
    const [, program = ''] = /```ts\n(.*?)```/s.exec(readme) ?? [];
    const [, told] = /It prints:\n\n```\n(.*?)```/s.exec(readme) ?? [];
    const code = program.replace('http://localhost:3000', platform.origin).replaceAll("'alice'", "'readme'");
    expect(code).toContain(platform.origin);
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', code], { cwd: ROOT });
    expect(stdout.replaceAll('readme', 'alice')).toBe(told);
  });
});
