import { createHash, createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { smtpSink, type SmtpSink } from '@tollgate/testing/mail';
import { type HttpClient, startPlatform, type TestPlatform } from '@tollgate/testing/platform';
import { type HttpDouble, httpDouble, type OAuthDouble, playOAuth } from '@tollgate/testing/providers';

const PASSWORD = 'password123';
const BOT_TOKEN = '110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw';

let platform: TestPlatform;
let double: HttpDouble;
let github: OAuthDouble;
let sink: SmtpSink;
let serial = 500;

beforeAll(async () => {
  [double, sink] = await Promise.all([httpDouble(), smtpSink()]);
  github = playOAuth(double, '/login/oauth/access_token', '/user');
  platform = await startPlatform({ env: { GITHUB_URL: double.url, GITHUB_API_URL: double.url } });
  const root = platform.client();
  await root.post('/api/setup', { username: 'root', password: PASSWORD, confirmPassword: PASSWORD });
  await root.logIn('root', PASSWORD);
  const options = {
    GitHubClientId: 'github-id',
    GitHubClientSecret: 'github-secret',
    GitHubOAuthEnabled: 'true',
    TelegramBotToken: BOT_TOKEN,
    TelegramOAuthEnabled: 'true',
    ServerAddress: 'https://ai.example.com',
    SMTPServer: '127.0.0.1',
    SMTPPort: String(sink.port),
    SMTPAccount: 'noreply@tollgate.example',
  };
  for (const [key, value] of Object.entries(options)) {
    expect((await root.put('/api/option/', { key, value })).body.success).toBe(true);
  }
}, 120_000);
afterAll(async () => {
  await platform.close();
  await Promise.all([double.close(), sink.close()]);
});

/** An authorization code of that GitHub account. */
function codeOf(id: number): string {
  const code = `code-${(serial += 1)}`;
  github.people.set(code, { id, name: 'Octo' });
  return code;
}

/** Headers of a browser's request from a page of the site itself, with HTTPS and without. */
const OWN_PAGE = { 'sec-fetch-site': 'same-origin' };
const ownPageWithoutHttps = (client: HttpClient) => ({ referer: `${client.origin}/console/personal` });

/** The requests of the web client's login and personal pages. */
async function through(client: HttpClient, id: number) {
  const state = (await client.get<{ data: string }>('/api/oauth/state')).body.data;
  return client.get('/api/oauth/github', { query: { code: codeOf(id), state } });
}

function telegram(id: number): Record<string, string> {
  // a serial number makes each one unique within a second, because a signature is accepted once
  const fields = {
    id: String(id),
    first_name: `Te le ${(serial += 1)}`,
    auth_date: String(Math.floor(Date.now() / 1000)),
  };
  const text = Object.entries(fields)
    .map(([name, value]) => `${name}=${value}`)
    .sort()
    .join('\n');
  const key = createHash('sha256').update(BOT_TOKEN).digest();
  return { ...fields, hash: createHmac('sha256', key).update(text).digest('hex') };
}

describe('third-party login', () => {
  it('works with the requests of the web client and gives an ordinary session', async () => {
    const client = platform.client();
    const reply = await through(client, 1);
    expect(reply.body).toMatchObject({
      success: true,
      message: '登录成功',
      data: {
        id: expect.any(Number),
        username: expect.stringMatching(/^github_/),
        role: 1,
        status: 1,
        group: 'default',
        token: expect.any(String),
      },
    });
    expect(JSON.stringify(reply.body)).not.toContain('cookie');
    client.userId = (reply.body.data as { id: number }).id;
    expect((await client.get('/api/user/self')).body).toMatchObject({ data: { github_id: '1', display_name: 'Octo' } });
  });

  it('answers bind and no data if a session began it', async () => {
    const client = platform.client();
    await client.signUp('binder', PASSWORD);
    expect((await through(client, 2)).body).toEqual({ success: true, message: 'bind' });
    const listed = await client.get('/api/user/bindings');
    expect(listed.body.data).toContainEqual(
      expect.objectContaining({ provider: 'github', bound: true, subject: '2', removable: true }),
    );
    expect((await client.delete('/api/user/oauth/github')).body).toEqual({ success: true, message: '' });
  });

  it('of an account with a second factor is refused first and continues at login/2fa', async () => {
    const owner = platform.client();
    const id = ((await through(owner, 40)).body.data as { id: number }).id;
    owner.userId = id;
    const { backup_codes } = (await owner.post<{ data: { backup_codes: string[] } }>('/api/user/2fa/setup')).body.data;
    await platform.db.owner.query('UPDATE auth.two_factors SET confirmed_at = now() WHERE user_id = $1', [id]);
    await owner.get('/api/oauth/telegram/bind', { query: telegram(40), headers: OWN_PAGE });
    const ways = [
      (client: HttpClient) => through(client, 40),
      (client: HttpClient) =>
        client.get('/api/oauth/telegram/login', { query: { ...telegram(40) }, headers: OWN_PAGE }),
    ];
    for (const way of ways) {
      const client = platform.client();
      client.userId = -1; // as the client of 2025 sends before a login
      const reply = await way(client);
      const refusal = { success: false, message: '请输入两步验证码', code: 'SECOND_FACTOR_REQUIRED' };
      // no data, because the web client would store it as its user
      expect([reply.status, reply.body]).toEqual([200, refusal]);
      client.userId = id;
      expect((await client.get('/api/user/self')).status).toBe(401);
      const login = await client.post('/api/user/login/2fa', { code: backup_codes.pop() });
      expect(login.body).toMatchObject({ success: true, data: { id, token: expect.any(String) } });
      expect((await client.get('/api/user/self')).status).toBe(200);
    }
    // a client of 2026 names no user, and continues with the flow token
    const later = platform.client();
    const asked = await through(later, 40);
    expect(asked.body).toMatchObject({ success: true, data: { require_2fa: true, flow_token: expect.any(String) } });
    const { flow_token } = asked.body.data as { flow_token: string };
    const login = await platform.client().post('/api/user/login/2fa', { code: backup_codes.pop(), flow_token });
    expect(login.body).toMatchObject({ success: true, data: { id, token_type: 'Bearer' } });
  });

  it('answers 403 in the envelope if the state is missing, used, or of another browser', async () => {
    const client = platform.client();
    const state = (await client.get<{ data: string }>('/api/oauth/state')).body.data;
    for (const [browser, query] of [
      [platform.client(), { code: codeOf(3), state }],
      [client, { code: codeOf(3) }],
      [client, { code: codeOf(3), state: 'x' }],
    ] as const) {
      const reply = await browser.get('/api/oauth/github', { query });
      expect(reply.status).toBe(403);
      expect(reply.body).toEqual({
        success: false,
        message: 'state is empty or not same',
        code: 'OAUTH_STATE_INVALID',
      });
    }
    expect((await client.get('/api/oauth/github', { query: { code: codeOf(3), state } })).status).toBe(200);
    expect((await client.get('/api/oauth/github', { query: { code: codeOf(3), state } })).status).toBe(403);
  });

  it('begins with a PKCE redirect that has the configured address for every Host, and other sites cannot begin it', async () => {
    const client = platform.client();
    const started = await client.get('/api/oauth/github/start', { headers: OWN_PAGE });
    expect(started.status).toBe(302);
    const url = new URL(started.headers.get('location') ?? '');
    expect(url.origin).toBe(double.url);
    expect(url.searchParams.get('redirect_uri')).toBe('https://ai.example.com/oauth/github');
    expect(url.searchParams.get('code_challenge')).toHaveLength(43);
    const elsewhere: Record<string, string>[] = [
      { 'sec-fetch-site': 'cross-site' },
      { referer: 'http://evil.example/' },
      {},
    ];
    for (const headers of elsewhere) {
      expect((await client.get('/api/oauth/github/start', { headers })).status).toBe(403);
    }
  });

  it('answers 200 with the reason if the provider is off, unknown or fails', async () => {
    const client = platform.client();
    const ask = async (path: string) => {
      const state = (await client.get<{ data: string }>('/api/oauth/state')).body.data;
      return client.get(path, { query: { code: 'c', state } });
    };
    expect((await ask('/api/oauth/discord')).body).toMatchObject({
      success: false,
      message: '管理员未开启通过 Discord 登录以及注册',
    });
    const wrong = await ask('/api/oauth/github');
    expect([wrong.status, wrong.body.message]).toEqual([200, 'GitHub 获取 Token 失败，请检查设置！']);
    expect((await ask('/api/oauth/myspace')).body).toMatchObject({ success: false, code: 'INVALID_VALUE' });
    expect((await client.get('/api/oauth/wechat', { query: { code: 'c' }, headers: OWN_PAGE })).body.message).toBe(
      '管理员未开启通过微信登录以及注册',
    );
  });
});

describe('Telegram', () => {
  const bind = (client: HttpClient, id: number, headers?: Record<string, string>) =>
    client.get('/api/oauth/telegram/bind', { query: telegram(id), headers });
  const telegramOf = async (client: HttpClient) =>
    (await client.get<{ data: { telegram_id: string } }>('/api/user/self')).body.data.telegram_id;

  it('is bound by a navigation from our page with only a cookie, and the browser is redirected back', async () => {
    for (const [name, id, own] of [
      ['telegrapher', 77, () => OWN_PAGE],
      ['plain-http', 78, ownPageWithoutHttps],
    ] as const) {
      const client = platform.client();
      const userId = await client.signUp(name, PASSWORD);
      client.userId = undefined;
      const bound = await bind(client, id, own(client));
      expect([bound.status, bound.headers.get('location')]).toEqual([302, '/console/personal']);
      client.userId = userId;
      expect(await telegramOf(client)).toBe(String(id));
    }
    const query = { ...telegram(77), hash: 'no' };
    const login = await platform.client().get('/api/oauth/telegram/login', { query, headers: OWN_PAGE });
    expect(login.body).toMatchObject({ success: false, message: '无效的请求' });
    expect((await bind(platform.client(), 79)).status).toBe(401);
  });

  // headers of the victim's browser when it follows the attacker's link with a proof of the attacker's Telegram account
  const foreign: [string, Record<string, string>][] = [
    ['another site', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' }],
    ['another site, without HTTPS', { referer: 'http://evil.example/' }],
    ['another site that hides itself, without HTTPS', {}],
    ['a mail', { 'sec-fetch-site': 'none', 'sec-fetch-mode': 'navigate' }],
  ];
  it.each(foreign)('of an attacker is not bound by a link in %s, and logs no user in', async (from, headers) => {
    const victim = platform.client();
    const userId = await victim.signUp(`victim${(serial += 1)}`, PASSWORD);
    victim.userId = undefined;
    const id = 1000 + serial;
    expect(await bind(victim, id, headers)).toMatchObject({ status: 403, body: { code: 'ORIGIN_REFUSED' } });
    victim.userId = userId;
    expect(await telegramOf(victim)).toBe('');
    // the login is refused too, because the victim would continue in the attacker's account
    for (const path of ['/api/oauth/telegram/login', '/api/oauth/wechat']) {
      const reply = await platform.client().get(path, { query: { ...telegram(77), code: 'c' }, headers });
      expect([from, reply.status, reply.headers.get('set-cookie')]).toEqual([from, 403, null]);
    }
  });
});

describe('an e-mail address', () => {
  const mailed = async (address: string, pattern: RegExp) => pattern.exec((await sink.mailTo(address)).text)?.[1] ?? '';

  it('with an unencoded plus is verified, and its password can be reset', async () => {
    const client = platform.client();
    await client.signUp('plus', PASSWORD);
    expect((await client.get('/api/verification?email=erin+x@example.com&turnstile=')).body).toEqual({
      success: true,
      message: '',
    });
    const code = await mailed('erin+x@example.com', /: ([0-9a-z]{6})\b/);
    await new Promise((done) => setTimeout(done, 300));
    const bound = await client.get(`/api/oauth/email/bind?email=erin+x@example.com&code=${code}`);
    expect(bound.body).toEqual({ success: true, message: '' });
    expect((await client.get<{ data: { email: string } }>('/api/user/self')).body.data.email).toBe(
      'erin+x@example.com',
    );

    const guest = platform.client();
    expect((await guest.get('/api/reset_password?email=erin+x@example.com&turnstile=')).body).toEqual({
      success: true,
      message: '',
    });
    const mail = await sink.mailTo('erin+x@example.com', 1);
    const link = new URL(/https:\S+/.exec(mail.text)?.[0] ?? '');
    expect(link.origin + link.pathname).toBe('https://ai.example.com/user/reset');
    await new Promise((done) => setTimeout(done, 300));
    const query = Object.fromEntries(link.searchParams);
    const reset = await guest.post<{ data: string }>('/api/user/reset', query);
    expect(reset.body).toEqual({ success: true, message: '', data: expect.stringMatching(/^[0-9A-Za-z]{16}$/) });
    expect((await client.get('/api/user/self')).status).toBe(401);
    await guest.logIn('plus', reset.body.data);
    expect((await guest.post('/api/user/reset', query)).body).toMatchObject({ message: '重置链接非法或已过期' });
  });

  it('is bound only by a session with a matching New-Api-User', async () => {
    const client = platform.client();
    await client.signUp('nameless', PASSWORD);
    client.userId = undefined;
    expect((await client.get('/api/oauth/email/bind?email=a@example.com&code=abcdef')).status).toBe(401);
    expect((await platform.client().get('/api/oauth/email/bind?email=a@example.com&code=abcdef')).status).toBe(401);
    expect((await platform.client().get('/api/oauth/wechat/bind?code=c')).status).toBe(401);
  });
});
