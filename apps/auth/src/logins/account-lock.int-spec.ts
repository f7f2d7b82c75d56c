import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { type Caller, Role } from '@tollgate/contracts';
import { hashSecret } from '@tollgate/platform/access';
import { testDatabase, type TestDatabase } from '@tollgate/testing/database';
import { codeAt } from '../second-factors/codes.js';
import { SecondFactorLoginsService } from '../second-factors/second-factor-logins.service.js';
import { SecondFactorsService } from '../second-factors/second-factors.service.js';
import { ResetsService } from '../resets/resets.service.js';
import { addUser, authReplica, getErrorCode, guest, holding, PASSWORD, resolveIdentity } from '../testing/replica.js';
import { Throttle } from '../throttle/throttle.js';
import { LoginsService } from './logins.service.js';

let db: TestDatabase;
let a: INestApplicationContext;
let b: INestApplicationContext;
let serial = 0;

beforeAll(async () => {
  db = await testDatabase();
  a = await authReplica(db.as('auth'));
  b = await authReplica(db.owner);
});
afterAll(async () => {
  await a.close();
  await b.close();
  await db.close();
});
beforeEach(() => db.owner.query('TRUNCATE auth.throttles').then(() => undefined));

const from = (ip: string, browser?: string): Caller => ({ ...guest, ip, browser });
const login = (username: string, password = PASSWORD, caller: Caller = guest, replica = a) =>
  replica.get(LoginsService).login({ username, password }, caller);
const finish = (cookie: string, code: string, caller: Caller = guest) =>
  a.get(SecondFactorLoginsService).login({ code }, holding(cookie, caller));

async function person() {
  const name = `lock${(serial += 1)}`;
  return { name, id: await addUser(db.owner, name) };
}

async function now(): Promise<number> {
  const [row] = await db.owner.query<{ epoch: number }>('SELECT extract(epoch FROM now())::float8 AS epoch');
  return row!.epoch;
}

/** A user with a second factor, and a function that returns an unused code. */
async function withSecondFactor() {
  const who = await person();
  const identity = await resolveIdentity(a, (await login(who.name)).cookie);
  const { secret } = await a.get(SecondFactorsService).setup(identity, guest);
  await a.get(SecondFactorsService).enable(await codeAt(secret, await now()), identity, guest);
  const code = async () => {
    await db.owner.query('UPDATE auth.two_factors SET last_step = last_step - 10 WHERE user_id = $1', [who.id]);
    return codeAt(secret, await now());
  };
  return { ...who, code };
}

/** Counts wrong passwords from one network, without the work of hashing them. */
async function guess(target: { userId: number } | { name: string }, times: number, caller: Caller = guest) {
  for (let i = 0; i < times; i += 1) {
    const throttle = (i % 2 ? a : b).get(Throttle);
    await throttle.missed(await throttle.reserve('password', target, caller));
  }
}

/** Counts wrong passwords until the count of all networks is used up. */
async function guessFromEverywhere(userId: number) {
  await Promise.all(Array.from({ length: 10 }, (_, i) => guess({ userId }, 10, from(`198.51.100.${i}`))));
}

const wrongCode = async (right: string) => (right === '000000' ? '111111' : '000000');
const jobs = (id: number) =>
  db.owner.query<{ payload: { letter: { kind: string } } }>(
    `SELECT payload FROM graphile_worker._private_jobs WHERE payload ->> 'userId' = $1`,
    [String(id)],
  );

describe('wrong passwords of a guesser', () => {
  it('lock the network of the guesser and not that of the owner', async () => {
    const who = await person();
    await guess({ userId: who.id }, 12);
    expect(await getErrorCode(login(who.name))).toBe('LOGIN_REFUSED');
    expect(await getErrorCode(login(who.name, PASSWORD, from('203.0.113.9')))).toBe('done');
  });

  it('lock the account for unknown browsers after a hundred from many networks, and a known browser gets in', async () => {
    const who = await person();
    const browser = randomBytes(32).toString('base64url');
    expect(await getErrorCode(login(who.name, PASSWORD, from('203.0.113.9', browser)))).toBe('done');
    await guessFromEverywhere(who.id);
    expect(await getErrorCode(login(who.name, PASSWORD, from('203.0.113.10')))).toBe('LOGIN_REFUSED');
    expect(await getErrorCode(login(who.name, PASSWORD, from('203.0.113.10', browser)))).toBe('done');
  });

  it('are refused with the seconds until the lock ends, alike for a right password and an unknown name', async () => {
    const who = await person();
    await guess({ userId: who.id }, 10);
    await guess({ name: 'no-such-name' }, 10);
    for (const name of [who.name, 'no-such-name']) {
      const refused = login(name);
      await expect(refused).rejects.toMatchObject({ code: 'LOGIN_REFUSED' });
      const retryAfter = await refused.then(
        () => 0,
        (error: { retryAfter?: number }) => error.retryAfter ?? 0,
      );
      expect(retryAfter).toBeGreaterThan(290);
    }
  });

  it('send the owner one mail that explains how to log in, however many networks guess', async () => {
    const who = await person();
    for (const ip of ['198.51.100.1', '198.51.100.2']) {
      await guess({ userId: who.id }, 9, from(ip));
      for (let i = 0; i < 2; i += 1) await getErrorCode(login(who.name, 'wrong', from(ip)));
    }
    const kinds = (await jobs(who.id)).map(({ payload }) => payload.letter.kind);
    expect(kinds.filter((kind) => kind === 'login_locked')).toHaveLength(1);
  });
});

describe('while a password is locked', () => {
  it('the right password and the second factor log in, and end the lock', async () => {
    const who = await withSecondFactor();
    await guess({ userId: who.id }, 12);
    const reply = await login(who.name);
    expect(reply.require_2fa).toBe(true);
    expect((await finish(reply.cookie, await who.code())).user?.id).toBe(who.id);
    expect((await login(who.name)).require_2fa).toBe(true);
    const [row] = await db.owner.query<{ n: number }>(
      'SELECT count(*)::int AS n FROM auth.throttles WHERE user_id = $1 AND locked_until > now()',
      [who.id],
    );
    expect(row!.n).toBe(0);
  });

  it('a wrong password gets the same answer, and no code completes it', async () => {
    const who = await withSecondFactor();
    await guess({ userId: who.id }, 12);
    const reply = await login(who.name, 'wrong');
    expect(reply.require_2fa).toBe(true);
    expect(await getErrorCode(finish(reply.cookie, await who.code()))).toBe('CODE_REFUSED');
    expect(await db.owner.query('SELECT id FROM auth.sessions WHERE user_id = $1', [who.id])).toHaveLength(1);
  });

  it('wrong codes after a wrong password do not lock the second factor of the owner', async () => {
    const who = await withSecondFactor();
    await guess({ userId: who.id }, 12);
    for (let i = 0; i < 3; i += 1) {
      const { cookie } = await login(who.name, 'wrong');
      for (let k = 0; k < 6; k += 1) await getErrorCode(finish(cookie, await wrongCode(await who.code())));
    }
    const { cookie } = await login(who.name);
    expect(await getErrorCode(finish(cookie, await who.code()))).toBe('done');
  });

  it('wrong codes are answered alike after a right and a wrong password, and end the login after five', async () => {
    const who = await withSecondFactor();
    await guess({ userId: who.id }, 12);
    const answers = async (password: string) => {
      const { cookie } = await login(who.name, password);
      const codes: string[] = [];
      for (let k = 0; k < 7; k += 1) codes.push(await getErrorCode(finish(cookie, await wrongCode(await who.code()))));
      return codes;
    };
    const right = await answers(PASSWORD);
    expect(right).toEqual(await answers('wrong'));
    expect(right.slice(5)).toEqual(['PENDING_LOGIN_OVER', 'PENDING_LOGIN_OVER']);
  });
});

describe('the lock of a password ends', () => {
  it('with a reset by mail', async () => {
    const who = await person();
    const address = `${who.name}@example.com`;
    await db.owner.query('UPDATE auth.users SET email = $2, email_key = $2, email_verified = true WHERE id = $1', [
      who.id,
      address,
    ]);
    await db.owner.query(
      `INSERT INTO auth.reset_tokens (user_id, hash, address_key, expires_at) VALUES ($1, $2, $3, now() + interval '5 minutes')`,
      [who.id, hashSecret('token'), address],
    );
    await guessFromEverywhere(who.id);
    await guess({ userId: who.id }, 12);
    const { password } = await a.get(ResetsService).finish({ email: address, token: 'token' }, guest);
    expect(await getErrorCode(login(who.name, password))).toBe('done');
  });

  it('with an administrator’s unlock, for every network and credential', async () => {
    const who = await person();
    await guessFromEverywhere(who.id);
    await guess({ userId: who.id }, 12);
    expect(await getErrorCode(login(who.name))).toBe('LOGIN_REFUSED');
    await db.as('admin').query(`SELECT auth.unlock($1, ARRAY['password', 'passkey', 'second_factor'])`, [who.id]);
    expect(await getErrorCode(login(who.name))).toBe('done');
    expect(await getErrorCode(login(who.name, PASSWORD, from('198.51.100.3')))).toBe('done');
  });

  it('for root as for every user', async () => {
    const name = `rootlock${(serial += 1)}`;
    const id = await addUser(db.owner, name, Role.root);
    await guess({ userId: id }, 12);
    expect(await getErrorCode(login(name, PASSWORD, from('203.0.113.11')))).toBe('done');
    await db.as('admin').query(`SELECT auth.unlock($1, ARRAY['password'])`, [id]);
    expect(await getErrorCode(login(name))).toBe('done');
  });
});
