import { createHash, createHmac, randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Caller } from '@tollgate/contracts';
import { profilesRpc } from '@tollgate/contracts/auth/profiles';
import { sessionsRpc } from '@tollgate/contracts/auth/sessions';
import { thirdPartyRpc } from '@tollgate/contracts/auth/third-party';
import { verificationsRpc } from '@tollgate/contracts/auth/verifications';
import { hashSecret } from '@tollgate/platform/access';
import { testDatabase, type TestDatabase } from '@tollgate/testing/database';
import { smtpSink, type SmtpSink } from '@tollgate/testing/mail';
import { type HttpDouble, httpDouble, type OAuthDouble, playOAuth } from '@tollgate/testing/providers';
import { type ServiceUnderTest, serviceUnderTest } from '@tollgate/testing/service';
import { auth } from '../index.js';
import { OF_ADDRESS } from '../testing/address-key.js';

const BOT_TOKEN = '110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw';
const PASSWORD = 'password123';

let db: TestDatabase;
let service: ServiceUnderTest;
let sink: SmtpSink;
let double: HttpDouble;
let github: OAuthDouble;
let serial = 100;

beforeAll(async () => {
  db = await testDatabase();
  [sink, double] = await Promise.all([smtpSink(), httpDouble()]);
  github = playOAuth(double, '/login/oauth/access_token', '/user');
  double.on('GET /api/wechat/user', ({ query }) => ({ json: { success: true, message: '', data: query.get('code') } }));
  service = await serviceUnderTest(auth, db, { GITHUB_URL: double.url, GITHUB_API_URL: double.url });
  await service.setOptions({
    SMTPServer: '127.0.0.1',
    SMTPPort: String(sink.port),
    SMTPFrom: 'noreply@tollgate.example',
    GitHubOAuthEnabled: 'true',
    GitHubClientId: 'id',
    GitHubClientSecret: 'secret',
    WeChatAuthEnabled: 'true',
    WeChatServerAddress: double.url,
    TelegramOAuthEnabled: 'true',
    TelegramBotToken: BOT_TOKEN,
  });
});
afterAll(async () => {
  await service.close();
  await Promise.all([sink.close(), double.close()]);
  await db.close();
});

const nextId = () => (serial += 1);

interface Person {
  readonly id: number;
  readonly session: Partial<Caller>;
  readonly token: Partial<Caller>;
}

/** A user who signed up by WeChat and has no password, in a session that began that many minutes ago. */
async function passwordless(minutes: number): Promise<Person> {
  const { cookie = '', id = 0 } = await service.call(thirdPartyRpc.wechatLogin, { code: `openid-${nextId()}` });
  const session = { credential: { session: hashSecret(cookie).toString('base64url'), userId: id } };
  const { token } = await service.call(profilesRpc.accessToken, {}, session);
  await db.owner.query(
    'UPDATE auth.sessions SET created_at = created_at - make_interval(mins => $2) WHERE user_id = $1',
    [id, minutes],
  );
  return { id, session, token: { credential: { bearer: hashSecret(token).toString('base64url'), userId: id } } };
}

/** The caller as the gateway describes it on a public route: without New-Api-User. */
const onPublicPath = (caller: Partial<Caller>): Partial<Caller> => ({
  ...caller,
  credential: { ...caller.credential, userId: undefined },
});

async function provenAddress(me: Partial<Caller>): Promise<string> {
  const email = `new${nextId()}@example.com`;
  await service.call(verificationsRpc.send, { email }, onPublicPath(me));
  const code = /: ([0-9a-z]{6})\b/.exec((await sink.mailTo(email)).text)?.[1] ?? '';
  // stored when the server has accepted the mail
  const stored = `SELECT FROM auth.address_codes WHERE ${OF_ADDRESS}`;
  for (let i = 0; i < 300 && (await db.owner.query(stored, [email])).length === 0; i += 1) await sleep(10);
  return service.outcome(verificationsRpc.bind, { email, code }, me);
}

async function gitHub(me: Partial<Caller>): Promise<string> {
  const here = { ...onPublicPath(me), browser: randomBytes(32).toString('base64url') };
  const { state } = await service.call(thirdPartyRpc.state, {}, here);
  const code = `code-${nextId()}`;
  github.people.set(code, { id: nextId() });
  return service.outcome(thirdPartyRpc.callback, { provider: 'github', code, state }, here);
}

function telegram(me: Partial<Caller>): Promise<string> {
  const fields = { auth_date: String(Math.floor(Date.now() / 1000)), id: String(nextId()) };
  const text = `auth_date=${fields.auth_date}\nid=${fields.id}`;
  const hash = createHmac('sha256', createHash('sha256').update(BOT_TOKEN).digest()).update(text).digest('hex');
  return service.outcome(thirdPartyRpc.telegramBind, { query: { ...fields, hash } }, me);
}

const weChat = (me: Partial<Caller>) => service.outcome(thirdPartyRpc.wechatBind, { code: `other-${nextId()}` }, me);
const firstPassword = (me: Partial<Caller>) => service.outcome(profilesRpc.update, { password: PASSWORD }, me);

const WAYS: [string, (me: Partial<Caller>) => Promise<string>][] = [
  ['a proven address', provenAddress],
  ['an account at an OAuth provider', gitHub],
  ['a WeChat account', weChat],
  ['a Telegram account', telegram],
  ['a first password', firstPassword],
];

/** All login methods of an account. */
const waysInto = ({ id }: Person) =>
  db.owner.query(
    `SELECT email, email_verified, password_hash,
            (SELECT json_agg(i ORDER BY provider) FROM auth.identities i WHERE i.user_id = u.id) AS identities
       FROM auth.users u WHERE id = $1`,
    [id],
  );

describe('a new login method', () => {
  describe('while StepUpRequired is off', () => {
    it.each(WAYS)('needs no proof: %s', async (_, open) => {
      expect(await open((await passwordless(11)).session)).toBe('done');
    });
  });

  describe('while StepUpRequired is on', () => {
    beforeAll(() => service.setOptions({ StepUpRequired: 'true' }));

    it.each(WAYS)('is refused to an old session and to an access token: %s', async (_, open) => {
      const who = await passwordless(11);
      const before = await waysInto(who);
      expect(await open(who.session)).toBe('VERIFICATION_REQUIRED');
      expect(await open(who.token)).toBe('VERIFICATION_REQUIRED');
      await db.owner.query(`UPDATE auth.sessions SET verified_until = now() - interval '1 second' WHERE user_id = $1`, [
        who.id,
      ]);
      expect(await open(who.session)).toBe('VERIFICATION_EXPIRED');
      expect(await waysInto(who)).toEqual(before);
    });

    it.each(WAYS)('is allowed to a session that has just logged in or given a proof: %s', async (_, open) => {
      const [fresh, proven] = [await passwordless(0), await passwordless(11)];
      const prove = `UPDATE auth.sessions SET verified_until = now() + interval '1 minute' WHERE user_id = $1`;
      await db.owner.query(prove, [proven.id]);
      for (const who of [fresh, proven]) {
        const before = await waysInto(who);
        expect(await open(who.session)).toBe('done');
        expect(await waysInto(who)).not.toEqual(before);
      }
    });

    it('is not a password change, because the old password is the proof', async () => {
      const who = await passwordless(0);
      await service.call(profilesRpc.update, { password: PASSWORD }, who.session);
      await db.owner.query(`UPDATE auth.sessions SET created_at = now() - interval '11 minutes' WHERE user_id = $1`, [
        who.id,
      ]);
      const change = { original_password: PASSWORD, password: 'another-password' };
      expect(await service.outcome(profilesRpc.update, change, who.session)).toBe('done');
      expect(await service.outcome(profilesRpc.update, { display_name: 'still me' }, who.session)).toBe('done');
      const { username } = await service.call(profilesRpc.get, {}, who.session);
      const login = { username, password: 'another-password' };
      expect(await service.outcome(sessionsRpc.login, login)).toBe('done');
    });

    it('needs no proof of guests who log in with a third-party account', async () => {
      const here = { browser: randomBytes(32).toString('base64url') };
      const { state } = await service.call(thirdPartyRpc.state, {}, here);
      github.people.set('of a guest', { id: nextId() });
      const answer = { provider: 'github', code: 'of a guest', state };
      expect(await service.outcome(thirdPartyRpc.callback, answer, here)).toBe('done');
    });
  });
});
