import { createHash, createHmac, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Caller } from '@tollgate/contracts';
import { passkeysRpc } from '@tollgate/contracts/auth/passkeys';
import { profilesRpc } from '@tollgate/contracts/auth/profiles';
import { secondFactorsRpc } from '@tollgate/contracts/auth/second-factors';
import { type LoginReply, sessionsRpc } from '@tollgate/contracts/auth/sessions';
import { signUpsRpc } from '@tollgate/contracts/auth/sign-ups';
import { thirdPartyRpc } from '@tollgate/contracts/auth/third-party';
import { hashSecret } from '@tollgate/platform/access';
import { SoftAuthenticator } from '@tollgate/testing/authenticator';
import { testDatabase, type TestDatabase } from '@tollgate/testing/database';
import { type HttpDouble, httpDouble, type OAuthDouble, playOAuth } from '@tollgate/testing/providers';
import { type ServiceUnderTest, serviceUnderTest } from '@tollgate/testing/service';
import { auth } from '../index.js';
import { codeAt } from '../second-factors/codes.js';

/** Every login method, in every state of an account. */
const PASSWORD = 'password123';
const ORIGIN = 'https://ai.example.com';
const BOT_TOKEN = '110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw';

let db: TestDatabase;
let service: ServiceUnderTest;
let double: HttpDouble;
const oauth = new Map<string, OAuthDouble>();

beforeAll(async () => {
  db = await testDatabase();
  double = await httpDouble();
  oauth.set('github', playOAuth(double, '/login/oauth/access_token', '/user'));
  oauth.set('discord', playOAuth(double, '/api/v10/oauth2/token', '/api/v10/users/@me'));
  oauth.set('linuxdo', playOAuth(double, '/linuxdo/token', '/linuxdo/user'));
  double.on('GET /user/emails', () => ({ json: [] }));
  double.on('GET /api/wechat/user', ({ query }) => ({ json: { success: true, message: '', data: query.get('code') } }));
  service = await serviceUnderTest(auth, db, {
    GITHUB_URL: double.url,
    GITHUB_API_URL: double.url,
    DISCORD_URL: double.url,
    LINUX_DO_TOKEN_ENDPOINT: `${double.url}/linuxdo/token`,
    LINUX_DO_USER_ENDPOINT: `${double.url}/linuxdo/user`,
  });
  await service.setOptions({
    ServerAddress: ORIGIN,
    ...{ GitHubOAuthEnabled: 'true', GitHubClientId: 'id', GitHubClientSecret: 'secret' },
    ...{ 'discord.enabled': 'true', 'discord.client_id': 'id', 'discord.client_secret': 'secret' },
    ...{ LinuxDOOAuthEnabled: 'true', LinuxDOClientId: 'id', LinuxDOClientSecret: 'secret' },
    ...{ WeChatAuthEnabled: 'true', WeChatServerAddress: double.url, WeChatServerToken: 'token' },
    ...{ TelegramOAuthEnabled: 'true', TelegramBotToken: BOT_TOKEN },
    ...{ 'passkey.enabled': 'true', 'passkey.origins': ORIGIN },
  });
}, 60_000);
afterAll(async () => {
  await service.close();
  await double.close();
  await db.close();
});
beforeEach(() => db.owner.query('TRUNCATE auth.throttles').then(() => undefined));

interface Person {
  readonly id: number;
  readonly name: string;
  readonly device: SoftAuthenticator;
  readonly session: Partial<Caller>;
}

type Reply = Partial<LoginReply>;
const browser = (): Partial<Caller> => ({ browser: randomBytes(32).toString('base64url') });
const holding = (cookie = '', userId?: number): Partial<Caller> => ({
  credential: { session: hashSecret(cookie).toString('base64url'), userId },
});

let serial = 7000;
/** A user with every login method. */
async function person(): Promise<Person> {
  const name = `way${(serial += 1)}`;
  await service.call(signUpsRpc.register, { username: name, password: PASSWORD });
  const { cookie, id = 0 } = await service.call(sessionsRpc.login, { username: name, password: PASSWORD });
  const session = { ...holding(cookie, id), ...browser() };
  for (const provider of ['github', 'discord', 'linuxdo', 'wechat', 'telegram']) {
    const text = 'INSERT INTO auth.identities (provider, subject, user_id) VALUES ($1, $2, $3)';
    await db.owner.query(text, [provider, String(serial), id]);
  }
  const device = new SoftAuthenticator(ORIGIN);
  const { options } = await service.call(passkeysRpc.registerBegin, {}, session);
  const answer = device.create(options as Parameters<SoftAuthenticator['create']>[0]);
  await service.call(passkeysRpc.registerFinish, answer as never, session);
  return { id, name, device, session };
}

async function through(provider: string, subject: number): Promise<Reply> {
  const here = browser();
  const { state } = await service.call(thirdPartyRpc.state, {}, here);
  const code = `code-${(serial += 1)}`;
  const record = { id: provider === 'discord' ? String(subject) : subject, login: 'x', username: 'x', trust_level: 4 };
  oauth.get(provider)?.people.set(code, record);
  return service.call(thirdPartyRpc.callback, { provider, code, state }, here);
}

let earlier = 0;
function telegram(subject: number): Promise<Reply> {
  const date = Math.floor(Date.now() / 1000) - (earlier += 1);
  const fields: Record<string, string> = { id: String(subject), first_name: 'T', auth_date: String(date) };
  const text = Object.entries(fields)
    .map(([k, v]) => `${k}=${v}`)
    .sort()
    .join('\n');
  const key = createHash('sha256').update(BOT_TOKEN).digest();
  const hash = createHmac('sha256', key).update(text).digest('hex');
  return service.call(thirdPartyRpc.telegramLogin, { query: { ...fields, hash } });
}

async function passkey({ device }: Person): Promise<Reply> {
  const here = browser();
  const { options } = await service.call(passkeysRpc.loginBegin, {}, here);
  return service.call(
    passkeysRpc.loginFinish,
    device.get(options as Parameters<SoftAuthenticator['get']>[0]) as never,
    here,
  );
}

const subjectOf = async ({ id }: Person): Promise<number> => {
  const [row] = await db.owner.query<{ subject: string }>(
    `SELECT subject FROM auth.identities WHERE user_id = $1 LIMIT 1`,
    [id],
  );
  return Number(row?.subject);
};

const WAYS: Record<string, (who: Person) => Promise<Reply>> = {
  password: ({ name }) => service.call(sessionsRpc.login, { username: name, password: PASSWORD }),
  github: async (who) => through('github', await subjectOf(who)),
  discord: async (who) => through('discord', await subjectOf(who)),
  linuxdo: async (who) => through('linuxdo', await subjectOf(who)),
  wechat: async (who) => service.call(thirdPartyRpc.wechatLogin, { code: String(await subjectOf(who)) }),
  telegram: async (who) => telegram(await subjectOf(who)),
  passkey,
};
const ways = Object.entries(WAYS).map(([name, go]) => ({ name, go }));

const opens = async ({ cookie, id }: Reply) => service.outcome(profilesRpc.get, {}, holding(cookie, id));
const refusal = (way: Promise<Reply>) =>
  way.then(
    () => 'done',
    (error: { code: string }) => error.code,
  );
const sessionsOf = async (id: number) =>
  (await db.owner.query('SELECT id FROM auth.sessions WHERE user_id = $1', [id])).length;

async function secondFactor(who: Person): Promise<string> {
  const { secret } = await service.call(secondFactorsRpc.setup, {}, who.session);
  await service.call(secondFactorsRpc.enable, { code: await codeAt(secret, Date.now() / 1000) }, who.session);
  return secret;
}

describe.each(ways)('by $name', ({ name, go }) => {
  it('opens the account it belongs to', async () => {
    const who = await person();
    const reply = await go(who);
    expect(reply.id).toBe(who.id);
    expect(await opens(reply)).toBe('done');
  });

  it('with a second factor on gives access only after the second factor', async () => {
    const who = await person();
    const secret = await secondFactor(who);
    const reply = await go(who);
    if (name === 'passkey') {
      // possession and user verification are two factors already
      expect([reply.require_2fa, await opens(reply)]).toEqual([undefined, 'done']);
      return;
    }
    expect(reply).toMatchObject({ require_2fa: true });
    expect([reply.token, reply.user, reply.id]).toEqual([undefined, undefined, undefined]);
    expect(await opens({ cookie: reply.cookie, id: who.id })).toBe('CREDENTIAL_INVALID');
    await db.owner.query('UPDATE auth.two_factors SET last_step = last_step - 10 WHERE user_id = $1', [who.id]);
    const code = await codeAt(secret, Date.now() / 1000);
    const done = await service.call(secondFactorsRpc.login, { code }, holding(reply.cookie));
    expect(await opens(done)).toBe('done');
  });

  it.each([
    ['disabled', 'UPDATE auth.users SET status = 2 WHERE id = $1'],
    ['deleted', 'UPDATE auth.users SET deleted_at = now() WHERE id = $1'],
  ])('opens no account that is %s', async (_, change) => {
    const who = await person();
    await db.owner.query(change, [who.id]);
    const before = await sessionsOf(who.id);
    expect(await refusal(go(who))).not.toBe('done');
    expect(await sessionsOf(who.id)).toBe(before);
  });

  it('is locked by wrong passwords only if it is the password login', async () => {
    const who = await person();
    const wrong = () => service.outcome(sessionsRpc.login, { username: who.name, password: 'wrong-password' });
    await Promise.all(Array.from({ length: 30 }, wrong));
    expect(await refusal(go(who))).toBe(name === 'password' ? 'LOGIN_REFUSED' : 'done');
  });
});

describe('the second step', () => {
  it('is refused while locked, and for a user who was disabled or deleted after the first step', async () => {
    const locked = await person();
    const secret = await secondFactor(locked);
    const { cookie } = await WAYS.password!(locked);
    const guess = () => service.outcome(secondFactorsRpc.login, { code: '000000' }, holding(cookie));
    await Promise.all(Array.from({ length: 12 }, guess));
    await db.owner.query('UPDATE auth.two_factors SET last_step = last_step - 10 WHERE user_id = $1', [locked.id]);
    const code = await codeAt(secret, Date.now() / 1000);
    expect(await service.outcome(secondFactorsRpc.login, { code }, holding(cookie))).not.toBe('done');

    for (const change of ['status = 2', 'deleted_at = now()']) {
      const who = await person();
      const seed = await secondFactor(who);
      const pending = await WAYS.password!(who);
      await db.owner.query('UPDATE auth.two_factors SET last_step = last_step - 10 WHERE user_id = $1', [who.id]);
      await db.owner.query(`UPDATE auth.users SET ${change} WHERE id = $1`, [who.id]);
      const right = { code: await codeAt(seed, Date.now() / 1000) };
      expect(await service.outcome(secondFactorsRpc.login, right, holding(pending.cookie))).not.toBe('done');
    }
  });
});
