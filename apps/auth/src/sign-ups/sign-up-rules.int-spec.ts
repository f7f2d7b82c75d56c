import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { profilesRpc } from '@tollgate/contracts/auth/profiles';
import { sessionsRpc } from '@tollgate/contracts/auth/sessions';
import { signUpsRpc } from '@tollgate/contracts/auth/sign-ups';
import { hashSecret } from '@tollgate/platform/access';
import { testDatabase, type TestDatabase } from '@tollgate/testing/database';
import { type ServiceUnderTest, serviceUnderTest } from '@tollgate/testing/service';
import { auth } from '../index.js';

const PASSWORD = 'password123';
let db: TestDatabase;
let service: ServiceUnderTest;
let serial = 0;

beforeAll(async () => {
  db = await testDatabase();
  service = await serviceUnderTest(auth, db, { SESSION_DAYS: '1' });
  for (const [username, role, code] of [
    ['root', 100, 'AbCd1234'],
    ['chief', 10, 'TWIN5678'],
    ['inviter', 1, 'twin5678'],
  ]) {
    await service.call(signUpsRpc.register, { username: String(username), password: PASSWORD });
    const text = 'UPDATE auth.users SET role = $2, aff_code = $3 WHERE username = $1';
    await db.owner.query(text, [username, role, code]);
  }
});
afterAll(async () => {
  await service.close();
  await db.close();
});

const fresh = () => `signup${(serial += 1)}`;
const register = (username: string, more: object = {}) =>
  service.call(signUpsRpc.register, { username, password: PASSWORD, ...more });
const refusal = (username: string, more: object = {}) =>
  service.outcome(signUpsRpc.register, { username, password: PASSWORD, ...more });
const inviterOf = async (username: string) => {
  const text = 'SELECT i.username FROM auth.users u JOIN auth.users i ON i.id = u.inviter_id WHERE u.username = $1';
  const [row] = await db.owner.query<{ username: string }>(text, [username]);
  return row?.username;
};

describe('an affiliate code at a sign-up', () => {
  it.each(['AbCd1234', ' AbCd1234 ', 'abcd1234', 'ABCD1234\t', '\n aBcD1234'])(
    'finds its account: %j',
    async (code) => {
      const name = fresh();
      expect(await register(name, { aff_code: code })).toEqual({ invited: true });
      expect(await inviterOf(name)).toBe('root');
    },
  );

  it('that differs from another in letter case only is taken exactly, and in a third spelling finds none', async () => {
    const [exact, other, third] = [fresh(), fresh(), fresh()];
    await register(exact, { aff_code: 'TWIN5678' });
    await register(other, { aff_code: 'twin5678' });
    expect(await register(third, { aff_code: 'Twin5678' })).toEqual({ invited: false });
    expect([await inviterOf(exact), await inviterOf(other)]).toEqual(['chief', 'inviter']);
  });

  it.each([undefined, '', '  '])('that is empty adds nothing to the answer: %j', async (code) =>
    expect(await register(fresh(), { aff_code: code })).toEqual({}),
  );

  it.each(['AbCd123', 'AbCd12345', '%', 'AbCd 1234'])(
    'that belongs to no account is reported as not invited: %j',
    async (code) => expect(await register(fresh(), { aff_code: code })).toEqual({ invited: false }),
  );

  it('that is unknown is refused while AffCodeMustExist is on, and a missing one is not', async () => {
    await service.setOptions({ AffCodeMustExist: 'true' });
    const name = fresh();
    expect(await refusal(name, { aff_code: 'AbCd123' })).toBe('AFF_CODE_UNKNOWN');
    expect(await db.owner.query('SELECT id FROM auth.users WHERE username = $1', [name])).toEqual([]);
    expect(await refusal(name, { aff_code: 'abcd1234' })).toBe('done');
    expect(await refusal(fresh(), { aff_code: ' ' })).toBe('done');
    await service.setOptions({ AffCodeMustExist: 'false' });
  });
});

describe('a name that looks like an administrator’s', () => {
  it.each(['r\u043e\u043et', 'R00T', 'ro\u03bft', '\u0441hief', 'ＣＨІЕF'])(
    'is refused at a sign-up: %s',
    async (name) => {
      expect(await refusal(name)).toBe('USERNAME_CONFUSABLE');
    },
  );

  it('is refused at renaming, and one that looks like a user’s is not', async () => {
    const name = fresh();
    await register(name);
    const { cookie, id = 0 } = await service.call(sessionsRpc.login, { username: name, password: PASSWORD });
    const session = { credential: { session: hashSecret(cookie).toString('base64url'), userId: id } };
    const rename = (username: string) =>
      service.outcome(profilesRpc.update, { username, original_password: PASSWORD }, session);
    expect(await rename('r\u043eot')).toBe('USERNAME_CONFUSABLE');
    expect(await rename('root')).toBe('USERNAME_TAKEN');
    expect(await rename('\u0456nviter')).toBe('done');
  });
});

describe('a display name of the own profile', () => {
  it.each(['a\u202eb', 'a\r\nb', 'a\u2028b'])(
    'is refused with a control or format character: %j',
    async (display_name) => {
      const name = fresh();
      await register(name);
      const { cookie, id = 0 } = await service.call(sessionsRpc.login, { username: name, password: PASSWORD });
      const session = { credential: { session: hashSecret(cookie).toString('base64url'), userId: id } };
      expect(await service.outcome(profilesRpc.update, { display_name }, session)).toBe('INVALID_VALUE');
    },
  );
});

describe('SESSION_DAYS', () => {
  it('is the life of the session row and of the cookie', async () => {
    const name = fresh();
    await register(name);
    const { cookie_max_age, id = 0 } = await service.call(sessionsRpc.login, { username: name, password: PASSWORD });
    expect(cookie_max_age).toBe(86_400);
    const text =
      'SELECT extract(epoch FROM expires_at - created_at)::int AS life FROM auth.sessions WHERE user_id = $1';
    expect(await db.owner.query(text, [id])).toEqual([{ life: 86_400 }]);
  });
});

describe('a password on the block list', () => {
  it('is refused at a sign-up and at a change while the list is on', async () => {
    const name = fresh();
    await register(name);
    const { cookie, id = 0 } = await service.call(sessionsRpc.login, { username: name, password: PASSWORD });
    const session = { credential: { session: hashSecret(cookie).toString('base64url'), userId: id } };
    await service.setOptions({ PasswordBlockListEnabled: 'true', PasswordBlockList: 'letmein99\nqwertyui' });
    expect(await refusal(fresh(), { password: 'LetMeIn99' })).toBe('PASSWORD_BLOCKED');
    const change = { password: 'qwertyui', original_password: PASSWORD };
    expect(await service.outcome(profilesRpc.update, change, session)).toBe('PASSWORD_BLOCKED');
    await service.setOptions({ PasswordBlockListEnabled: 'false' });
    expect(await refusal(fresh(), { password: 'LetMeIn99' })).toBe('done');
  });
});
