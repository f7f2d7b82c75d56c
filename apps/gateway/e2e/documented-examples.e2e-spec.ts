import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { expectInvariants } from '@tollgate/testing/database';
import { type Envelope, type HttpClient, startPlatform, type TestPlatform } from '@tollgate/testing/platform';

/** The requests of the interface document, unchanged, on a new platform. */
let platform: TestPlatform;
let guest: HttpClient;
let root: HttpClient;
let token = '';
let userId = 0;

type Any = Record<string, never>;

beforeAll(async () => {
  platform = await startPlatform();
  guest = platform.client();
  root = platform.client();
}, 120_000);
afterAll(async () => {
  await expectInvariants(platform.db);
  await platform.close();
});

/** As in the document: a bearer token, and the id after the word Bearer in a header of either spelling. */
const asUser = (header = 'New-Api-User') => ({
  headers: { Authorization: `Bearer ${token}`, [header]: `Bearer ${userId}` },
});

describe('set-up', () => {
  it('succeeds once if two requests arrive at the same time', async () => {
    const before = await guest.get<Envelope<Any>>('/api/setup');
    expect(before.body.data).toEqual({ status: false, root_init: false, database_type: 'postgres' });
    const body = {
      username: 'root',
      password: 'password123',
      confirmPassword: 'password123',
      SelfUseModeEnabled: false,
      DemoSiteEnabled: false,
    };
    const tries = await Promise.all([guest.post('/api/setup', body), guest.post('/api/setup', body)]);
    expect(tries.map((t) => t.body.success).sort()).toEqual([false, true]);
    expect((await guest.get<Envelope<Any>>('/api/setup')).body.data).toMatchObject({ status: true });
    await root.logIn('root', 'password123');
  });
});

describe('the public interface', () => {
  it('registers a user', async () => {
    const reply = await guest.post('/api/user/register', {
      username: 'newuser',
      password: 'password123',
      email: 'user@example.com',
      verification_code: '123456',
      aff_code: 'INVITE123',
    });
    expect(reply.status).toBe(200);
    // the example's affiliate code belongs to no account, so the success carries that beside the documented fields
    expect(reply.body).toEqual({ success: true, message: '用户注册成功', data: { invited: false } });
    await guest.post('/api/user/register', { username: 'testuser', password: 'password123' });
  });

  it('logs in with a token and a user', async () => {
    const reply = await guest.post<Envelope<Record<string, unknown>>>('/api/user/login', {
      username: 'testuser',
      password: 'password123',
    });
    expect(reply.body.message).toBe('登录成功');
    const { data } = reply.body;
    expect(data.user).toMatchObject({ id: expect.any(Number), username: 'testuser', role: 1, quota: 0 });
    expect(data).toMatchObject({
      username: 'testuser',
      display_name: 'testuser',
      role: 1,
      status: 1,
      group: 'default',
    });
    token = String(data.token);
    userId = Number(data.id);
  });

  it('refuses a wrong password with a stable code at HTTP 200', async () => {
    const reply = await guest.post('/api/user/login', { username: 'testuser', password: 'password124' });
    expect([reply.status, reply.body.success, reply.body.code]).toEqual([200, false, 'LOGIN_REFUSED']);
    expect(reply.body.message).toBe('用户名或密码错误，或用户已被封禁');
  });

  it('lists the groups', async () => {
    await root.put('/api/option/', {
      key: 'UserUsableGroups',
      value: '{"default":"默认分组","vip":"VIP分组","auto":"自动选择"}',
    });
    const { data } = (await platform.client().get<Envelope<Record<string, object>>>('/api/user/groups')).body;
    expect(data.default).toEqual({ ratio: 1, desc: '默认分组' });
    expect(data.auto).toEqual({ ratio: '自动', desc: '自动选择' });
  });
});

describe("the user's own account", () => {
  it('is read with either spelling of the header', async () => {
    for (const header of ['New-Api-User', 'New-API-User', 'new-api-user']) {
      const reply = await platform.client().get<Envelope<Record<string, unknown>>>('/api/user/self', asUser(header));
      expect(reply.body.data).toMatchObject({
        id: userId,
        username: 'testuser',
        role: 1,
        group: 'default',
        inviter_id: 0,
        linux_do_id: '',
        setting: '{}',
      });
      // clients of 2026 read admin_permissions beside the documented fields
      expect(reply.body.data.permissions).toMatchObject({
        can_view_logs: true,
        can_manage_tokens: true,
        sidebar_settings: true,
        sidebar_modules: { admin: false },
      });
    }
  });

  it('has groups and models', async () => {
    const groups = await platform.client().get<Envelope<Record<string, object>>>('/api/user/self/groups', asUser());
    expect(Object.keys(groups.body.data).sort()).toEqual(['auto', 'default', 'vip']);
    expect((await platform.client().get<Envelope<unknown>>('/api/user/models', asUser())).body.data).toEqual([]);
    const models = ['gpt-3.5-turbo', 'gpt-4', 'claude-3-sonnet', 'claude-3-haiku'];
    await root.put('/api/option/', { key: 'GroupModels', value: JSON.stringify({ default: models }) });
    const reply = await platform.client().get<Envelope<string[]>>('/api/user/models', asUser('New-API-User'));
    expect(reply.body.data.sort()).toEqual(models.sort());
  });

  it('changes name and address, then the sidebar', async () => {
    const client = platform.client();
    const profile = await client.put(
      '/api/user/self',
      { display_name: 'New Display Name', email: 'newemail@example.com' },
      asUser(),
    );
    expect(profile.body).toEqual({ success: true, message: '更新成功' });
    const sidebar = JSON.stringify({
      chat: { enabled: true, playground: true },
      console: { enabled: true, token: true },
    });
    expect((await client.put('/api/user/self', { sidebar_modules: sidebar }, asUser())).body.message).toBe('更新成功');
    const { data } = (await client.get<Envelope<Record<string, unknown>>>('/api/user/self', asUser())).body;
    expect(data).toMatchObject({
      display_name: 'New Display Name',
      email: 'newemail@example.com',
      sidebar_modules: sidebar,
    });
  });

  it('gets an access token and an affiliate code', async () => {
    const client = platform.client();
    const made = (await client.get<Envelope<string>>('/api/user/token', asUser())).body;
    expect(made).toEqual({ success: true, message: '', data: expect.stringMatching(/^[0-9A-Za-z]{32}$/) });
    const bare = { headers: { Authorization: made.data, 'New-Api-User': String(userId) } };
    expect((await client.get('/api/user/self', bare)).body.success).toBe(true);
    const code = (await client.get<Envelope<string>>('/api/user/aff', asUser())).body.data;
    expect(code.length).toBeGreaterThanOrEqual(4);
    expect((await client.get<Envelope<string>>('/api/user/aff', asUser())).body.data).toBe(code);
  });

  it('merges settings', async () => {
    const body = { theme: 'dark', language: 'zh-CN', notifications: { email: true, browser: false } };
    const reply = await platform.client().put('/api/user/setting', body, asUser('New-API-User'));
    expect(reply.body).toEqual({ success: true, message: '设置更新成功' });
    const { data } = (await platform.client().get<Envelope<{ setting: string }>>('/api/user/self', asUser())).body;
    expect(JSON.parse(data.setting)).toEqual(body);
  });

  it('logs out by GET, which ends the token with the session', async () => {
    const reply = await platform.client().get('/api/user/logout', asUser());
    expect(reply.body).toEqual({ success: true, message: '' });
    const after = await platform.client().get('/api/user/self', asUser());
    expect([after.status, after.body.code]).toEqual([401, 'CREDENTIAL_INVALID']);
    expect((await platform.client().get('/api/user/logout')).body.success).toBe(true);
  });

  it('is deleted, and its name stays taken', async () => {
    const client = platform.client();
    const id = await client.signUp('leaving');
    expect((await client.delete('/api/user/self')).body).toEqual({ success: true, message: '' });
    client.userId = id;
    expect((await client.get('/api/user/self')).status).toBe(401);
    const again = await guest.post('/api/user/register', { username: 'Leaving', password: 'password123' });
    expect(again.body).toMatchObject({ success: false, message: '用户名已存在，或已注销', code: 'USERNAME_TAKEN' });
    expect((await root.delete('/api/user/self')).body).toMatchObject({
      success: false,
      message: '不能删除超级管理员账户',
    });
  });
});

describe('every path', () => {
  it('answers in English or in problem details if the client prefers them', async () => {
    const english = await guest.post(
      '/api/user/login',
      { username: 'x', password: 'password123' },
      { headers: { 'Accept-Language': 'en-GB,zh;q=0.5' } },
    );
    expect(english.body).toMatchObject({
      code: 'LOGIN_REFUSED',
      message: 'Wrong user name or password, or the user is disabled',
    });
    const problem = await guest.post<Record<string, unknown>>(
      '/api/user/login',
      { username: 'x', password: 'password123' },
      { headers: { Accept: 'application/problem+json' } },
    );
    expect(problem.status).toBe(401);
    expect(problem.headers.get('content-type')).toContain('application/problem+json');
    expect(problem.body).toMatchObject({ status: 401, code: 'LOGIN_REFUSED' });
  });

  it('answers with and without a trailing slash, and ignores New-Api-User if it is public', async () => {
    for (const path of ['/api/status', '/api/status/', '/api/user/groups/', '/api/setup/']) {
      const reply = await guest.get(path, { headers: { 'New-API-User': '-1' } });
      expect([path, reply.status, reply.body.success]).toEqual([path, 200, true]);
    }
  });

  it('requires a credential and the id of its user unless it is public', async () => {
    const client = platform.client();
    const id = await client.signUp('headers');
    const cases: [Record<string, string>, string][] = [
      [{ 'new-api-user': '' }, 'NEW_API_USER_MISSING'],
      [{ 'new-api-user': 'abc' }, 'NEW_API_USER_MALFORMED'],
      [{ 'new-api-user': String(id + 1) }, 'NEW_API_USER_MISMATCH'],
    ];
    for (const [headers, code] of cases) {
      const reply = await client.get('/api/user/self', { headers });
      expect([reply.status, reply.body.code]).toEqual([401, code]);
    }
    const nobody = await platform.client().get('/api/user/self');
    expect([nobody.status, nobody.body.code]).toEqual([401, 'UNAUTHENTICATED']);
  });
});
