import { createHash, createHmac, randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Caller } from '@tollgate/contracts';
import { apiKeysRpc } from '@tollgate/contracts/auth/api-keys';
import { passkeysRpc } from '@tollgate/contracts/auth/passkeys';
import { profilesRpc } from '@tollgate/contracts/auth/profiles';
import { resetsRpc } from '@tollgate/contracts/auth/resets';
import { secondFactorsRpc } from '@tollgate/contracts/auth/second-factors';
import { sessionsRpc } from '@tollgate/contracts/auth/sessions';
import { signUpsRpc } from '@tollgate/contracts/auth/sign-ups';
import { thirdPartyRpc } from '@tollgate/contracts/auth/third-party';
import { verificationsRpc } from '@tollgate/contracts/auth/verifications';
import { hashSecret } from '@tollgate/platform/access';
import { type Tx, UnitOfWork } from '@tollgate/platform/db';
import { SoftAuthenticator } from '@tollgate/testing/authenticator';
import { testDatabase, type TestDatabase } from '@tollgate/testing/database';
import { smtpSink, type SmtpSink } from '@tollgate/testing/mail';
import { type HttpDouble, httpDouble } from '@tollgate/testing/providers';
import { type ServiceUnderTest, serviceUnderTest } from '@tollgate/testing/service';
import { auth } from '../index.js';
import { ResetsRepository } from './resets.repository.js';
import { codeAt } from '../second-factors/codes.js';
import { OF_ADDRESS } from '../testing/address-key.js';

const PASSWORD = 'password123';
const ORIGIN = 'https://ai.example.com';
const BOT_TOKEN = '110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw';
const TOKEN = 'a-token-that-only-the-mail-to-the-owner-held';

let db: TestDatabase;
let service: ServiceUnderTest;
let sink: SmtpSink;
let double: HttpDouble;

beforeAll(async () => {
  db = await testDatabase();
  [sink, double] = await Promise.all([smtpSink(), httpDouble()]);
  double.on('GET /api/wechat/user', ({ query }) => ({ json: { success: true, message: '', data: query.get('code') } }));
  service = await serviceUnderTest(auth, db);
  await service.setOptions({
    ...{ SMTPServer: '127.0.0.1', SMTPPort: String(sink.port), SMTPFrom: 'noreply@tollgate.example' },
    ...{ WeChatAuthEnabled: 'true', WeChatServerAddress: double.url, WeChatServerToken: 'token' },
    ...{ TelegramOAuthEnabled: 'true', TelegramBotToken: BOT_TOKEN },
    ...{ ServerAddress: ORIGIN, 'passkey.enabled': 'true', 'passkey.origins': ORIGIN },
  });
}, 60_000);
afterAll(async () => {
  await service.close();
  await Promise.all([sink.close(), double.close()]);
  await db.close();
});

interface Person {
  readonly id: number;
  readonly name: string;
  readonly address: string;
  /** Held by the thief: a cookie, and an access token. */
  readonly session: Partial<Caller>;
  readonly token: Partial<Caller>;
}

let serial = 0;
/** A user with a proven address, whose session and access token a thief holds. */
async function robbed(): Promise<Person> {
  const name = `robbed${(serial += 1)}`;
  const address = `${name}@example.com`;
  await service.call(signUpsRpc.register, { username: name, password: PASSWORD });
  const { cookie, id = 0 } = await service.call(sessionsRpc.login, { username: name, password: PASSWORD });
  await db.owner.query('UPDATE auth.users SET email = $2, email_key = $2, email_verified = true WHERE id = $1', [
    id,
    address,
  ]);
  const browser = randomBytes(32).toString('base64url');
  const session = { browser, credential: { session: hashSecret(cookie).toString('base64url'), userId: id } };
  const { token } = await service.call(profilesRpc.accessToken, {}, session);
  await mailedToken(id, address);
  return {
    id,
    name,
    address,
    session,
    token: { credential: { bearer: hashSecret(token).toString('base64url'), userId: id } },
  };
}

/** The owner has a reset link. */
async function mailedToken(id: number, address: string): Promise<void> {
  await db.owner.query(
    `INSERT INTO auth.reset_tokens (user_id, hash, address_key, expires_at) VALUES ($1, $2, $3, now() + interval '10 minutes')`,
    [id, hashSecret(`${TOKEN}${id}`), address],
  );
}

/** Everything that can open or use an account later. */
async function lasting(sql: Pick<Tx, 'query'>, id: number): Promise<unknown> {
  const [row] = await sql.query(
    `SELECT email, email_verified, password_hash, username, setting,
            (SELECT count(*) FROM auth.sessions WHERE user_id = u.id) AS sessions,
            (SELECT count(*) FROM auth.credentials WHERE user_id = u.id) AS credentials,
            (SELECT count(*) FROM auth.api_keys WHERE user_id = u.id AND status = 1) AS keys,
            (SELECT count(*) FROM auth.passkeys WHERE user_id = u.id) AS passkeys,
            (SELECT count(*) FROM auth.identities WHERE user_id = u.id) AS identities,
            (SELECT json_agg(f ORDER BY f.secret) FROM auth.two_factors f WHERE f.user_id = u.id) AS factors,
            (SELECT json_agg(b.hash ORDER BY b.hash) FROM auth.backup_codes b WHERE b.user_id = u.id) AS codes
       FROM auth.users u WHERE id = $1`,
    [id],
  );
  return row;
}

/** Waits until a statement waits for another transaction. */
async function someoneWaits(): Promise<void> {
  const text = `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
  for (const end = Date.now() + 10_000; Date.now() < end; await sleep(5)) {
    if ((await db.owner.query(text)).length > 0) return;
  }
  throw new Error('no statement waits');
}

/** The reset of the owner holds the account when the request of the thief, admitted before, begins to write; then the reset ends everything. */
async function duringReset({ id, address }: Person, request: () => Promise<string>) {
  const resets = new ResetsRepository();
  const { left, outcome } = await new UnitOfWork(db.owner).run(async (tx) => {
    expect(await resets.take(tx, hashSecret(`${TOKEN}${id}`), address)).toBe(id);
    const promise = request();
    await someoneWaits();
    await resets.replacePassword(tx, id, 'another hash');
    return { left: await lasting(tx, id), outcome: { promise } };
  });
  return { outcome: await outcome.promise, left };
}

const now = async () => {
  const [row] = await db.owner.query<{ epoch: number }>('SELECT extract(epoch FROM now())::float8 AS epoch');
  return row!.epoch;
};

function telegram(subject: number): Record<string, string> {
  const fields = { id: String(subject), first_name: 'T', auth_date: String(Math.floor(Date.now() / 1000)) };
  const text = Object.entries(fields)
    .map(([k, v]) => `${k}=${v}`)
    .sort()
    .join('\n');
  const key = createHash('sha256').update(BOT_TOKEN).digest();
  return { ...fields, hash: createHmac('sha256', key).update(text).digest('hex') };
}

async function mailedCode(address: string): Promise<string> {
  await service.call(verificationsRpc.send, { email: address });
  const { text } = await sink.mailTo(address);
  for (let i = 0; i < 300; i += 1) {
    if ((await db.owner.query(`SELECT 1 FROM auth.address_codes WHERE ${OF_ADDRESS}`, [address])).length > 0) break;
    await sleep(10);
  }
  return /: ([0-9a-z]{6})\b/.exec(text)?.[1] ?? '';
}

/** Sets up the app, and returns an unused code of it. */
async function appOf({ id, session }: Person): Promise<{ enable(): Promise<void>; code(): Promise<string> }> {
  const { secret } = await service.call(secondFactorsRpc.setup, {}, session);
  const code = async () => codeAt(secret, await now());
  return {
    enable: async () => {
      await service.call(secondFactorsRpc.enable, { code: await code() }, session);
      await db.owner.query('UPDATE auth.two_factors SET last_step = last_step - 10 WHERE user_id = $1', [id]);
    },
    code,
  };
}

/** The preparation of the thief before the reset, and the request after it. */
const REQUESTS: [string, (who: Person) => Promise<() => Promise<string>>][] = [
  [
    'an access token',
    async ({ session }) =>
      () =>
        service.outcome(profilesRpc.accessToken, {}, session),
  ],
  [
    'one for another',
    async ({ token }) =>
      () =>
        service.outcome(profilesRpc.accessToken, {}, token),
  ],
  [
    'an API key',
    async ({ session }) =>
      () =>
        service.outcome(apiKeysRpc.create, { name: 'k' }, session),
  ],
  [
    'an API key by token',
    async ({ token }) =>
      () =>
        service.outcome(apiKeysRpc.create, { name: 'k' }, token),
  ],
  [
    'an API key turned on again',
    async ({ session }) => {
      const { id } = await service.call(apiKeysRpc.create, { name: 'k', unlimited_quota: true }, session);
      return () => service.outcome(apiKeysRpc.update, { id, status: 1, status_only: '1' }, session);
    },
  ],
  [
    'a passkey',
    async ({ session }) => {
      const { options } = await service.call(passkeysRpc.registerBegin, {}, session);
      const answer = new SoftAuthenticator(ORIGIN).create(options as Parameters<SoftAuthenticator['create']>[0]);
      return () => service.outcome(passkeysRpc.registerFinish, answer as never, session);
    },
  ],
  [
    'a third-party account, through Telegram',
    async ({ id, session }) => {
      const query = telegram(9000 + id);
      return () => service.outcome(thirdPartyRpc.telegramBind, { query }, session);
    },
  ],
  [
    'a third-party account, through a provider that answers after the reset',
    async ({ id, session }) =>
      () =>
        service.outcome(thirdPartyRpc.wechatBind, { code: `of the thief ${id}` }, session),
  ],
  [
    'an address with its code',
    async ({ id, session }) => {
      const email = `thief${id}@evil.example`;
      const code = await mailedCode(email);
      return () => service.outcome(verificationsRpc.bind, { email, code }, session);
    },
  ],
  [
    'an address without one',
    async ({ id, session }) =>
      () =>
        service.outcome(profilesRpc.update, { email: `other${id}@evil.example` }, session),
  ],
  [
    'the authenticator app set up',
    async ({ session }) =>
      () =>
        service.outcome(secondFactorsRpc.setup, {}, session),
  ],
  [
    'the authenticator app confirmed',
    async (who) => {
      const code = await (await appOf(who)).code();
      return () => service.outcome(secondFactorsRpc.enable, { code }, who.session);
    },
  ],
  [
    'new backup codes',
    async (who) => {
      const app = await appOf(who);
      await app.enable();
      const code = await app.code();
      return () => service.outcome(secondFactorsRpc.backupCodes, { code }, who.session);
    },
  ],
  [
    'the second factor off',
    async (who) => {
      const app = await appOf(who);
      await app.enable();
      const code = await app.code();
      return () => service.outcome(secondFactorsRpc.disable, { code }, who.session);
    },
  ],
  [
    'a place for notices',
    async ({ session }) =>
      () =>
        service.outcome(profilesRpc.setting, { setting: { notification_email: 'thief@evil.example' } }, session),
  ],
  [
    'the end of the other sessions',
    async ({ session }) =>
      () =>
        service.outcome(sessionsRpc.endOthers, {}, session),
  ],
];

describe('a request that was admitted before the owner recovered the account, and writes afterwards', () => {
  it.each(REQUESTS)('stores nothing: %s', async (_, prepare) => {
    const who = await robbed();
    const { outcome, left } = await duringReset(who, await prepare(who));
    expect(outcome).toBe('CREDENTIAL_INVALID');
    expect(await lasting(db.owner, who.id)).toEqual(left);
  });

  it('gets no session by a third-party account that the recovery unbinds', async () => {
    const who = await robbed();
    const bind = 'INSERT INTO auth.identities (provider, subject, user_id, vouched) VALUES ($1, $2, $3, false)';
    await db.owner.query(bind, ['telegram', String(9000 + who.id), who.id]);
    const query = telegram(9000 + who.id);
    const { outcome, left } = await duringReset(who, () => service.outcome(thirdPartyRpc.telegramLogin, { query }));
    expect(outcome).toBe('ACCOUNT_DISABLED');
    expect(await lasting(db.owner, who.id)).toEqual(left);
  });
});

describe('a recovery while a request of the thief is writing', () => {
  /** The thief's transaction holds the account and has written when the owner's link is taken. */
  async function resetDuring({ id, address }: Person, write: (tx: Tx) => Promise<unknown>): Promise<string> {
    const { promise } = await new UnitOfWork(db.owner).run(async (tx) => {
      await tx.query('SELECT FROM auth.users WHERE id = $1 FOR NO KEY UPDATE', [id]);
      await write(tx);
      const reset = service.outcome(resetsRpc.finish, { email: address, token: `${TOKEN}${id}` });
      await someoneWaits();
      return { promise: reset };
    });
    return promise;
  }

  it('ends the result of that request: a session, a passkey, an API key', async () => {
    const who = await robbed();
    const outcome = await resetDuring(who, async (tx) => {
      await tx.query(
        `INSERT INTO auth.sessions (user_id, method, ip, user_agent, expires_at) VALUES ($1, 'password', '', '', 'infinity')`,
        [who.id],
      );
      await tx.query(
        `INSERT INTO auth.passkeys (user_id, credential_id, public_key, counter, transports, backup_eligible, backed_up)
         VALUES ($1, $2, '', 0, '{}', false, false)`,
        [who.id, randomBytes(16)],
      );
      await tx.query(`INSERT INTO auth.api_keys (user_id, lookup, sealed, name) VALUES ($1, $2, '', 'k')`, [
        who.id,
        randomBytes(32),
      ]);
    });
    expect(outcome).toBe('done');
    expect(await lasting(db.owner, who.id)).toMatchObject({ sessions: 0, credentials: 0, keys: 0, passkeys: 0 });
  });

  it('refuses the link if the account has the address of the thief by then', async () => {
    const who = await robbed();
    const moved = `UPDATE auth.users SET email = $2, email_key = $2 WHERE id = $1`;
    const outcome = await resetDuring(who, (tx) => tx.query(moved, [who.id, `thief${who.id}@evil.example`]));
    expect(outcome).toBe('RESET_LINK_INVALID');
  });
});
