import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { expectInvariants } from '@tollgate/testing/database';
import { type Envelope, type HttpClient, startPlatform, type TestPlatform } from '@tollgate/testing/platform';

type Data = Record<string, unknown>;
type Page = { items: Data[]; total: number; page: number; page_size: number };

let platform: TestPlatform;
let root: HttpClient;
let admin: HttpClient;
let alice: HttpClient;

beforeAll(async () => {
  platform = await startPlatform();
  root = platform.client();
  const password = 'password123';
  await root.post('/api/setup', { username: 'root', password, confirmPassword: password });
  await root.logIn('root', password);
  admin = platform.client();
  const adminId = await admin.signUp('chief');
  await root.post('/api/user/manage', { id: adminId, action: 'promote' });
  alice = platform.client();
  await alice.signUp('alice');
}, 120_000);
afterAll(async () => {
  await expectInvariants(platform.db);
  await platform.close();
});

const state = async () => {
  const rows = await platform.db.owner.query(
    `SELECT (SELECT json_agg(u ORDER BY id) FROM (SELECT id, username, role, status, "group", remark, deleted_at, email FROM auth.users) u),
            (SELECT json_agg(o ORDER BY key) FROM admin.options o), (SELECT count(*) FROM admin.audit_events WHERE action NOT LIKE 'security.%'),
            (SELECT count(*) FROM ledger.entries)`,
  );
  return JSON.stringify(rows);
};

describe('the users page of the stock web client', () => {
  const fields = {
    ...{ id: expect.any(Number), username: expect.any(String), remark: expect.any(String), group: expect.any(String) },
    ...{
      status: expect.any(Number),
      role: expect.any(Number),
      quota: expect.any(Number),
      used_quota: expect.any(Number),
    },
    ...{ request_count: expect.any(Number), aff_count: expect.any(Number), aff_history_quota: expect.any(Number) },
    ...{ inviter_id: expect.any(Number), DeletedAt: null, access_token: null },
  };

  it('gets its rows on p=0, by search, and in the edit form', async () => {
    const first = (await admin.get<Envelope<Page>>('/api/user/?p=0&page_size=10')).body.data;
    expect(first).toMatchObject({ total: 3, page: 1, page_size: 10 });
    for (const row of first.items) expect(row).toMatchObject(fields);
    const found = (await admin.get<Envelope<Page>>('/api/user/search?keyword=LIC&group=&p=1&page_size=10')).body.data;
    expect(found.items.map(({ username }) => username)).toEqual(['alice']);
    const { data } = (await admin.get<Envelope<Data>>(`/api/user/${alice.userId}`)).body;
    expect(data).toMatchObject({
      ...fields,
      github_id: '',
      oidc_id: '',
      telegram_id: '',
      email: '',
      aff_code: expect.any(String),
    });
  });

  it('creates, edits, manages, restores and removes users with the requests of its forms', async () => {
    const made = await admin.post('/api/user/', {
      username: 'bob',
      display_name: '',
      password: 'password123',
      remark: '',
    });
    expect(made.body).toEqual({ success: true, message: '' });
    const [bob] = (await admin.get<Envelope<Page>>('/api/user/search?keyword=bob')).body.data.items;
    const form = {
      ...{
        id: bob!.id,
        quota: 700,
        group: 'vip',
        username: 'bob',
        password: '',
        display_name: 'Bob',
        remark: 'a friend',
      },
      ...{ github_id: '', discord_id: '', oidc_id: '', wechat_id: '', email: '', telegram_id: '' },
    };
    expect((await admin.put('/api/user/', form)).body).toEqual({ success: true, message: '' });
    const bobClient = platform.client();
    expect(await bobClient.logIn('bob', 'password123')).toBe(bob!.id);
    expect((await bobClient.get<Envelope<Data>>('/api/user/self')).body.data).toMatchObject({
      quota: 700,
      group: 'vip',
    });

    const manage = (action: string) => admin.post<Envelope<Data>>('/api/user/manage', { id: bob!.id, action });
    expect((await manage('disable')).body).toEqual({ success: true, message: '', data: { role: 1, status: 2 } });
    expect((await bobClient.get('/api/user/self')).status).toBe(401);
    expect((await manage('enable')).body.data).toEqual({ role: 1, status: 1 });
    expect((await manage('delete')).body.success).toBe(true);
    expect((await manage('disable')).body).toMatchObject({
      success: false,
      code: 'USER_DELETED',
      message: '该用户已注销',
    });
    expect((await manage('restore')).body.success).toBe(true);
    expect((await admin.delete(`/api/user/${bob!.id}`)).body).toEqual({ success: true, message: '' });
    expect((await admin.get(`/api/user/${bob!.id}`)).body).toMatchObject({ success: false, code: 'USER_NOT_FOUND' });
  });

  it('does not verify an address by an edit of another field, and accepts one that is verified elsewhere', async () => {
    const { owner } = platform.db;
    const address = 'victim@example.com';
    const [squatter] = await owner.query<Data>(
      `UPDATE auth.users SET username = 'squat@ter', username_key = 'squat@ter', email = 'Victim@Example.com', email_key = $2
        WHERE id = $1 RETURNING id, email`,
      [await platform.client().signUp('squatter'), address],
    );
    const edit = async (change: Data) => {
      const { data } = (await admin.get<Envelope<Data>>(`/api/user/${String(squatter!.id)}`)).body;
      const { id, username, display_name, email, quota, group } = data;
      return (
        await admin.put('/api/user/', { id, username, display_name, email, quota, group, password: '', ...change })
      ).body;
    };
    expect(await edit({ remark: 'harmless' })).toEqual({ success: true, message: '' });
    // the unverified address is still no login name
    await expect(platform.client().logIn(address, 'correct horse battery')).rejects.toThrow('LOGIN_REFUSED');
    const victim = await platform.client().signUp('victim');
    await owner.query(`UPDATE auth.users SET email = $2, email_key = $2, email_verified = true WHERE id = $1`, [
      victim,
      address,
    ]);
    expect(await edit({ remark: 'still saved', email: ' victim@example.com' })).toEqual({ success: true, message: '' });
    expect(await platform.client().logIn(address, 'correct horse battery')).toBe(victim);
    expect(
      await owner.query('SELECT username, email, email_verified, remark FROM auth.users WHERE id = $1', [squatter!.id]),
    ).toEqual([{ username: 'squat@ter', email: 'Victim@Example.com', email_verified: false, remark: 'still saved' }]);
    // an address that the administrator writes counts as verified
    await edit({ email: 'given@example.com' });
    expect(await platform.client().logIn('given@example.com', 'correct horse battery')).toBe(squatter!.id);
  });

  it("gets the reason of a refusal in New API's words", async () => {
    const manage = async (by: HttpClient, id: unknown, action: string) =>
      (await by.post('/api/user/manage', { id, action })).body.message;
    expect(await manage(root, root.userId, 'disable')).toBe('无法禁用超级管理员用户');
    expect(await manage(root, root.userId, 'delete')).toBe('无法删除超级管理员用户');
    expect(await manage(root, root.userId, 'demote')).toBe('无法降级超级管理员用户');
    expect(await manage(root, admin.userId, 'promote')).toBe('该用户已经是管理员');
    expect(await manage(root, alice.userId, 'demote')).toBe('该用户已经是普通用户');
    expect(await manage(admin, alice.userId, 'promote')).toBe('普通管理员用户无法提升其他用户为管理员');
    expect(await manage(admin, root.userId, 'disable')).toBe('无权更新同权限等级或更高权限等级的用户信息');
    expect((await admin.get(`/api/user/${root.userId}`)).body.message).toBe('无权获取同级或更高等级用户的信息');
    expect((await admin.delete(`/api/user/${root.userId}`)).body.message).toBe(
      '无权删除同权限等级或更高权限等级的用户',
    );
    expect((await admin.put('/api/user/', { id: alice.userId, role: 10 })).body.message).toBe(
      '无权将其他用户权限等级提升到大于等于自己的权限等级',
    );
    const peer = { username: 'peer', password: 'password123', role: 10 };
    expect((await admin.post('/api/user/', peer)).body.message).toBe('无法创建权限大于等于自己的用户');
  });
});

describe('bad input', () => {
  const bodies: [string, string, unknown][] = [
    ...(['', '{', 'null', '[]', '"x"', '{"id":', '\u0000'] as const).map((body): [string, string, unknown] => [
      'PUT',
      '/api/user/',
      body,
    ]),
    ['PUT', '/api/user/', { id: '2' }],
    ['PUT', '/api/user/', { id: [2] }],
    ['PUT', '/api/user/', { id: 1e300, remark: 'x' }],
    ['PUT', '/api/user/', { id: 3, quota: -1 }],
    ['PUT', '/api/user/', { id: 3, quota: 1.5 }],
    ['PUT', '/api/user/', { id: 3, quota: '5' }],
    ['PUT', '/api/user/', '{"id":3,"quota":9007199254740993}'],
    ['PUT', '/api/user/', { id: 3, status: 3 }],
    ['PUT', '/api/user/', { id: 3, role: 55 }],
    ['PUT', '/api/user/', { id: 3, username: 'a\0b' }],
    ['PUT', '/api/user/', '{"id":3,"remark":"\\ud800"}'],
    ['PUT', '/api/user/', { id: 3, email: 'no address' }],
    ['PUT', '/api/user/', { id: 3, password: 'short' }],
    ['PUT', '/api/user/', { id: 3, display_name: 'x'.repeat(21) }],
    ['PUT', '/api/user/', { id: 3, username: 'a@b' }],
    ['PUT', '/api/user/', { id: 99_999_999, remark: 'x' }],
    ['POST', '/api/user/', { username: 'x' }],
    ['POST', '/api/user/', { username: '', password: 'password123' }],
    ['POST', '/api/user/', { username: 'ALICE', password: 'password123' }],
    ['POST', '/api/user/', { username: 'x', password: 'password123', role: -5 }],
    ['POST', '/api/user/manage', {}],
    ['POST', '/api/user/manage', { action: 'disable' }],
    ['POST', '/api/user/manage', { id: 0, action: 'disable' }],
    ['POST', '/api/user/manage', { id: 3, action: 'constructor' }],
    ['POST', '/api/user/manage', { id: 3, action: ['disable'] }],
    ['PUT', '/api/option/', { key: 'MinTopUp', value: '2.000000' }],
    ['PUT', '/api/option/', { key: 'TopupGroupRatio', value: '{bad' }],
    ['PUT', '/api/option/', { key: '', value: 'x' }],
    ['PUT', '/api/option/', { key: '__proto__', value: 'x' }],
    ['PUT', '/api/option/', { key: 'SystemName' }],
    ['PUT', '/api/option/', { key: 'SystemName', value: 'x'.repeat(100_000) }],
    ['DELETE', '/api/log/', undefined],
    ['DELETE', '/api/user/0', undefined],
    ['DELETE', '/api/user/-1', undefined],
    ['DELETE', '/api/user/1e3', undefined],
    ['DELETE', `/api/user/${'9'.repeat(30)}`, undefined],
  ];

  it('is refused with a code and a message and changes nothing', async () => {
    const before = await state();
    for (const [verb, path, body] of bodies) {
      const headers = { 'content-type': 'application/json' };
      const reply = await root.send<Envelope>(verb, path, { body, headers: body === undefined ? {} : headers });
      const answer = { path, body, ok: reply.body?.success, code: reply.body?.code, fault: reply.status >= 500 };
      expect(answer).toEqual({ path, body, ok: false, code: expect.stringMatching(/^[A-Z_0-9]+$/), fault: false });
      expect(reply.body.message).not.toBe('');
    }
    expect(await state()).toBe(before);
  }, 60_000);

  it('in a query is clamped or refused by its name, never an internal error', async () => {
    const pages = [
      'p=0',
      'p=-1',
      'p=1e9',
      'p=1000000000',
      `p=${'9'.repeat(30)}`,
      'page_size=-5',
      'page_size=1e3',
      'p=a',
      'p=1&p=2',
    ];
    const filters = [
      'role=x',
      'sort=password_hash',
      'order=up',
      'cursor=-1',
      'created_from=1e3',
      'keyword=%25',
      'keyword=%00',
      'keyword=%1F',
      `keyword=${'x'.repeat(300)}`,
      "keyword=';DROP TABLE auth.users",
    ];
    for (const path of ['/api/user/', '/api/user/search', '/api/log/', '/api/audit/', '/api/log/self']) {
      for (const query of [...pages, ...filters]) {
        const { status, body } = await root.get<Envelope<Page>>(`${path}?${query}`);
        expect({ path, query, fault: status >= 500 }).toEqual({ path, query, fault: false });
        if (pages.includes(query)) expect(body.data.page_size).toBeLessThanOrEqual(100);
      }
    }
  }, 60_000);
});

describe('audit trail, ledger and logs', () => {
  it('show root every action and a user every change of the balance', async () => {
    const reason = { reason: 'a gift' };
    const id = Number(alice.userId);
    await admin.typed.PUT('/api/user', { body: { id, quota: 1234, expected_quota: 0, ...reason } });
    const late = admin.typed.PUT('/api/user', { body: { id, quota: 1, expected_quota: 0 } });
    await expect(late).rejects.toMatchObject({ code: 'QUOTA_CHANGED' });
    const query = { target_type: 'user', target_id: String(id), action: 'user.' };
    const { items } = (await root.typed.GET('/api/audit', { params: { query } })).data;
    expect(items[0]).toMatchObject({
      actor: 'chief',
      action: 'user.update',
      before: { quota: 0 },
      after: { quota: 1234 },
      ...reason,
    });
    const own = (await alice.typed.GET('/api/log/self', { params: { query: { type: 3 } } })).data;
    expect(own.items[0]).toMatchObject({ type: 3, content: expect.stringContaining('管理员将用户额度从'), channel: 0 });
    const stat = await alice.typed.GET('/api/log/self/stat', { params: { query: { type: 0 } } });
    expect(stat.data).toEqual({ quota: 0, rpm: 0, tpm: 0 });
    // with parameters that the web client's charts send and the server ignores
    expect((await alice.get<Envelope<unknown[]>>('/api/data/self/?default_time=hour')).body.data).toEqual([]);
    const found = await admin.typed.GET('/api/log/search', { params: { query: { keyword: 'error' } } });
    expect(found).toMatchObject({ success: true, data: [] });
  });

  it('show that a stale form left the quota unchanged, and the answer contains it if the form changed nothing else', async () => {
    const id = Number(alice.userId);
    // the request of a form that was opened before the quota was granted
    const form = { quota: 0, group: 'default', username: 'alice', password: '', display_name: 'alice', remark: '', id };
    const { body } = await root.put('/api/user/', form);
    expect(body).toMatchObject({
      success: false,
      code: 'QUOTA_OUTDATED',
      message: expect.stringContaining('当前为 1234'),
    });
    expect((await root.put('/api/user/', { ...form, remark: 'vip' })).body).toEqual({ success: true, message: '' });
    expect((await root.get<Envelope<object>>(`/api/user/${id}`)).body.data).toMatchObject({
      quota: 1234,
      remark: 'vip',
    });
    const query = { target_type: 'user', target_id: String(id), action: 'user.' };
    const { items } = (await root.typed.GET('/api/audit', { params: { query } })).data;
    expect(items[0]).toMatchObject({ after: { remark: 'vip', quota_kept: 1234, quota_outdated: 0 } });
  });

  it('are sealed, and the status page reports all services at work', async () => {
    await new Promise((resolve) => setTimeout(resolve, 2500));
    expect((await root.typed.GET('/api/audit/verify')).data).toMatchObject({ intact: true, unsealed: 0, problems: [] });
    const test = await admin.typed.GET('/api/status/test');
    expect(test).toMatchObject({ message: 'Server is running', data: { ok: true, audit: { ok: true } } });
    expect(test.http_stats?.active_connections).toBeGreaterThan(0);
    expect((await platform.tollgate().GET('/api/uptime/status')).data).toEqual([]);
  });

  it("answer an API key in OpenAI's format", async () => {
    const { status, body } = await platform.client().get<{ error: Data }>('/v1/dashboard/billing/subscription');
    expect([status, body.error.type]).toEqual([401, 'new_api_error']);
    await alice.post('/api/token/', { name: 'k', unlimited_quota: true, expired_time: -1 });
    const [key] = (await alice.get<Envelope<Page>>('/api/token/?p=1&size=10')).body.data.items;
    const headers = { authorization: `Bearer sk-${String(key!.key)}` };
    for (const prefix of ['', '/v1']) {
      const reply = await platform.client().get<Data>(`${prefix}/dashboard/billing/subscription`, { headers });
      expect(reply.body).toMatchObject({
        object: 'billing_subscription',
        hard_limit_usd: 100_000_000,
        access_until: 0,
      });
      expect((await platform.client().get(`${prefix}/dashboard/billing/usage`, { headers })).body).toEqual({
        object: 'list',
        total_usage: 0,
      });
    }
    expect((await platform.client().get(`/api/log/token?key=sk-${String(key!.key)}`)).body).toMatchObject({
      success: true,
      data: [],
    });
  });
});
