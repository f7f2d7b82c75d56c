import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import type { Caller, Identity } from '@tollgate/contracts';
import { hashSecret } from '@tollgate/platform/access';
import { Secrets } from '@tollgate/platform/secrets';
import { testDatabase, type TestDatabase } from '@tollgate/testing/database';
import { LoginsService } from '../logins/logins.service.js';
import {
  addUser,
  authReplica,
  getErrorCode,
  CRYPTO_SECRETS,
  guest,
  holding,
  resolveIdentity,
  PASSWORD,
  setOptions,
} from '../testing/replica.js';
import { codeAt } from './codes.js';
import { SecondFactorAdminService } from './second-factor-admin.service.js';
import { SecondFactorLoginsService } from './second-factor-logins.service.js';
import { SecondFactorsService } from './second-factors.service.js';

let db: TestDatabase;
let a: INestApplicationContext;
let b: INestApplicationContext;

beforeAll(async () => {
  db = await testDatabase();
  a = await authReplica(db.as('auth'));
  b = await authReplica(db.owner);
  await setOptions(db.owner, [a, b], { SystemName: 'New API' });
});
afterAll(async () => {
  await a.close();
  await b.close();
  await db.close();
});

beforeEach(() => db.owner.query('TRUNCATE auth.throttles').then(() => undefined));

const replica = (i: number) => (i % 2 ? a : b);
const factors = () => a.get(SecondFactorsService);

interface Person {
  readonly id: number;
  readonly name: string;
  readonly cookie: string;
  readonly identity: Identity;
  readonly seed: string;
  readonly codes: string[];
  /** Returns an unused code: each call takes a later step and moves the clock back accordingly. */
  code(): Promise<string>;
}

let serial = 0;

/** A user with a session. */
async function person(role = 1) {
  const name = `person${(serial += 1)}`;
  const id = await addUser(db.owner, name, role);
  const { cookie } = await login(name);
  return { id, name, cookie, identity: await resolveIdentity(a, cookie) };
}

/** A user with a session and a second factor. */
async function careful(role = 1): Promise<Person> {
  const who = await person(role);
  const { secret, backup_codes } = await factors().setup(who.identity, guest);
  await factors().enable(await codeAt(secret, await now()), who.identity, guest);
  const code = async () => {
    // as if the last code had been used long ago
    await db.owner.query('UPDATE auth.two_factors SET last_step = last_step - 10 WHERE user_id = $1', [who.id]);
    return codeAt(secret, await now());
  };
  return { ...who, seed: secret, codes: backup_codes, code };
}

async function now(): Promise<number> {
  const [row] = await db.owner.query<{ epoch: number }>('SELECT extract(epoch FROM now())::float8 AS epoch');
  return row!.epoch;
}

const login = (username: string, from = a, caller: Caller = guest) =>
  from.get(LoginsService).login({ username, password: PASSWORD }, caller);
const second = (cookie: string, code: string, from = a, caller: Caller = guest) =>
  from.get(SecondFactorLoginsService).login({ code }, holding(cookie, caller));
const wrongCode = async (seed: string) => {
  const at = await now();
  const right = await Promise.all([-60, -30, 0, 30, 60].map((off) => codeAt(seed, at + off)));
  return ['000000', '111111', '222222', '333333', '444444', '555555'].find((code) => !right.includes(code))!;
};
const sessionsOf = (id: number) => db.owner.query('SELECT id FROM auth.sessions WHERE user_id = $1', [id]);

describe('setting up', () => {
  it('returns a secret, an escaped otpauth URL and four codes, and stores no plain text of them', async () => {
    const who = await person();
    const { secret, qr_code_data, backup_codes } = await factors().setup(who.identity, guest);
    expect(secret).toMatch(/^[A-Z2-7]{32}$/);
    expect(qr_code_data).toBe(
      `otpauth://totp/New%20API:${who.name}?secret=${secret}&issuer=New%20API&algorithm=SHA1&digits=6&period=30`,
    );
    expect(backup_codes.every((code) => /^[A-Z0-9]{4}-[A-Z0-9]{4}$/.test(code))).toBe(true);
    const [row] = await db.owner.query<{ secret: Buffer; hashes: Buffer[] }>(
      `SELECT secret, (SELECT array_agg(hash) FROM auth.backup_codes WHERE user_id = $1) AS hashes
         FROM auth.two_factors WHERE user_id = $1`,
      [who.id],
    );
    const stored = Buffer.concat([row!.secret, ...row!.hashes]).toString('latin1');
    for (const text of [secret, ...backup_codes, ...backup_codes.map((c) => c.replace('-', ''))]) {
      expect(stored).not.toContain(text);
    }
    expect(new Secrets(CRYPTO_SECRETS).open(row!.secret, `auth.two_factors.secret:${who.id}`)).toBe(secret);
    expect((await login(who.name)).require_2fa).toBeUndefined();
    expect(await factors().status(who.identity, guest)).toEqual({ enabled: false, locked: false });
  });

  it('can be repeated until enabled, and revokes the earlier secret', async () => {
    const who = await person();
    const first = await factors().setup(who.identity, guest);
    const then = await factors().setup(who.identity, guest);
    expect(await getErrorCode(factors().enable(await codeAt(first.secret, await now()), who.identity, guest))).toBe(
      'CODE_WRONG',
    );
    expect(await getErrorCode(factors().enable('12345', who.identity, guest))).toBe('CODE_LENGTH');
    expect(await getErrorCode(factors().enable('12a456', who.identity, guest))).toBe('CODE_DIGITS');
    const code = await codeAt(then.secret, await now());
    const both = await Promise.all(
      [0, 1].map((i) => getErrorCode(replica(i).get(SecondFactorsService).enable(code, who.identity, guest))),
    );
    expect(both.filter((result) => result === 'done')).toHaveLength(1);
    expect(await factors().status(who.identity, guest)).toEqual({
      enabled: true,
      locked: false,
      backup_codes_remaining: 4,
    });
    expect(await getErrorCode(factors().setup(who.identity, guest))).toBe('SECOND_FACTOR_ON');
    expect(await getErrorCode(factors().enable(code, who.identity, guest))).toBe('SECOND_FACTOR_ENABLED');
  });

  it('ends all other sessions and pending logins, and is recorded', async () => {
    const who = await person();
    const other = await login(who.name);
    const { secret } = await factors().setup(who.identity, guest);
    await factors().enable(await codeAt(secret, await now()), who.identity, guest);
    expect(await sessionsOf(who.id)).toEqual([{ id: who.identity.sessionId }]);
    expect(await getErrorCode(resolveIdentity(b, other.cookie))).toBe('CREDENTIAL_INVALID');
    const audit = await db.owner.query(
      "SELECT action FROM admin.audit_events WHERE target_id = $1 AND action <> 'security.login' ORDER BY id",
      [String(who.id)],
    );
    expect(audit.map((row) => row.action)).toEqual(['security.second_factor_set_up', 'security.second_factor_enabled']);
    const lines = await db.owner.query('SELECT type, content FROM admin.logs WHERE user_id = $1 ORDER BY id', [who.id]);
    expect(lines).toEqual([
      { type: 4, content: '开始设置两步验证' },
      { type: 4, content: '成功启用两步验证' },
    ]);
  });
});

describe('logging in', () => {
  it('gives only a pending login before the second factor, and a session after it', async () => {
    const who = await careful();
    const first = await login(who.name);
    expect(first).toMatchObject({ require_2fa: true });
    expect(first.token).toBeUndefined();
    expect(await getErrorCode(resolveIdentity(a, first.cookie))).toBe('CREDENTIAL_INVALID');
    const reply = await second(first.cookie, await who.code(), b);
    expect(reply).toMatchObject({ id: who.id, username: who.name, user: { id: who.id } });
    expect(reply.cookie).not.toBe(first.cookie);
    expect((await resolveIdentity(b, reply.cookie)).userId).toBe(who.id);
    expect(await getErrorCode(second(first.cookie, await who.code()))).toBe('PENDING_LOGIN_OVER');
    expect(await getErrorCode(resolveIdentity(a, first.cookie))).toBe('CREDENTIAL_INVALID');
  });

  it('accepts a code once, also if 20 use it concurrently, and then no earlier one', async () => {
    const who = await careful();
    const code = await who.code();
    const waiting = await Promise.all(Array.from({ length: 20 }, () => login(who.name)));
    const all = await Promise.all(waiting.map(({ cookie }, i) => getErrorCode(second(cookie, code, replica(i)))));
    expect(all.filter((result) => result === 'done')).toHaveLength(1);
    await db.owner.query('TRUNCATE auth.throttles');
    const last = await login(who.name);
    expect(await getErrorCode(second(last.cookie, code))).toBe('CODE_REFUSED');
    const earlier = await codeAt(who.seed, (await now()) - 30);
    expect(await getErrorCode(second(last.cookie, earlier))).toBe('CODE_REFUSED');
    expect(await getErrorCode(second(last.cookie, await codeAt(who.seed, (await now()) + 30)))).toBe('done');
  });

  it('accepts a code that was used at login nowhere else', async () => {
    const who = await careful();
    const code = await who.code();
    await second((await login(who.name)).cookie, code);
    expect(await getErrorCode(factors().disable(code, who.identity, guest))).toBe('CODE_REFUSED');
    expect(await getErrorCode(factors().backupCodes(code, who.identity, guest))).toBe('CODE_WRONG');
  });

  it('accepts a backup code once, also if 20 use it concurrently, in any letter case and with or without its dash', async () => {
    const who = await careful();
    const forms = who.codes.map((code, i) =>
      i === 0 ? code.toLowerCase() : i === 1 ? code.replace('-', '') : ` ${code} `,
    );
    for (const form of forms.slice(0, 3)) {
      const waiting = await Promise.all(Array.from({ length: 20 }, () => login(who.name)));
      const all = await Promise.all(waiting.map(({ cookie }, i) => getErrorCode(second(cookie, form, replica(i)))));
      expect(all.filter((result) => result === 'done')).toHaveLength(1);
      await db.owner.query('TRUNCATE auth.throttles');
    }
    expect(await factors().status(who.identity, guest)).toMatchObject({ backup_codes_remaining: 1 });
    const { cookie } = await login(who.name);
    expect(await getErrorCode(second(cookie, forms[0]!))).toBe('CODE_WRONG');
    expect(await getErrorCode(second(cookie, 'no code'))).toBe('CODE_REFUSED');
  });

  it('verifies 5 of 60 parallel guesses on one pending login over two replicas, and then refuses the right code too', async () => {
    const who = await careful();
    const { cookie } = await login(who.name);
    const wrong = await wrongCode(who.seed);
    const all = await Promise.all(
      Array.from({ length: 60 }, (_, i) => getErrorCode(second(cookie, wrong, replica(i)))),
    );
    const [row] = await db.owner.query<{ misses: number }>(
      `SELECT misses FROM auth.throttles WHERE kind = 'second_factor'`,
    );
    expect(row!.misses).toBe(5);
    expect(all.filter((result) => result === 'CODE_REFUSED')).toHaveLength(4);
    expect(all.filter((result) => result === 'SECOND_FACTOR_LOCKED')).toHaveLength(56);
    const right = await second(cookie, await who.code()).catch((error: unknown) => error);
    expect(right).toMatchObject({
      code: 'SECOND_FACTOR_LOCKED',
      params: { until: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/) },
    });
    expect((await factors().status(who.identity, guest)).locked).toBe(true);
    const jobs = `SELECT payload #>> '{letter,kind}' AS kind FROM graphile_worker._private_jobs WHERE payload ->> 'userId' = $1`;
    expect(await db.owner.query(jobs, [String(who.id)])).toContainEqual({ kind: 'factor_guessed' });
    // more pending logins or more browsers give no more guesses
    const another = await login(who.name);
    const stranger = { ...guest, ip: '198.51.100.7', browser: Buffer.alloc(32, 7).toString('base64url') };
    expect(await getErrorCode(second(another.cookie, await who.code(), b, stranger))).toBe('SECOND_FACTOR_LOCKED');
  });

  it('strangers who know the password cannot keep the user out of a known browser', async () => {
    const who = await careful();
    const own = { ...guest, browser: Buffer.alloc(32, 1).toString('base64url') };
    await second((await login(who.name)).cookie, await who.code(), a, own);
    const { cookie } = await login(who.name);
    for (let i = 0; i < 5; i += 1) await getErrorCode(second(cookie, await wrongCode(who.seed)));
    expect(await getErrorCode(second((await login(who.name)).cookie, await who.code()))).toBe('SECOND_FACTOR_LOCKED');
    expect(await getErrorCode(second((await login(who.name, b, own)).cookie, await who.code(), b, own))).toBe('done');
  });

  it('a pending login ends when it expires, when the password changes, and when the user is disabled', async () => {
    const who = await careful();
    const [late, moved, disabled] = [await login(who.name), await login(who.name), await login(who.name)];
    const age = `UPDATE auth.pending_logins SET expires_at = now() - interval '1 second' WHERE hash = $1`;
    await db.owner.query(age, [hashSecret(late.cookie)]);
    expect(await getErrorCode(second(late.cookie, await who.code()))).toBe('PENDING_LOGIN_OVER');
    expect(await getErrorCode(second('never given', await who.code()))).toBe('PENDING_LOGIN_OVER');
    expect(await getErrorCode(a.get(SecondFactorLoginsService).login({ code: await who.code() }, guest))).toBe(
      'PENDING_LOGIN_OVER',
    );
    expect(await getErrorCode(second(moved.cookie, await who.code()))).toBe('done');
    await db.owner.query('UPDATE auth.users SET status = 2 WHERE id = $1', [who.id]);
    expect(await getErrorCode(second(disabled.cookie, await who.code()))).toBe('PENDING_LOGIN_OVER');
    expect(await getErrorCode(login(who.name))).toBe('LOGIN_REFUSED');
  });

  it('every login method asks for it, unless the method consists of two factors', async () => {
    const who = await careful();
    const logins = a.get(LoginsService);
    for (const method of ['password', 'github', 'oidc', 'telegram', 'wechat', 'passkey']) {
      expect(await logins.complete({ userId: who.id, method }, guest)).toMatchObject({ require_2fa: true });
    }
    expect((await logins.complete({ userId: who.id, method: 'passkey', strong: true }, guest)).token).toBeDefined();
  });

  it('records logins, and mails the user about a new device once', async () => {
    const name = `person${(serial += 1)}`;
    const id = await addUser(db.owner, name);
    const at = (n: number) => ({
      ...guest,
      userAgent: `device ${n}`,
      browser: Buffer.alloc(32, n).toString('base64url'),
    });
    for (const n of [1, 1, 2, 2, 1]) await login(name, a, at(n));
    const wrong = { username: name, password: 'not the password' };
    await getErrorCode(a.get(LoginsService).login(wrong, guest));
    const text = 'SELECT action FROM admin.audit_events WHERE target_id = $1 ORDER BY id';
    const actions = (await db.owner.query(text, [String(id)])).map((row) => row.action);
    expect(actions).toEqual([...Array<string>(5).fill('security.login'), 'security.login_refused']);
    const jobs = `SELECT payload FROM graphile_worker._private_jobs WHERE payload ->> 'userId' = $1`;
    const letters = (await db.owner.query<{ payload: { letter: object } }>(jobs, [String(id)])).map(
      (row) => row.payload.letter,
    );
    expect(letters).toEqual([expect.objectContaining({ kind: 'new_device', device: 'device 2' })]);
  });

  it('accepts 20 parallel logins of one user with the right password', async () => {
    const who = await person();
    const all = await Promise.all(Array.from({ length: 20 }, (_, i) => getErrorCode(login(who.name, replica(i)))));
    expect(all.every((result) => result === 'done')).toBe(true);
  });

  it('after ten wrong passwords a right one is refused like a wrong one, and other accounts are not', async () => {
    const [who, other] = [await person(), await person()];
    const guess = (i: number) =>
      getErrorCode(
        replica(i)
          .get(LoginsService)
          .login({ username: who.name, password: `wrong ${i}` }, guest),
      );
    const all = await Promise.all(Array.from({ length: 40 }, (_, i) => guess(i)));
    expect(new Set(all)).toEqual(new Set(['LOGIN_REFUSED']));
    const [row] = await db.owner.query<{ misses: number }>(
      `SELECT misses FROM auth.throttles WHERE kind = 'password' ORDER BY misses DESC`,
    );
    expect(row!.misses).toBe(10);
    expect(await getErrorCode(login(who.name))).toBe('LOGIN_REFUSED');
    expect(await getErrorCode(login(other.name))).toBe('done');
    await db.owner.query('TRUNCATE auth.throttles');
    expect(await getErrorCode(login(who.name))).toBe('done');
  });
});

describe('switching off, and new codes', () => {
  it('needs a code, ends other sessions, and removes the backup codes', async () => {
    const who = await careful();
    const reply = await second((await login(who.name)).cookie, await who.code());
    expect(await getErrorCode(factors().disable('000000 ', who.identity, guest))).toBe('CODE_REFUSED');
    expect(await getErrorCode(factors().disable(who.codes[0]!, who.identity, guest))).toBe('done');
    expect(await getErrorCode(resolveIdentity(a, reply.cookie))).toBe('CREDENTIAL_INVALID');
    expect((await resolveIdentity(a, who.cookie)).userId).toBe(who.id);
    expect(await db.owner.query('SELECT FROM auth.backup_codes WHERE user_id = $1', [who.id])).toEqual([]);
    expect((await login(who.name)).require_2fa).toBeUndefined();
    expect(await getErrorCode(factors().disable('123456', who.identity, guest))).toBe('SECOND_FACTOR_OFF');
    expect(await getErrorCode(factors().backupCodes('123456', who.identity, guest))).toBe('SECOND_FACTOR_OFF');
  });

  it('new backup codes revoke all earlier ones', async () => {
    const who = await careful();
    const { backup_codes } = await factors().backupCodes(await who.code(), who.identity, guest);
    expect(await getErrorCode(second((await login(who.name)).cookie, who.codes[0]!))).toBe('CODE_WRONG');
    expect(await getErrorCode(second((await login(who.name)).cookie, backup_codes[0]!))).toBe('done');
  });

  it('locks a session after five misses without locking the login', async () => {
    const who = await careful();
    for (let i = 0; i < 4; i += 1)
      await getErrorCode(factors().disable(await wrongCode(who.seed), who.identity, guest));
    expect(await getErrorCode(factors().disable(await wrongCode(who.seed), who.identity, guest))).toBe(
      'SECOND_FACTOR_LOCKED',
    );
    expect(await getErrorCode(factors().disable(await who.code(), who.identity, guest))).toBe('SECOND_FACTOR_LOCKED');
    expect(await getErrorCode(second((await login(who.name)).cookie, await who.code()))).toBe('done');
  });

  it('encrypts a secret again if the key has changed', async () => {
    const who = await careful();
    const old = new Secrets(['an older secret']).seal(who.seed, `auth.two_factors.secret:${who.id}`);
    await db.owner.query('UPDATE auth.two_factors SET secret = $2 WHERE user_id = $1', [who.id, old]);
    const rotated = new Secrets([...CRYPTO_SECRETS, 'an older secret']);
    const late = await authReplica(db.as('auth'), rotated);
    expect(await getErrorCode(second((await login(who.name)).cookie, await who.code(), late))).toBe('done');
    await late.close();
    expect(await getErrorCode(second((await login(who.name)).cookie, await who.code()))).toBe('done');
  });
});

describe('administration', () => {
  it('counts users with a second factor', async () => {
    const { total_users, enabled_users, enabled_rate } = await a.get(SecondFactorAdminService).stats();
    expect(enabled_users).toBeGreaterThan(0);
    expect(enabled_rate).toBe(`${((enabled_users / total_users) * 100).toFixed(1)}%`);
  });

  it('disables only the second factor of lower users, and ends their sessions', async () => {
    const [root, admin, peer, user] = [await careful(100), await person(10), await careful(10), await careful(1)];
    const off = (id: number, actor: Identity) =>
      getErrorCode(a.get(SecondFactorAdminService).disable(id, actor, guest));
    expect(await off(peer.id, admin.identity)).toBe('SECOND_FACTOR_OUTRANKED');
    expect(await off(root.id, admin.identity)).toBe('SECOND_FACTOR_OUTRANKED');
    expect(await off(admin.id, admin.identity)).toBe('SECOND_FACTOR_OUTRANKED');
    expect(await off(999_999_999, admin.identity)).toBe('USER_NOT_FOUND');
    expect(await off(user.id, admin.identity)).toBe('done');
    expect(await off(user.id, admin.identity)).toBe('SECOND_FACTOR_OFF');
    expect(await sessionsOf(user.id)).toEqual([]);
    const lines = await db.owner.query('SELECT content FROM admin.logs WHERE user_id = $1 ORDER BY id DESC LIMIT 1', [
      user.id,
    ]);
    expect(lines).toEqual([{ content: `管理员(ID:${admin.id})强制禁用了用户的两步验证` }]);
    expect(await off(peer.id, root.identity)).toBe('done');
    // the rank comes from the database, not from the identity of the request
    await db.owner.query('UPDATE auth.users SET role = 1 WHERE id = $1', [admin.id]);
    const another = await careful(1);
    expect(await off(another.id, admin.identity)).toBe('PERMISSION_DENIED');
  });
});
