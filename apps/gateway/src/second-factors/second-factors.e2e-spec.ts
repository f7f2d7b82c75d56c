import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Envelope, type HttpClient, startPlatform, type TestPlatform } from '@tollgate/testing/platform';

const PASSWORD = 'password123';
type Data = Record<string, unknown>;

let platform: TestPlatform;
beforeAll(async () => {
  platform = await startPlatform();
}, 120_000);
afterAll(() => platform.close());

/** The code of RFC 6238, computed independently of the product: SHA-1, 6 digits, 30 seconds. */
function codeOf(base32: string, offset = 0): string {
  const digits = [...base32].map((c) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c));
  const bits = digits.map((digit) => digit.toString(2).padStart(5, '0')).join('');
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + offset));
  const mac = createHmac('sha1', key).update(counter).digest();
  return String((mac.readUInt32BE((mac.at(-1) ?? 0) & 15) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

/** Makes the codes used so far look old, so that a new one of the same period is accepted. */
const forget = (id: number) =>
  platform.db.owner.query('UPDATE auth.two_factors SET last_step = last_step - 10 WHERE user_id = $1', [id]);

let serial = 0;
async function careful() {
  const client = platform.client();
  const name = `careful${(serial += 1)}`;
  const id = await client.signUp(name, PASSWORD);
  const { data } = (await client.post<Envelope<Data>>('/api/user/2fa/setup')).body;
  const secret = String(data.secret);
  const enabled = await client.post('/api/user/2fa/enable', { code: codeOf(secret) });
  expect(enabled.body).toEqual({ success: true, message: '两步验证启用成功' });
  await forget(id);
  return { client, name, id, secret, codes: data.backup_codes as string[] };
}

/** Logs in up to the second factor. */
async function halfway(name: string): Promise<HttpClient> {
  const client = platform.client();
  const reply = await client.post('/api/user/login', { username: name, password: PASSWORD });
  expect(reply.body).toMatchObject({ success: true, message: '请输入两步验证码', data: { require_2fa: true } });
  return client;
}

describe('the second factor', () => {
  it('works with the requests of the web client', async () => {
    const client = platform.client();
    await client.signUp('stock', PASSWORD);
    const off = await client.get('/api/user/2fa/status');
    expect(off.body).toEqual({ success: true, message: '', data: { enabled: false, locked: false } });
    const { body } = await client.post<Envelope<Data>>('/api/user/2fa/setup');
    expect(body.message).toBe('2FA设置初始化成功，请使用认证器扫描二维码并输入验证码完成设置');
    const address = /^otpauth:\/\/totp\/New%20API:stock\?secret=[A-Z2-7]{32}&issuer=New%20API&/;
    expect(String(body.data.qr_code_data)).toMatch(address);
    expect(body.data.backup_codes).toHaveLength(4);
    const wrong = await client.post('/api/user/2fa/enable', { code: '12345' });
    expect(wrong.body).toMatchObject({ success: false, message: '验证码必须是6位数字', code: 'CODE_LENGTH' });
    const enabled = await client.post('/api/user/2fa/enable', { code: codeOf(String(body.data.secret)) });
    expect(enabled.status).toBe(200);
    const status = await client.get('/api/user/2fa/status');
    expect(status.body.data).toEqual({ enabled: true, locked: false, backup_codes_remaining: 4 });
    const twice = await client.post('/api/user/2fa/setup');
    expect(twice.body).toMatchObject({ success: false, message: '用户已启用2FA，请先禁用后重新设置' });
  });

  it('gives access only after the code, and with a new cookie', async () => {
    const who = await careful();
    const client = await halfway(who.name);
    const waiting = client.cookies.get('session');
    client.userId = who.id;
    for (const path of ['/api/user/self', '/api/user/token', '/api/user/2fa/status', '/api/user/sessions']) {
      expect((await client.get(path)).status).toBe(401);
    }
    const reply = await client.post<Envelope<Data>>('/api/user/login/2fa', { code: codeOf(who.secret) });
    expect(reply.body).toMatchObject({
      success: true,
      message: '登录成功',
      data: { id: who.id, username: who.name, user: { id: who.id }, token: expect.any(String) },
    });
    expect(client.cookies.get('session')).not.toBe(waiting);
    expect((await client.get('/api/user/self')).status).toBe(200);
    // the cookie of the pending login still gives no access
    client.cookies.set('session', String(waiting));
    expect((await client.get('/api/user/self')).status).toBe(401);
  });

  it('works with the published client, whose cookies keep the pending login', async () => {
    const who = await careful();
    const tollgate = platform.tollgate();
    const { data } = await tollgate.POST('/api/user/login', { body: { username: who.name, password: PASSWORD } });
    expect(data).toMatchObject({ require_2fa: true });
    const code = codeOf(who.secret);
    await expect(platform.tollgate().POST('/api/user/login/2fa', { body: { code } })).rejects.toMatchObject({
      code: 'PENDING_LOGIN_OVER',
    });
    const { data: login } = await tollgate.POST('/api/user/login/2fa', { body: { code } });
    expect(login).toMatchObject({ id: who.id, token: expect.any(String) });
    const { data: self } = await tollgate.as({ userId: who.id }).GET('/api/user/self');
    expect(self.username).toBe(who.name);
  });

  it("refuses with New API's messages", async () => {
    const who = await careful();
    const client = await halfway(who.name);
    const login = async (code: unknown) => (await client.post('/api/user/login/2fa', { code })).body;
    expect(await platform.client().post('/api/user/login/2fa', { code: '123456' })).toMatchObject({
      status: 200,
      body: { success: false, message: '会话已过期，请重新登录', code: 'PENDING_LOGIN_OVER' },
    });
    expect(await login('')).toMatchObject({ success: false, code: 'INVALID_VALUE' });
    expect(await login(123456)).toMatchObject({ success: false, code: 'INVALID_PARAMETER' });
    expect(await login('nonsense code')).toMatchObject({ message: '验证码或备用码不正确' });
    expect(await login('AAAA-AAA1')).toMatchObject({ message: '验证码或备用码错误，请重试' });
    const wrong = codeOf(who.secret, 1000);
    expect(await login(wrong)).toMatchObject({ message: '验证码或备用码不正确' });
    await login(wrong);
    await login(wrong);
    expect(await login(wrong)).toMatchObject({
      message: expect.stringMatching(/^账户已被锁定，请在\d{4}-\d\d-\d\d \d\d:\d\d:\d\d后重试$/),
      code: 'SECOND_FACTOR_LOCKED',
    });
    expect(await login(codeOf(who.secret))).toMatchObject({ success: false, code: 'SECOND_FACTOR_LOCKED' });
    expect((await who.client.get<Envelope<Data>>('/api/user/2fa/status')).body.data.locked).toBe(true);
  });

  it('accepts a backup code once, also without its dash, and new codes replace the old ones', async () => {
    const who = await careful();
    const bare = who.codes[0]?.replace('-', '').toLowerCase();
    expect((await (await halfway(who.name)).post('/api/user/login/2fa', { code: bare })).body.success).toBe(true);
    expect((await (await halfway(who.name)).post('/api/user/login/2fa', { code: bare })).body.success).toBe(false);
    const fresh = await who.client.post<Envelope<Data>>('/api/user/2fa/backup_codes', { code: codeOf(who.secret) });
    expect(fresh.body).toMatchObject({ success: true, message: '备用码重新生成成功' });
    const old = await (await halfway(who.name)).post('/api/user/login/2fa', { code: who.codes[1] });
    expect(old.body).toMatchObject({ success: false, code: 'CODE_WRONG' });
  });

  it('is disabled by a code or by an administrator of higher rank', async () => {
    const [who, other] = [await careful(), await careful()];
    const off = await who.client.post('/api/user/2fa/disable', { code: codeOf(who.secret) });
    expect(off.body).toEqual({ success: true, message: '两步验证已禁用' });
    const admin = platform.client();
    const adminId = await admin.signUp('chief', PASSWORD);
    expect((await admin.delete(`/api/user/${other.id}/2fa`)).body).toMatchObject({ code: 'PERMISSION_DENIED' });
    await platform.db.owner.query('UPDATE auth.users SET role = 10 WHERE id = ANY($1)', [[adminId, who.id]]);
    const stats = await admin.get<Envelope<Data>>('/api/user/2fa/stats');
    expect(stats.body.data).toEqual({
      total_users: expect.any(Number),
      enabled_users: expect.any(Number),
      enabled_rate: expect.stringMatching(/^\d+\.\d%$/),
    });
    const forced = await admin.delete(`/api/user/${other.id}/2fa`);
    expect(forced.body).toEqual({ success: true, message: '用户2FA已被强制禁用' });
    expect((await other.client.get('/api/user/self')).status).toBe(401);
    expect((await admin.delete(`/api/user/${other.id}/2fa`)).body).toMatchObject({ message: '用户未启用2FA' });
    expect((await admin.delete(`/api/user/${who.id}/2fa`)).body).toMatchObject({
      message: '无权操作同级或更高级用户的2FA设置',
    });
    expect((await admin.delete(`/api/user/${who.id}/reset_passkey`)).body).toMatchObject({ code: 'PASSKEY_OUTRANKED' });
  });
});

describe('step-up', () => {
  const option = async (value: string) => {
    const text = `INSERT INTO admin.options (key, value) VALUES ('StepUpRequired', $1) ON CONFLICT (key) DO UPDATE SET value = excluded.value`;
    await platform.db.owner.query(text, [value]);
    await platform.db.owner.query('UPDATE admin.option_version SET version = version + 1');
    // each replica reads the option every second
    await new Promise((done) => setTimeout(done, 1500));
  };
  const age = (id: number) => {
    const text = `UPDATE auth.sessions SET created_at = created_at - interval '11 minutes' WHERE user_id = $1`;
    return platform.db.owner.query(text, [id]);
  };

  it('accepts a code, a backup code, or the password if there is no second factor', async () => {
    const who = await careful();
    const verify = async (body: object, client = who.client) =>
      (await client.post<Envelope<Data>>('/api/verify', body)).body;
    expect((await who.client.get('/api/verify/status')).body.data).toEqual({ verified: false });
    expect(await verify({ method: '2fa' })).toMatchObject({ message: '验证码不能为空' });
    expect(await verify({ method: 'sms', code: '1' })).toMatchObject({ message: '不支持的验证方式: sms' });
    expect(await verify({ method: 'passkey' })).toMatchObject({ message: '用户未启用Passkey' });
    expect(await verify({ method: 'password', code: PASSWORD })).toMatchObject({ success: false });
    const wrong = codeOf(who.secret, 1000);
    expect(await verify({ method: '2fa', code: wrong })).toMatchObject({ message: '验证失败，请检查验证码' });
    const done = await verify({ method: '2fa', code: codeOf(who.secret) });
    expect(done).toMatchObject({ success: true, message: '验证成功', data: { verified: true } });
    expect(Number(done.data.expires_at) - Date.now() / 1000).toBeGreaterThan(290);
    expect((await who.client.get('/api/verify/status')).body.data).toEqual(done.data);
    expect(await verify({ method: '2fa', code: who.codes[0] })).toMatchObject({ success: true });
    const plain = platform.client();
    await plain.signUp('plain', PASSWORD);
    const none = await verify({ method: '2fa', code: '123456' }, plain);
    expect(none).toMatchObject({ message: '用户未启用2FA或Passkey' });
    expect(await verify({ method: 'password', code: 'another one' }, plain)).toMatchObject({ success: false });
    expect(await verify({ method: 'password', code: PASSWORD }, plain)).toMatchObject({ success: true });
  });

  it('is demanded of an old session while its option is on, and counts for that session only', async () => {
    const who = await careful();
    const other = await halfway(who.name);
    await other.post('/api/user/login/2fa', { code: codeOf(who.secret) });
    other.userId = who.id;
    await forget(who.id);
    await age(who.id);
    expect((await who.client.get('/api/user/token')).body.success).toBe(true);
    await option('true');
    const refused = await who.client.get('/api/user/token');
    expect(refused).toMatchObject({ status: 403, body: { message: '需要安全验证', code: 'VERIFICATION_REQUIRED' } });
    expect((await who.client.post('/api/user/passkey/register/begin')).body.code).toBe('VERIFICATION_REQUIRED');
    expect((await who.client.delete('/api/user/passkey')).body.code).toBe('VERIFICATION_REQUIRED');
    const moved = await who.client.put('/api/user/self', { email: 'thief@example.com' });
    expect(moved.body.code).toBe('VERIFICATION_REQUIRED');
    expect((await who.client.put('/api/user/self', { display_name: 'still me' })).body.success).toBe(true);
    await who.client.post('/api/verify', { method: '2fa', code: codeOf(who.secret) });
    const token = await who.client.get<Envelope<string>>('/api/user/token');
    expect(token.body.success).toBe(true);
    expect((await other.get('/api/user/token')).body.code).toBe('VERIFICATION_REQUIRED');
    // an access token is no session, so it cannot be stepped up
    const script = platform.client();
    script.userId = who.id;
    script.token = token.body.data;
    expect((await script.get('/api/user/token')).body.code).toBe('VERIFICATION_REQUIRED');
    const late = `UPDATE auth.sessions SET verified_until = now() - interval '1 second' WHERE user_id = $1`;
    await platform.db.owner.query(late, [who.id]);
    const expired = await who.client.get('/api/user/token');
    expect(expired).toMatchObject({ status: 403, body: { code: 'VERIFICATION_EXPIRED' } });
    expect(expired.body.message).toBe('验证已过期，请重新验证');
    await option('false');
  });
});
