import { createHash, createHmac, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Caller } from '@tollgate/contracts';
import { profilesRpc } from '@tollgate/contracts/auth/profiles';
import { sessionsRpc } from '@tollgate/contracts/auth/sessions';
import { signUpsRpc } from '@tollgate/contracts/auth/sign-ups';
import { type ThirdPartyReply, thirdPartyRpc } from '@tollgate/contracts/auth/third-party';
import { hashSecret } from '@tollgate/platform/access';
import { expectInvariants, testDatabase, type TestDatabase } from '@tollgate/testing/database';
import { failures, type HttpDouble, httpDouble, type OAuthDouble, playOAuth } from '@tollgate/testing/providers';
import { type ServiceUnderTest, serviceUnderTest } from '@tollgate/testing/service';
import { auth } from '../index.js';

const BOT_TOKEN = '110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw';
const PASSWORD = 'password123';

let db: TestDatabase;
let a: ServiceUnderTest;
let b: ServiceUnderTest;
let double: HttpDouble;
let github: OAuthDouble;
let discord: OAuthDouble;
let linuxdo: OAuthDouble;
let emails: unknown[] = [];
let serial = 1000;

beforeAll(async () => {
  db = await testDatabase();
  double = await httpDouble();
  github = playOAuth(double, '/login/oauth/access_token', '/user');
  discord = playOAuth(double, '/api/v10/oauth2/token', '/api/v10/users/@me');
  linuxdo = playOAuth(double, '/linuxdo/token', '/linuxdo/user');
  double.on('GET /user/emails', () => ({ json: emails }));
  const env = {
    GITHUB_URL: double.url,
    GITHUB_API_URL: double.url,
    DISCORD_URL: double.url,
    LINUX_DO_TOKEN_ENDPOINT: `${double.url}/linuxdo/token`,
    LINUX_DO_USER_ENDPOINT: `${double.url}/linuxdo/user`,
  };
  [a, b] = await Promise.all([serviceUnderTest(auth, db, env), serviceUnderTest(auth, db, env)]);
  await a.setOptions({
    ServerAddress: 'https://ai.example.com',
    GitHubOAuthEnabled: 'true',
    GitHubClientId: 'github-id',
    GitHubClientSecret: 'github-secret',
    'discord.enabled': 'true',
    'discord.client_id': 'discord-id',
    'discord.client_secret': 'discord-secret',
    LinuxDOOAuthEnabled: 'true',
    LinuxDOClientId: 'linuxdo-id',
    LinuxDOClientSecret: 'linuxdo-secret',
    WeChatAuthEnabled: 'true',
    WeChatServerAddress: `${double.url}/`,
    WeChatServerToken: 'wechat-token',
    TelegramOAuthEnabled: 'true',
    TelegramBotToken: BOT_TOKEN,
  });
});
afterAll(async () => {
  await expectInvariants(db);
  await Promise.all([a.close(), b.close()]);
  await double.close();
  await db.close();
});

const browser = () => randomBytes(32).toString('base64url');
const nextId = () => (serial += 1);
const inBrowser = (caller: Partial<Caller> = {}): Partial<Caller> => ({ browser: browser(), ...caller });
const sessionOf = ({ cookie = '', id = 0 }: ThirdPartyReply): Partial<Caller> => ({
  credential: { session: hashSecret(cookie).toString('base64url'), userId: id },
});
/** The caller as the gateway describes it on a public route: without New-Api-User. */
const onPublicPath = ({ credential, ...rest }: Partial<Caller>): Partial<Caller> => ({
  ...rest,
  credential: { ...credential, userId: undefined },
});

/** Logs in by a provider as a person with that record; `caller` is the browser, with its session if it has one. */
async function through(
  provider: 'github' | 'discord' | 'linuxdo',
  person: Record<string, unknown>,
  caller = inBrowser(),
  aff?: string,
): Promise<ThirdPartyReply> {
  const { state } = await a.call(thirdPartyRpc.state, { aff }, onPublicPath(caller));
  return b.call(thirdPartyRpc.callback, { provider, code: codeOf(provider, person), state }, onPublicPath(caller));
}

function codeOf(provider: 'github' | 'discord' | 'linuxdo', person: Record<string, unknown>): string {
  const code = `code-${nextId()}`;
  ({ github, discord, linuxdo })[provider].people.set(code, person);
  return code;
}

async function refusal(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => 'done',
    (error: { code: string }) => error.code,
  );
}

async function passwordUser(): Promise<Partial<Caller> & { id: number; name: string }> {
  const name = `user${nextId()}`;
  await a.call(signUpsRpc.register, { username: name, password: PASSWORD });
  const reply = await a.call(sessionsRpc.login, { username: name, password: PASSWORD });
  return { ...sessionOf(reply), browser: browser(), id: reply.id ?? 0, name };
}

const rowOf = async (id: number | undefined) =>
  (await db.owner.query('SELECT * FROM auth.users WHERE id = $1', [id]))[0];

describe('the identity of a user', () => {
  it('is the account number at GitHub, also after a rename and if another user takes the old name', async () => {
    const id = nextId();
    const first = await through('github', { id, login: 'octocat', name: 'Octo Cat' });
    expect(first).toMatchObject({
      username: expect.stringMatching(/^github_\d+$/),
      display_name: 'Octo Cat',
      status: 1,
    });
    const renamed = await through('github', { id, login: 'octocat-2' });
    expect(renamed.id).toBe(first.id);
    const squatter = await through('github', { id: nextId(), login: 'octocat' });
    expect(squatter.id).not.toBe(first.id);
    expect((await a.call(profilesRpc.get, {}, sessionOf(renamed))).github_id).toBe(String(id));
  });

  it('is provider and id together: the same id at another provider is another user', async () => {
    const id = nextId();
    const [one, two] = [await through('github', { id }), await through('linuxdo', { id, trust_level: 2 })];
    expect(one.id).not.toBe(two.id);
  });

  it('is never an address: a verified address that another account has proven is refused, with no second account', async () => {
    const owner = await passwordUser();
    const address = `${owner.name}@example.com`;
    await db.owner.query('UPDATE auth.users SET email = $2, email_key = $2, email_verified = true WHERE id = $1', [
      owner.id,
      address,
    ]);
    emails = [{ email: address, primary: true, verified: true }];
    const before = await db.owner.query('SELECT id FROM auth.users');
    await expect(through('github', { id: nextId(), email: address })).rejects.toMatchObject({ code: 'ACCOUNT_EXISTS' });
    emails = [];
    expect(await db.owner.query('SELECT id FROM auth.users')).toHaveLength(before.length);
  });

  it('stores an address as verified only if the list of the provider marks it so', async () => {
    const address = `p${nextId()}@example.com`;
    const plain = await through('github', { id: nextId(), email: address });
    expect(await rowOf(plain.id)).toMatchObject({ email_verified: false, email: address });
    emails = [
      { email: `other${serial}@example.com`, primary: false, verified: true },
      { email: `x${serial}@example.com`, primary: true, verified: false },
    ];
    expect(await rowOf((await through('github', { id: nextId() })).id)).toMatchObject({ email_verified: false });
    emails = [{ email: `Proven${serial}@example.com`, primary: true, verified: true }];
    expect(await rowOf((await through('github', { id: nextId() })).id)).toMatchObject({ email_verified: true });
    emails = [];
  });

  it('creates one account for twenty concurrent first logins', async () => {
    const id = nextId();
    const replies = await Promise.all(Array.from({ length: 20 }, () => through('github', { id })));
    expect(new Set(replies.map((reply) => reply.id)).size).toBe(1);
    expect(await db.owner.query('SELECT 1 FROM auth.identities WHERE subject = $1', [String(id)])).toHaveLength(1);
  });
});

describe('a new user', () => {
  it('gets the name of the provider, or a free one if that is taken or not allowed', async () => {
    const taken = await passwordUser();
    const name = async (username: unknown) => (await through('discord', { id: String(nextId()), username })).username;
    expect(await name('Disco Dan')).toBe('Disco Dan');
    expect(await name(taken.name.toUpperCase())).toMatch(/^discord_\d+$/);
    expect(await name('someone@example.com')).toMatch(/^discord_\d+$/);
    expect(await name('x'.repeat(40))).toMatch(/^discord_\d+$/);
    expect(await name({ $ne: 1 })).toMatch(/^discord_\d+$/);
  });

  it('gets the invitation of the state with its gifts, and can set a first password', async () => {
    const inviter = await passwordUser();
    const { code } = await a.call(profilesRpc.affiliateCode, {}, inviter);
    await a.setOptions({ QuotaForNewUser: '100', QuotaForInvitee: '20', QuotaForInviter: '30' });
    const reply = await through('linuxdo', { id: nextId(), name: 'L', trust_level: 1 }, inBrowser(), code);
    await a.setOptions({ QuotaForNewUser: '0', QuotaForInvitee: '0', QuotaForInviter: '0' });
    const self = await a.call(profilesRpc.get, {}, sessionOf(reply));
    expect(self).toMatchObject({ quota: 120, inviter_id: inviter.id });
    expect(await a.call(profilesRpc.get, {}, inviter)).toMatchObject({ aff_count: 1, aff_quota: 30 });
    await a.call(profilesRpc.update, { password: PASSWORD }, sessionOf(reply));
    expect(await a.outcome(sessionsRpc.login, { username: self.username, password: PASSWORD })).toBe('done');
  });

  it('is refused while registration is closed or the trust level is too low, but known users are not', async () => {
    const known = nextId();
    await through('linuxdo', { id: known, trust_level: 0 });
    await a.setOptions({ LinuxDOMinimumTrustLevel: '2' });
    expect(await refusal(through('linuxdo', { id: nextId(), trust_level: 1 }))).toBe('TRUST_LEVEL_TOO_LOW');
    expect(await refusal(through('linuxdo', { id: known, trust_level: 0 }))).toBe('done');
    await a.setOptions({ LinuxDOMinimumTrustLevel: '0', RegisterEnabled: 'false' });
    expect(await refusal(through('github', { id: nextId() }))).toBe('REGISTRATION_CLOSED');
    await a.setOptions({ RegisterEnabled: 'true' });
  });
});

describe('every login method', () => {
  it('asks for the second factor', async () => {
    const id = nextId();
    const reply = await through('github', { id });
    await db.owner.query(`INSERT INTO auth.two_factors (user_id, secret, confirmed_at) VALUES ($1, '\\x00', now())`, [
      reply.id,
    ]);
    const again = await through('github', { id });
    expect(again).toMatchObject({ require_2fa: true });
    expect(again.token).toBeUndefined();
    expect(await a.outcome(profilesRpc.get, {}, sessionOf(again))).toBe('CREDENTIAL_INVALID');
  });

  it('refuses disabled and deleted users with their own codes', async () => {
    const [disabled, deleted] = [nextId(), nextId()];
    const one = await through('github', { id: disabled });
    const two = await through('github', { id: deleted });
    await db.owner.query('UPDATE auth.users SET status = 2 WHERE id = $1', [one.id]);
    await db.owner.query('UPDATE auth.users SET deleted_at = now() WHERE id = $1', [two.id]);
    expect(await refusal(through('github', { id: disabled }))).toBe('ACCOUNT_DISABLED');
    expect(await refusal(through('github', { id: deleted }))).toBe('ACCOUNT_DELETED');
  });

  it('is refused if root has not enabled it', async () => {
    await a.setOptions({ 'discord.enabled': 'false' });
    expect(await refusal(through('discord', { id: String(nextId()) }))).toBe('OAUTH_DISABLED');
    await a.setOptions({ 'discord.enabled': 'true' });
  });
});

describe('a state', () => {
  const callback = (state: string, caller: Partial<Caller>, at = b, provider: 'github' | 'discord' = 'github') =>
    at.outcome(
      thirdPartyRpc.callback,
      { provider, code: codeOf(provider, { id: String(nextId()) }), state },
      onPublicPath(caller),
    );
  const begin = async (caller: Partial<Caller>) => (await a.call(thirdPartyRpc.state, {}, onPublicPath(caller))).state;

  it('has 256 bits, is stored as a hash, and works for one of twenty concurrent requests', async () => {
    const here = inBrowser();
    const state = await begin(here);
    expect(Buffer.from(state, 'base64url')).toHaveLength(32);
    const rows = await db.owner.query<{ all: string }>(
      `SELECT string_agg(s::text, ' ') AS all FROM auth.oauth_states s`,
    );
    expect(rows[0]?.all).not.toContain(state);
    const outcomes = await Promise.all(Array.from({ length: 20 }, (_, i) => callback(state, here, i % 2 ? a : b)));
    expect(outcomes.filter((code) => code === 'done')).toHaveLength(1);
    expect(outcomes.filter((code) => code === 'OAUTH_STATE_INVALID')).toHaveLength(19);
  });

  it('belongs to the browser it began in; another one neither uses nor consumes it', async () => {
    const here = inBrowser();
    const state = await begin(here);
    expect(await callback(state, inBrowser())).toBe('OAUTH_STATE_INVALID');
    expect(await callback(state, {})).toBe('OAUTH_STATE_INVALID');
    expect(await callback(state, here)).toBe('done');
  });

  it('expires after ten minutes, and is refused if it is missing', async () => {
    const here = inBrowser();
    const state = await begin(here);
    await db.owner.query(
      `UPDATE auth.oauth_states SET expires_at = expires_at - interval '10 minutes' WHERE hash = $1`,
      [hashSecret(state)],
    );
    expect(await callback(state, here)).toBe('OAUTH_STATE_INVALID');
    expect(await callback('', here)).toBe('OAUTH_STATE_INVALID');
  });

  it('of `start` belongs to its provider: a code of another one is not exchanged', async () => {
    const here = inBrowser();
    const { url } = await a.call(thirdPartyRpc.start, { provider: 'github' }, here);
    const state = new URL(url).searchParams.get('state') ?? '';
    const heard = double.heard.length;
    expect(await callback(state, here, b, 'discord')).toBe('OAUTH_STATE_INVALID');
    expect(double.heard).toHaveLength(heard);
  });

  it('of a session binds in that session only; one of a guest never binds', async () => {
    const [one, other] = [await passwordUser(), await passwordUser()];
    const shared = browser();
    const state = () => begin({ ...one, browser: shared });
    expect(await callback(await state(), { browser: shared })).toBe('OAUTH_STATE_INVALID');
    expect(await callback(await state(), { ...other, browser: shared })).toBe('OAUTH_STATE_INVALID');
    const again = sessionOf(await a.call(sessionsRpc.login, { username: one.name, password: PASSWORD }));
    expect(await callback(await state(), { ...again, browser: shared })).toBe('OAUTH_STATE_INVALID');
    const asGuest = await begin({ browser: shared });
    const reply = await b.call(
      thirdPartyRpc.callback,
      { provider: 'github', code: codeOf('github', { id: nextId() }), state: asGuest },
      onPublicPath({ ...one, browser: shared }),
    );
    expect(reply.bound).toBeUndefined();
    expect(reply.id).not.toBe(one.id);
  });
});

describe('binding', () => {
  it('adds a login method, once per third-party account, and replaces the old one of the provider', async () => {
    const user = await passwordUser();
    const id = nextId();
    expect(await through('github', { id }, user)).toEqual({ bound: true });
    expect((await through('github', { id })).id).toBe(user.id);
    const other = await passwordUser();
    expect(await refusal(through('github', { id }, other))).toBe('OAUTH_ALREADY_BOUND');
    expect(await refusal(through('github', { id }, user))).toBe('OAUTH_ALREADY_BOUND');
    const replacement = nextId();
    expect(await through('github', { id: replacement }, user)).toEqual({ bound: true });
    expect((await a.call(profilesRpc.get, {}, user)).github_id).toBe(String(replacement));
    expect((await through('github', { id })).id).not.toBe(user.id);
  });

  it('is listed and can be removed, but never the last login method, also if two are removed concurrently', async () => {
    const id = nextId();
    const reply = await through('github', { id });
    const me = { ...sessionOf(reply), browser: browser() };
    await through('linuxdo', { id: nextId(), trust_level: 1 }, me);
    const { bindings } = await a.call(thirdPartyRpc.bindings, {}, me);
    expect(bindings.find((binding) => binding.provider === 'github')).toMatchObject({
      name: 'GitHub',
      enabled: true,
      bound: true,
      subject: String(id),
      removable: true,
    });
    const outcomes = await Promise.all(
      ['github', 'linuxdo'].map((provider, i) => (i ? a : b).outcome(thirdPartyRpc.unbind, { provider }, me)),
    );
    expect(outcomes.sort()).toEqual(['LAST_WAY_IN', 'done']);
    const left = (await a.call(thirdPartyRpc.bindings, {}, me)).bindings.filter((binding) => binding.bound);
    expect(left).toHaveLength(1);
    expect(left[0]?.removable).toBe(false);
    await a.call(profilesRpc.update, { password: PASSWORD }, me);
    expect(await a.outcome(thirdPartyRpc.unbind, { provider: left[0]?.provider ?? '' }, me)).toBe('done');
    expect(await a.outcome(thirdPartyRpc.unbind, { provider: 'github' }, me)).toBe('BINDING_NOT_FOUND');
  });

  it('counts only enabled login methods', async () => {
    const reply = await through('github', { id: nextId() });
    const me = { ...sessionOf(reply), browser: browser() };
    await through('linuxdo', { id: nextId(), trust_level: 1 }, me);
    await a.setOptions({ LinuxDOOAuthEnabled: 'false' });
    expect(await a.outcome(thirdPartyRpc.unbind, { provider: 'github' }, me)).toBe('LAST_WAY_IN');
    await a.setOptions({ LinuxDOOAuthEnabled: 'true' });
  });
});

describe('the request to a provider', () => {
  it('comes from the options: constant redirect URLs, the secret as each provider wants it, PKCE if `start` began it', async () => {
    const here = inBrowser();
    await through('discord', { id: String(nextId()) }, here);
    const discordCall = double.heard.findLast((r) => r.path.endsWith('oauth2/token'));
    expect(Object.fromEntries(discordCall?.form ?? [])).toMatchObject({
      grant_type: 'authorization_code',
      client_id: 'discord-id',
      client_secret: 'discord-secret',
      redirect_uri: 'https://ai.example.com/oauth/discord',
    });
    await through('linuxdo', { id: nextId(), trust_level: 1 }, here);
    const linuxdoCall = double.heard.findLast((r) => r.path === '/linuxdo/token');
    expect(linuxdoCall?.headers.authorization).toBe(
      `Basic ${Buffer.from('linuxdo-id:linuxdo-secret').toString('base64')}`,
    );
    expect(linuxdoCall?.form.get('redirect_uri')).toBe('https://ai.example.com/api/oauth/linuxdo');

    const { url } = await a.call(thirdPartyRpc.start, { provider: 'github' }, here);
    const asked = new URL(url).searchParams;
    expect(Object.fromEntries(asked)).toMatchObject({
      client_id: 'github-id',
      response_type: 'code',
      redirect_uri: 'https://ai.example.com/oauth/github',
      scope: 'user:email',
      code_challenge_method: 'S256',
    });
    const code = codeOf('github', { id: nextId() });
    github.challenges.set(code, asked.get('code_challenge') ?? '');
    const stolen = codeOf('github', { id: nextId() });
    github.challenges.set(stolen, 'the challenge of another login');
    const state = asked.get('state') ?? '';
    expect(await b.outcome(thirdPartyRpc.callback, { provider: 'github', code, state }, here)).toBe('done');
    const second = new URL((await a.call(thirdPartyRpc.start, { provider: 'github' }, here)).url).searchParams;
    const request = { provider: 'github', code: stolen, state: second.get('state') ?? '' };
    expect(await b.outcome(thirdPartyRpc.callback, request, here)).toBe('OAUTH_TOKEN_FAILED');
  });
});

describe('a provider that fails', () => {
  const cases = [
    ['is silent', failures.silent, 'OAUTH_UNREACHABLE'],
    ['drips', failures.drip, 'OAUTH_UNREACHABLE'],
    ['sends 100 MB', failures.huge, 'OAUTH_UNREACHABLE'],
    ['has a fault', failures.broken, 'OAUTH_UNREACHABLE'],
    ['talks nonsense', failures.nonsense, 'OAUTH_TOKEN_FAILED'],
    ['redirects', () => failures.redirect(`${double.url}/elsewhere`), 'OAUTH_UNREACHABLE'],
  ] as const;

  it.each(cases)('because it %s is reported within six seconds with a clear error', async (_, answer, code) => {
    const play = playOAuth(double, '/login/oauth/access_token', '/user');
    double.on('POST /login/oauth/access_token', answer);
    const before = process.memoryUsage().rss;
    const started = performance.now();
    expect(await refusal(through('github', { id: nextId() }))).toBe(code);
    expect(performance.now() - started).toBeLessThan(6000);
    expect(process.memoryUsage().rss - before).toBeLessThan(60 * 2 ** 20);
    expect(double.heard.some((request) => request.path === '/elsewhere')).toBe(false);
    github = playOAuth(double, '/login/oauth/access_token', '/user');
    expect(play.people.size).toBe(0);
  });

  it('because its options are incomplete is no internal error', async () => {
    await a.setOptions({ GitHubClientId: '', GitHubClientSecret: '' });
    const here = inBrowser();
    expect(await a.outcome(thirdPartyRpc.start, { provider: 'github' }, here)).toBe('OAUTH_TOKEN_FAILED');
    expect(await refusal(through('github', { id: nextId() }, here))).toBe('OAUTH_TOKEN_FAILED');
    await a.setOptions({ GitHubClientId: 'github-id', GitHubClientSecret: 'github-secret' });
  });

  it('to name a user, or to exchange a code, has its own error', async () => {
    const here = inBrowser();
    const state = async () => (await a.call(thirdPartyRpc.state, {}, here)).state;
    expect(await refusal(through('github', { id: 'not a number', login: 'x' }))).toBe('OAUTH_USER_EMPTY');
    expect(await refusal(through('github', {}))).toBe('OAUTH_USER_EMPTY');
    const wrong = { provider: 'github', code: 'nobody knows it', state: await state() };
    expect(await a.outcome(thirdPartyRpc.callback, wrong, here)).toBe('OAUTH_TOKEN_FAILED');
    const none = { provider: 'github', state: await state() };
    expect(await a.outcome(thirdPartyRpc.callback, none, here)).toBe('INVALID_PARAMETER');
    const refused = { provider: 'linuxdo', error: 'access_denied', error_description: 'no', state: await state() };
    expect(await a.outcome(thirdPartyRpc.callback, refused, here)).toBe('OAUTH_REFUSED');
  });
});

describe('WeChat', () => {
  beforeAll(() => {
    double.on('GET /api/wechat/user', ({ query, headers }) => {
      const code = query.get('code') ?? '';
      if (headers.authorization !== 'wechat-token') return { json: {}, status: 401 };
      if (code.startsWith('wrong')) return { json: { success: false, message: '验证码已失效', data: '' } };
      return { json: { success: true, message: '', data: code === 'empty' ? '' : `openid-${code}` } };
    });
  });

  it('logs in and binds; a code cannot add parameters to the call', async () => {
    const first = await a.call(thirdPartyRpc.wechatLogin, { code: `w${nextId()}&code=x=y%26` });
    expect(double.heard.at(-1)?.query.getAll('code')).toEqual([`w${serial}&code=x=y%26`]);
    expect((await a.call(profilesRpc.get, {}, sessionOf(first))).wechat_id).toBe(`openid-w${serial}&code=x=y%26`);
    const user = await passwordUser();
    const code = `b${nextId()}`;
    await a.call(thirdPartyRpc.wechatBind, { code }, user);
    expect((await a.call(thirdPartyRpc.wechatLogin, { code })).id).toBe(user.id);
    expect(await a.outcome(thirdPartyRpc.wechatBind, { code }, await passwordUser())).toBe('WECHAT_ALREADY_BOUND');
  });

  it('is refused with a clear error: no session, wrong code, unknown user, disabled', async () => {
    expect(await a.outcome(thirdPartyRpc.wechatBind, { code: 'c' })).toBe('UNAUTHENTICATED');
    expect(await a.outcome(thirdPartyRpc.wechatLogin, { code: 'wrong' })).toBe('OAUTH_REFUSED');
    expect(await a.outcome(thirdPartyRpc.wechatLogin, { code: 'empty' })).toBe('WECHAT_CODE_INVALID');
    await a.setOptions({ WeChatAuthEnabled: 'false' });
    expect(await a.outcome(thirdPartyRpc.wechatLogin, { code: 'c' })).toBe('WECHAT_DISABLED');
    await a.setOptions({ WeChatAuthEnabled: 'true' });
  });
});

describe('Telegram', () => {
  const now = () => Math.floor(Date.now() / 1000);
  /** An unused second of the last minutes, because two signatures of one second would be equal. */
  let earlier = 0;
  const begun = now();
  const recently = () => begun - (earlier += 1);
  const signed = (fields: Record<string, string>, token = BOT_TOKEN) => {
    const text = Object.entries(fields)
      .map(([k, v]) => `${k}=${v}`)
      .sort()
      .join('\n');
    const key = createHash('sha256').update(token).digest();
    return { ...fields, hash: createHmac('sha256', key).update(text).digest('hex') };
  };
  const widget = (id: number, at = recently()) =>
    signed({ id: String(id), first_name: 'T', username: 'tt', auth_date: String(at) });

  /** A genuine signature of a user whose name holds line feeds, with the lines split differently, so that their own id is part of a name. */
  const moved = (id: number, auth_date = String(recently())) => {
    const { hash } = signed({ auth_date, first_name: `T\nid=${id}\nlast_name=U`, id: '1' });
    return { auth_date, first_name: 'T', id: String(id), last_name: 'U\nid=1', hash };
  };

  it('opens the account that it is bound to, and creates none', async () => {
    const user = await passwordUser();
    const id = nextId();
    expect(await a.outcome(thirdPartyRpc.telegramLogin, { query: widget(id) })).toBe('TELEGRAM_NOT_BOUND');
    await a.call(thirdPartyRpc.telegramBind, { query: widget(id) }, user);
    expect((await a.call(thirdPartyRpc.telegramLogin, { query: widget(id) })).id).toBe(user.id);
    expect(await a.outcome(thirdPartyRpc.telegramBind, { query: widget(id) }, await passwordUser())).toBe(
      'OAUTH_ALREADY_BOUND',
    );
  });

  it('accepts a signature once, and none that is old, from the future, altered, or of another bot', async () => {
    const user = await passwordUser();
    const id = nextId();
    await a.call(thirdPartyRpc.telegramBind, { query: widget(id) }, user);
    const query = widget(id);
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, (_, i) => (i % 2 ? a : b).outcome(thirdPartyRpc.telegramLogin, { query })),
    );
    expect(outcomes.filter((code) => code === 'done')).toHaveLength(1);
    const bad = [
      widget(id, 1),
      widget(id, now() - 601),
      widget(id, now() + 120),
      { ...widget(id), id: String(id + 1) },
      { ...widget(id), last_name: 'added' },
      signed({ id: String(id), auth_date: String(now()), extra: 'signed' }),
      signed({ id: String(id), auth_date: String(now()), first_name: 'a\nlast_name=b' }),
      moved(id),
      { ...widget(id), hash: '00' },
      { ...widget(id), hash: ['a', 'b'] },
      signed({ id: String(id), auth_date: String(now()) }, 'another:token'),
      signed({ auth_date: String(now()) }),
      signed({ id: String(id) }),
      {},
    ];
    for (const one of bad) {
      expect(await a.outcome(thirdPartyRpc.telegramLogin, { query: one })).toBe('TELEGRAM_REQUEST_INVALID');
    }
  });

  it('is refused without a bot token or a session, and to disabled users', async () => {
    const user = await passwordUser();
    const id = nextId();
    expect(await a.outcome(thirdPartyRpc.telegramBind, { query: widget(id) })).toBe('UNAUTHENTICATED');
    await a.call(thirdPartyRpc.telegramBind, { query: widget(id) }, user);
    await db.owner.query('UPDATE auth.users SET status = 2 WHERE id = $1', [user.id]);
    expect(await a.outcome(thirdPartyRpc.telegramLogin, { query: widget(id) })).toBe('ACCOUNT_DISABLED');
    await a.setOptions({ TelegramBotToken: '' });
    const forged = signed({ id: String(id), auth_date: String(now()) }, '');
    expect(await a.outcome(thirdPartyRpc.telegramLogin, { query: forged })).toBe('OAUTH_DISABLED');
    await a.setOptions({ TelegramBotToken: BOT_TOKEN });
  });
});
