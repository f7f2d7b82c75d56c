import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { withCookies } from '@tollgate/client';
import { expectInvariants } from '@tollgate/testing/database';
import { type Envelope, type HttpClient, startPlatform, type TestPlatform } from '@tollgate/testing/platform';

/** Codes, transfers, the ledger and statements, over HTTP and down to the database. */
let platform: TestPlatform;
let root: HttpClient;
let user: HttpClient;
let userId: number;

beforeAll(async () => {
  platform = await startPlatform();
  root = platform.client();
  const setup = { username: 'root', password: 'password123', confirmPassword: 'password123' };
  await root.post('/api/setup', setup);
  await root.logIn('root', 'password123');
  for (const [key, value] of [
    ['QuotaForInviter', '1500000'],
    ['QuotaForNewUser', '1000'],
  ])
    await root.put('/api/option/', { key, value });
  user = platform.client();
  userId = await user.signUp('redeemer');
}, 120_000);
afterAll(async () => {
  await expectInvariants(platform.db);
  await platform.close();
});

async function codes(count: number, quota = 100): Promise<readonly string[]> {
  const made = await root.post<Envelope<string[]>>('/api/redemption/', {
    name: '活动码',
    count,
    quota,
    expired_time: 0,
  });
  expect(made.body).toMatchObject({ success: true, message: '' });
  return made.body.data;
}
async function quotaOf(client: HttpClient): Promise<number> {
  return (await client.typed.GET('/api/user/self')).data.quota;
}

describe('redemption codes', () => {
  it('are redeemed once, and the answer contains the quota as a number', async () => {
    const [key] = await codes(1, 500_000);
    const before = await quotaOf(user);
    const reply = await user.post<Envelope<number>>('/api/user/topup', { key });
    expect(reply.body).toEqual({ success: true, message: '兑换成功', data: 500_000 });
    const again = await user.post('/api/user/topup', { key });
    expect(again.status).toBe(200);
    expect(again.body).toMatchObject({ success: false, message: '兑换码无效或已使用', code: 'REDEMPTION_INVALID' });
    expect(await quotaOf(user)).toBe(before + 500_000);
  });

  it('answer a repeated Idempotency-Key byte by byte', async () => {
    const [key, other] = await codes(2);
    const headers = { 'idempotency-key': 'a lost reply'.replaceAll(' ', '-') };
    const first = await user.post('/api/user/topup', { key }, { headers });
    const second = await user.post('/api/user/topup', { key }, { headers });
    expect(second.text).toBe(first.text);
    expect(first.body.success).toBe(true);
    const reused = await user.post('/api/user/topup', { key: other }, { headers });
    expect(reused.body).toMatchObject({ success: false, code: 'IDEMPOTENCY_KEY_REUSED' });
    const problem = { ...headers, accept: 'application/problem+json' };
    expect((await user.post('/api/user/topup', { key: other }, { headers: problem })).status).toBe(422);
  });

  it('are listed, searched, changed and deleted', async () => {
    const [key] = await codes(1, 77);
    const { DELETE, GET, PUT } = root.typed;
    const [code] = (await GET('/api/redemption', { params: { query: { p: 1, page_size: 10 } } })).data.items;
    expect(code).toMatchObject({
      key,
      name: '活动码',
      quota: 77,
      status: 1,
      used_user_id: 0,
      expired_time: 0,
      redeemed_time: 0,
      count: 0,
      DeletedAt: null,
    });
    const { id } = code!;
    const path = { path: { id } };
    const query = { keyword: String(id), p: 1, page_size: 10 };
    const found = await GET('/api/redemption/search', { params: { query } });
    expect(found.data.items.map((item) => item.id)).toContain(id);
    const off = await PUT('/api/redemption', { body: { id, status: 2 }, params: { query: { status_only: 'true' } } });
    expect(off.data.status).toBe(2);
    // the web client's form sends more fields than the server reads
    const put = { id, name: '新', quota: 78, count: 1, expired_time: 0 };
    expect((await PUT('/api/redemption', { body: put })).data).toMatchObject({ quota: 78, status: 2 });
    expect((await GET('/api/redemption/{id}', { params: path })).data).toMatchObject({ name: '新' });
    expect((await root.delete(`/api/redemption/${id}/`)).body).toEqual({ success: true, message: '' });
    await expect(GET('/api/redemption/{id}', { params: path })).rejects.toMatchObject({ code: 'REDEMPTION_NOT_FOUND' });
    expect((await DELETE('/api/redemption/invalid')).data).toBeGreaterThanOrEqual(1);
  });

  it('of a batch are exported as a CSV file', async () => {
    const keys = await codes(3, 5);
    const { batch_id } = (await root.typed.GET('/api/redemption')).data.items[0]!;
    const file = await root.typed.download('/api/redemption/export', { params: { query: { batch_id } } });
    expect(file.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(file.headers.get('content-disposition')).toBe(`attachment; filename="redemptions-${batch_id}.csv"`);
    const lines = (await file.text()).trimEnd().split('\r\n');
    expect(lines[0]).toBe('id,key,name,quota,status,created_time,expired_time,redeemed_time,used_user_id');
    expect(lines.slice(1).map((line) => line.split(',')[1])).toEqual(keys);
  });

  it('cannot be administered by users', async () => {
    for (const path of ['/api/redemption/', '/api/redemption/export?batch_id=1', '/api/ledger/?user_id=1'])
      expect((await user.get(path)).body).toMatchObject({ success: false, code: 'PERMISSION_DENIED' });
  });
});

describe('the affiliate balance', () => {
  it('grows with each invitee and is transferred by whole units or more', async () => {
    const code = (await user.get<Envelope<string>>('/api/user/aff')).body.data;
    const register = { username: 'invitee', password: 'password123', aff_code: code };
    await platform.client().post('/api/user/register', register);
    const self = await user.get<Envelope<object>>('/api/user/self');
    expect(self.body.data).toMatchObject({ aff_quota: 1_500_000, aff_count: 1, aff_history_quota: 1_500_000 });

    const small = await user.post('/api/user/aff_transfer', { quota: 499_999 });
    expect(small.body).toMatchObject({ success: false, message: '划转失败 转移额度最小为＄1.000000 额度！' });
    const much = await user.post('/api/user/aff_transfer', { quota: 1_500_001 });
    expect(much.body).toMatchObject({ success: false, message: '邀请额度不足！' });
    const before = await quotaOf(user);
    const done = await user.post('/api/user/aff_transfer', { quota: 500_000 });
    expect(done.body).toEqual({ success: true, message: '划转成功' });
    expect(await quotaOf(user)).toBe(before + 500_000);
  });

  it.each([0, -500_000, 1.5, 2 ** 53, 1e300, '500000', null, [500_000], {}, true, 'NaN'])(
    'refuses the amount %j and changes nothing',
    async (quota) => {
      const before = await user.get<Envelope<object>>('/api/user/self');
      const reply = await user.post('/api/user/aff_transfer', { quota });
      expect(reply.status).toBe(200);
      expect(reply.body).toMatchObject({
        success: false,
        code: expect.stringMatching(/INVALID_PARAMETER|INVALID_VALUE|TRANSFER_TOO_SMALL/),
      });
      expect((await user.get<Envelope<object>>('/api/user/self')).body.data).toEqual(before.body.data);
    },
  );

  it.each([0, -1, 1.5, 2 ** 53, 1e300, '5', null, [5], true])('refuses codes with the quota %j', async (quota) => {
    const reply = await root.post('/api/redemption/', { name: 'a', count: 1, quota });
    expect(reply.body).toMatchObject({
      success: false,
      code: expect.stringMatching(/INVALID_PARAMETER|INVALID_VALUE|REDEMPTION_QUOTA/),
    });
  });
});

describe('the ledger', () => {
  it('shows each movement with the balance after it, newest first', async () => {
    const { items, total } = (await user.typed.GET('/api/ledger/self')).data;
    expect(total).toBe(items.length);
    expect(items.at(-1)).toMatchObject({ kind: 'sign_up_gift', amount: 1000, balance_after: 1000, actor_id: null });
    expect(items[0]!.balance_after).toBe(await quotaOf(user));
    for (const [n, item] of items.entries())
      expect(item.balance_after - item.amount).toBe(items[n + 1]?.balance_after ?? 0);
    const seen = await root.typed.GET('/api/ledger', { params: { query: { user_id: userId } } });
    expect(seen.data.items).toEqual(items);
  });

  it('has a trial balance of zero', async () => {
    const trial = await root.typed.GET('/api/ledger/trial_balance');
    expect(trial.data).toMatchObject({ balanced: true, accounts_out_of_balance: 0 });
  });

  it('gives a statement that adds up, as JSON and as CSV', async () => {
    const { data } = await user.typed.GET('/api/user/statement');
    const moved = data.by_kind.reduce((sum, { credits, debits }) => sum + Number(credits) + Number(debits), 0);
    expect(data.opening_balance + moved).toBe(data.closing_balance);
    expect(data.closing_balance).toBe(await quotaOf(user));

    const query = { format: 'csv', from: '2026-01-01' } as const;
    const file = await user.typed.download('/api/user/statement', { params: { query } });
    expect(file.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    const rows = (await file.text())
      .trimEnd()
      .split('\r\n')
      .map((line) => line.split(','));
    expect(rows[0]).toEqual(['id', 'time', 'kind', 'ref', 'memo', 'amount', 'balance']);
    expect([rows[1]![2], rows[1]![6], rows.at(-1)![2], rows.at(-1)![6]]).toEqual([
      'opening',
      '0',
      'closing',
      String(data.closing_balance),
    ]);
    expect(rows.slice(2, -1).reduce((sum, row) => sum + Number(row[5]), 0)).toBe(data.closing_balance);
    const never = user.typed.GET('/api/user/statement', { params: { query: { from: 'never' } } });
    await expect(never).rejects.toMatchObject({ code: 'PERIOD_INVALID' });
    expect((await user.get('/api/user/statement?format=xml')).body).toMatchObject({ code: 'INVALID_VALUE' });
  });
});

describe('a list as a file', () => {
  async function fileOf(client: HttpClient, path: string): Promise<string[][]> {
    const reply = await client.get<object>(path);
    expect([reply.status, reply.headers.get('content-type')]).toEqual([200, 'text/csv; charset=utf-8']);
    return reply.text
      .replace(/^\ufeff/, '')
      .trimEnd()
      .split('\r\n')
      .map((line) => line.split(','));
  }

  it.each([
    ['/api/user/?', 'id,.*,username,display_name,role', () => root],
    ['/api/user/search?keyword=redeemer&', 'id,.*,username,display_name,role', () => root],
    ['/api/user/topup?', 'id,user_id,amount,money', () => root],
    ['/api/user/topup/self?', 'id,user_id,amount,money', () => user],
    ['/api/ledger/self?', 'id,amount,balance_after,kind', () => user],
    ['/api/log/?', 'id,user_id,created_at,type', () => root],
    ['/api/log/self?', 'id,user_id,created_at,type', () => user],
    ['/api/redemption/?', 'id,user_id,key,status', () => root],
    ['/api/redemption/search?keyword=1&', 'id,user_id,key,status', () => root],
    ['/api/audit?', 'id,created_at,actor_id,actor', () => root],
  ])('is answered by %s, beginning with the mark that Excel needs', async (path, head, by) => {
    const { jar, origin, userId: id } = by();
    const headers = { 'new-api-user': String(id) };
    const reply = await withCookies(jar)(new Request(new URL(`${path}format=csv`, origin), { headers }));
    expect(reply.headers.get('content-disposition')).toMatch(/^attachment; filename="[a-z-]+\.csv"$/);
    const bytes = Buffer.from(await reply.arrayBuffer());
    expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    expect(bytes.toString('utf8', 3)).toMatch(new RegExp(`^${head}`));
    expect((await by().get<Envelope<object>>(`${path}format=csv&tz=Mars/Olympus`)).body).toMatchObject({
      code: 'INVALID_VALUE',
    });
    expect((await by().get<Envelope<object>>(`${path}format=xlsx`)).body).toMatchObject({ code: 'INVALID_VALUE' });
  });

  it('has every item that passes the filters, page after page', async () => {
    await codes(100);
    await codes(60);
    const { total } = (await root.typed.GET('/api/redemption', { params: { query: { status: '1' } } })).data;
    const rows = await fileOf(root, '/api/redemption/?format=csv&status=1&page_size=5');
    expect([total > 150, rows.length]).toEqual([true, total + 1]);
    expect(new Set(rows.map(([id]) => id)).size).toBe(total + 1);
    const gifts = await fileOf(user, '/api/ledger/self?format=csv&kind=sign_up_gift');
    expect(gifts.slice(1).map(([, amount, , kind]) => [amount, kind])).toEqual([['1000', 'sign_up_gift']]);
    const mine = await fileOf(root, `/api/ledger/?format=csv&user_id=${userId}&kind=sign_up_gift`);
    expect(mine).toEqual(gifts);
  });

  it('has its times in the zone that is asked for, else in that of the site', async () => {
    const time = async (query: string) =>
      (await fileOf(user, `/api/ledger/self?format=csv&kind=sign_up_gift${query}`))[1]!;
    const utc = await time('');
    await root.put('/api/option/', { key: 'SiteTimeZone', value: 'Asia/Shanghai' });
    const [site, asked] = [await time(''), await time('&tz=America/New_York')];
    await root.put('/api/option/', { key: 'SiteTimeZone', value: 'UTC' });
    const at = utc.findIndex((cell) => cell.endsWith('+00:00'));
    expect([site[at], asked[at]]).toEqual([
      expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:]{8}\+08:00$/),
      expect.stringMatching(/-0[45]:00$/),
    ]);
    for (const row of [site, asked]) expect(Date.parse(row[at]!)).toBe(Date.parse(utc[at]!));
    const file = await fileOf(user, '/api/user/statement?format=csv&tz=Asia/Shanghai');
    expect(file[2]![1]).toBe(site[at]);
  });

  it('is refused to users where the list is', async () => {
    for (const path of ['/api/user/', '/api/redemption/', '/api/log/', '/api/user/topup', '/api/audit'])
      expect((await user.get<object>(`${path}?format=csv`)).body).toMatchObject({ code: 'PERMISSION_DENIED' });
  });
});
