import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AppError, Caller } from '@tollgate/contracts';
import { ledger } from '@tollgate/ledger';
import { Authenticator } from '@tollgate/account-rules';
import { hashSecret } from '@tollgate/platform/access';
import { Options } from '@tollgate/options';
import { testDatabase, type TestDatabase } from '@tollgate/testing/database';
import { LoginsService } from './logins/logins.service.js';
import { PasswordLoginsService } from './logins/password-logins.service.js';
import { ProfileChangesService } from './profiles/profile-changes.service.js';
import { ProfilesService } from './profiles/profiles.service.js';
import { SessionsService } from './sessions/sessions.service.js';
import { SignUpsService } from './sign-ups/sign-ups.service.js';
import { authReplica } from './testing/replica.js';

const guest: Caller = { ip: '192.0.2.1', userAgent: 'test', requestId: 'r-1', locale: 'zh' };
const PASSWORD = 'password123';
/** The same password as an imported account has it: bcrypt, cost 4. */
const IMPORTED_HASH = '$2b$04$zuS9rfNPaQ2eaI52ZrMP3uTlNjRdqV9posJ5X53hxhh1/NLi5pG7y';

let db: TestDatabase;
let options: Options;

/** One replica of the slices under test. */
async function replica() {
  const context = await authReplica(db.as('auth'));
  return {
    context,
    logins: context.get(LoginsService),
    passwordLogins: context.get(PasswordLoginsService),
    profiles: context.get(ProfilesService),
    changes: context.get(ProfileChangesService),
    signUps: context.get(SignUpsService),
    sessions: context.get(SessionsService),
    authenticator: context.get(Authenticator),
  };
}

let a: Awaited<ReturnType<typeof replica>>;
let b: Awaited<ReturnType<typeof replica>>;

beforeAll(async () => {
  db = await testDatabase();
  a = await replica();
  b = await replica();
  options = a.context.get(Options);
});
afterAll(async () => {
  await Promise.all([a.context.close(), b.context.close()]);
  await db.close();
});

async function setOptions(values: Record<string, string>): Promise<void> {
  for (const [key, value] of Object.entries(values)) {
    await db.owner.query(
      'INSERT INTO admin.options (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
      [key, value],
    );
  }
  await db.owner.query('UPDATE admin.option_version SET version = version + 1');
  await Promise.all([a, b].map(({ context }) => context.get(Options).refresh()));
}

async function codeOf(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => 'done',
    (error: AppError) => error.code ?? String(error),
  );
}

let serial = 0;
/** A new user, logged in: the caller for the cookie and the caller for the token. */
async function user(name = `user${(serial += 1)}`) {
  await a.signUps.register({ username: name, password: PASSWORD }, guest);
  return { name, ...(await login(name)) };
}

async function login(username: string, password = PASSWORD) {
  const reply = await a.passwordLogins.login({ username, password }, guest);
  const { cookie, token = '', id = 0 } = reply;
  const session: Caller = { ...guest, credential: { session: hashSecret(cookie).toString('base64url'), userId: id } };
  const bearer: Caller = { ...guest, credential: { bearer: hashSecret(token).toString('base64url'), userId: id } };
  return { id, session, bearer, reply };
}

async function identityOf(caller: Caller) {
  const identity = await a.authenticator.admit('user', caller);
  if (!identity) throw new Error('nobody');
  return identity;
}

describe('sign-up', () => {
  it('creates exactly one account for sixty concurrent sign-ups with one name in many spellings', async () => {
    const spellings = ['Racer', 'racer', 'RACER', 'ｒａｃｅｒ', ' racer '];
    const tries = Array.from({ length: 60 }, (_, i) =>
      codeOf((i % 2 ? a : b).signUps.register({ username: spellings[i % 5] ?? '', password: PASSWORD }, guest)),
    );
    const codes = await Promise.all(tries);
    expect(codes.filter((code) => code === 'done')).toHaveLength(1);
    expect(codes.filter((code) => code === 'USERNAME_TAKEN')).toHaveLength(59);
    const rows = await db.owner.query(`SELECT id FROM auth.users WHERE username_key = 'racer'`);
    expect(rows).toHaveLength(1);
    const accounts = await db.owner.query('SELECT kind FROM ledger.accounts WHERE user_id = $1', [rows[0]?.id]);
    expect(accounts.length).toBeGreaterThanOrEqual(2);
  });

  it('posts the gifts and rewards each invitee once, exactly under parallel sign-ups', async () => {
    await setOptions({ QuotaForNewUser: '1000', QuotaForInvitee: '200', QuotaForInviter: '300' });
    const inviter = await user('inviter');
    const { code } = await a.profiles.affiliateCode(await identityOf(inviter.session));
    await Promise.all(
      Array.from({ length: 30 }, (_, i) =>
        b.signUps.register({ username: `invited${i}`, password: PASSWORD, aff_code: code }, guest),
      ),
    );
    await a.signUps.register({ username: 'uninvited', password: PASSWORD, aff_code: 'unknown' }, guest);
    expect(await a.profiles.get(inviter.session)).toMatchObject({
      quota: 1000,
      aff_count: 30,
      aff_quota: 9000,
      aff_history_quota: 9000,
    });
    const invited = await login('invited7');
    expect(await a.profiles.get(invited.session)).toMatchObject({ quota: 1200, inviter_id: inviter.id });
    const uninvited = await login('uninvited');
    expect(await a.profiles.get(uninvited.session)).toMatchObject({ quota: 1000, inviter_id: 0 });
    await setOptions({ QuotaForNewUser: '0', QuotaForInvitee: '0', QuotaForInviter: '0' });
  });

  it('is refused by the writing statement while registration is closed, even if the cached option is old', async () => {
    await db.owner.query(
      `INSERT INTO admin.options (key, value) VALUES ('RegisterEnabled', 'false') ON CONFLICT (key) DO UPDATE SET value = 'false'`,
    );
    expect(options.get('RegisterEnabled')).toBe(true);
    expect(await codeOf(a.signUps.register({ username: 'latecomer', password: PASSWORD }, guest))).toBe(
      'REGISTRATION_CLOSED',
    );
    await setOptions({ RegisterEnabled: 'true' });
  });

  it.each([
    [{ username: '   ', password: PASSWORD }, 'INVALID_VALUE'],
    [{ username: 'mail@example.com', password: PASSWORD }, 'INVALID_VALUE'],
    [{ username: 'shortpass', password: '1234567' }, 'INVALID_VALUE'],
  ])('refuses %j', async (request, code) => {
    expect(await codeOf(a.signUps.register(request, guest))).toBe(code);
  });

  it('creates a first API key if GENERATE_DEFAULT_TOKEN is on', async () => {
    const context = await authReplica(db.as('auth'), undefined, { GENERATE_DEFAULT_TOKEN: 'true' });
    await context.get(SignUpsService).register({ username: 'keyholder', password: PASSWORD }, guest);
    await context.close();
    const rows = await db.owner.query(
      `SELECT k.name, k."group", l.unlimited FROM auth.api_keys k JOIN ledger.keys l ON l.key_id = k.id JOIN auth.users u ON u.id = k.user_id
        WHERE u.username = 'keyholder'`,
    );
    expect(rows).toEqual([{ name: 'keyholder的初始令牌', group: '', unlimited: true }]);
    expect(await db.owner.query('SELECT count(*) AS n FROM auth.api_keys')).toEqual([{ n: 1 }]);
  });

  it('keeps the name of a deleted account taken', async () => {
    const gone = await user('gone');
    await a.profiles.delete(await identityOf(gone.session), guest);
    expect(await codeOf(a.signUps.register({ username: 'GONE', password: PASSWORD }, guest))).toBe('USERNAME_TAKEN');
  });
});

describe('login', () => {
  it('answers an unknown name, a wrong password and a disabled user alike', async () => {
    const { name, id } = await user();
    await db.owner.query('UPDATE auth.users SET status = 2 WHERE id = $1', [id]);
    const codes = [
      await codeOf(a.passwordLogins.login({ username: name, password: PASSWORD }, guest)),
      await codeOf(a.passwordLogins.login({ username: name, password: 'wrong-password' }, guest)),
      await codeOf(a.passwordLogins.login({ username: 'nobody-at-all', password: PASSWORD }, guest)),
    ];
    expect(new Set(codes)).toEqual(new Set(['LOGIN_REFUSED']));
  });

  it('takes as long for an unknown name as for a wrong password', async () => {
    const { name } = await user();
    const times: Record<'known' | 'unknown', number[]> = { known: [], unknown: [] };
    const time = async (who: keyof typeof times, username: string) => {
      const started = performance.now();
      await codeOf(a.passwordLogins.login({ username, password: 'wrong-password' }, guest));
      times[who].push(performance.now() - started);
      // neither becomes locked
      await db.owner.query('DELETE FROM auth.throttles');
    };
    for (let i = 0; i < 40; i += 1) {
      await time('known', name);
      await time('unknown', `nobody${i}`);
    }
    // the probability that a known name took longer than an unknown one
    const slower = times.known.flatMap((one) => times.unknown.map((other) => Number(one > other)));
    const auc = slower.reduce((sum, value) => sum + value, 0) / slower.length;
    process.stdout.write(`login: AUC of 40 known against 40 unknown names ${auc.toFixed(3)}\n`);
    expect({ AUC: Math.abs(auc - 0.5) < 0.2 || auc }).toEqual({ AUC: true });
  }, 60_000);

  it('verifies an imported bcrypt hash and replaces it', async () => {
    const { name, id } = await user();
    await db.owner.query('UPDATE auth.users SET password_hash = $2 WHERE id = $1', [id, IMPORTED_HASH]);
    await login(name);
    const [row] = await db.owner.query<{ password_hash: string }>(
      'SELECT password_hash FROM auth.users WHERE id = $1',
      [id],
    );
    expect(row?.password_hash).toMatch(/^\$argon2id\$/);
    await login(name);
  });

  it('accepts a verified address but not an unverified one', async () => {
    const { id } = await user();
    await db.owner.query(`UPDATE auth.users SET email = 'O@x.com', email_key = 'o@x.com' WHERE id = $1`, [id]);
    expect(await codeOf(login('o@x.com'))).toBe('LOGIN_REFUSED');
    await db.owner.query('UPDATE auth.users SET email_verified = true WHERE id = $1', [id]);
    expect((await login('O@X.com')).id).toBe(id);
  });

  it('is void when the password changed between the check and the session', async () => {
    const { id } = await user();
    const proof = { userId: id, method: 'password', verifiedHash: 'the hash that was verified' };
    expect(await codeOf(a.logins.complete(proof, guest))).toBe('LOGIN_REFUSED');
  });

  it('creates new secrets for every login, and stores only their hashes', async () => {
    const { name } = await user();
    const replies = await Promise.all(Array.from({ length: 5 }, () => login(name)));
    const secrets = replies.flatMap(({ reply }) => [reply.cookie, reply.token ?? '']);
    expect(new Set(secrets).size).toBe(10);
    const rows = await db.owner.query<{ all: string }>(
      `SELECT string_agg(c::text, ' ') AS all FROM auth.credentials c`,
    );
    for (const secret of secrets) expect(rows[0]?.all).not.toContain(secret);
  });
});

describe('a credential', () => {
  const refusedOn = (r: Awaited<ReturnType<typeof replica>>, caller: Caller) => codeOf(r.profiles.get(caller));

  it('is refused on every replica right after logout, and its token with it', async () => {
    const { session, bearer } = await user();
    expect(await refusedOn(b, session)).toBe('done');
    await a.sessions.logout(session);
    expect(await refusedOn(b, session)).toBe('CREDENTIAL_INVALID');
    expect(await refusedOn(b, bearer)).toBe('CREDENTIAL_INVALID');
  });

  it('is refused once the user is disabled or deleted', async () => {
    const one = await user();
    const { token } = await a.profiles.accessToken(await identityOf(one.session), guest);
    const access: Caller = { ...guest, credential: { bearer: hashSecret(token).toString('base64url') } };
    expect(await refusedOn(b, access)).toBe('done');
    await db.owner.query('UPDATE auth.users SET status = 2 WHERE id = $1', [one.id]);
    expect(await refusedOn(b, one.session)).toBe('USER_DISABLED');
    expect(await refusedOn(b, access)).toBe('USER_DISABLED');
    await db.owner.query('UPDATE auth.users SET status = 1 WHERE id = $1', [one.id]);
    await a.profiles.delete(await identityOf(one.session), guest);
    for (const caller of [one.session, one.bearer, access])
      expect(await refusedOn(b, caller)).toBe('CREDENTIAL_INVALID');
  });

  it('of another session or token is revoked by a password change, while the current session stays', async () => {
    const one = await user();
    const other = await login(one.name);
    const { token } = await a.profiles.accessToken(await identityOf(one.session), guest);
    const access: Caller = { ...guest, credential: { bearer: hashSecret(token).toString('base64url') } };
    const change = { password: 'another-password', original_password: PASSWORD };
    await a.changes.update(change, await identityOf(one.session), guest);
    expect(await refusedOn(b, one.session)).toBe('done');
    for (const caller of [other.session, other.bearer, access])
      expect(await refusedOn(b, caller)).toBe('CREDENTIAL_INVALID');
    expect(await codeOf(login(one.name))).toBe('LOGIN_REFUSED');
    await login(one.name, 'another-password');
  });

  it('speaks for its own user only, as a cookie or as a token but not as the other', async () => {
    const one = await user();
    const { session } = one.session.credential ?? {};
    expect(await refusedOn(a, { ...guest, credential: { session, userId: one.id + 1 } })).toBe('NEW_API_USER_MISMATCH');
    expect(await refusedOn(a, { ...guest, credential: { bearer: session, userId: one.id } })).toBe(
      'CREDENTIAL_INVALID',
    );
    expect(await refusedOn(a, { ...guest, credential: { session: hashSecret('made up').toString('base64url') } })).toBe(
      'CREDENTIAL_INVALID',
    );
    expect(await refusedOn(a, guest)).toBe('UNAUTHENTICATED');
  });

  it('of an ended session falls back to the bearer token of the request', async () => {
    const one = await user();
    const two = await login(one.name);
    await a.sessions.logout(one.session);
    const both: Caller = {
      ...guest,
      credential: { session: one.session.credential?.session, bearer: two.bearer.credential?.bearer },
    };
    expect(await refusedOn(a, both)).toBe('done');
  });

  it('that expired is refused', async () => {
    const one = await user();
    await db.owner.query(`UPDATE auth.sessions SET expires_at = now() - interval '1 second' WHERE user_id = $1`, [
      one.id,
    ]);
    expect(await refusedOn(b, one.session)).toBe('CREDENTIAL_INVALID');
  });

  it('is one access token per user, also if many are requested concurrently', async () => {
    const identity = await identityOf((await user()).session);
    const tokens = await Promise.all(Array.from({ length: 10 }, () => a.profiles.accessToken(identity, guest)));
    expect(tokens[0]?.token).toMatch(/^[0-9A-Za-z]{32}$/);
    const codes = await Promise.all(
      tokens.map(({ token }) =>
        refusedOn(b, { ...guest, credential: { bearer: hashSecret(token).toString('base64url') } }),
      ),
    );
    expect(codes.filter((code) => code === 'done')).toHaveLength(1);
  });
});

describe('the user’s own profile', () => {
  it('changes nothing but what is given', async () => {
    const one = await user();
    const before = await a.profiles.get(one.session);
    await a.changes.update({ display_name: 'New Name' }, await identityOf(one.session), guest);
    expect(await a.profiles.get(one.session)).toEqual({ ...before, display_name: 'New Name' });
  });

  it('needs the current password for a new name or password', async () => {
    const one = await user();
    const identity = await identityOf(one.session);
    expect(await codeOf(a.changes.update({ username: 'renamed' }, identity, guest))).toBe('ORIGINAL_PASSWORD_WRONG');
    expect(await codeOf(a.changes.update({ password: 'another-password' }, identity, guest))).toBe(
      'ORIGINAL_PASSWORD_WRONG',
    );
    expect(await codeOf(a.changes.update({ username: 'inviter', original_password: PASSWORD }, identity, guest))).toBe(
      'USERNAME_TAKEN',
    );
    await a.changes.update({ username: 'renamed', original_password: PASSWORD }, identity, guest);
    await login('renamed');
  });

  it('takes the unchanged name and address along, imported and unchecked as they may be', async () => {
    const one = await user();
    const { userId } = await identityOf(one.session);
    const name = `imported@${userId}`;
    await db.owner.query(
      `UPDATE auth.users SET username = $2, username_key = $2, email = 'Own@Example.com', email_key = 'own@example.com', email_verified = true
        WHERE id = $1`,
      [userId, name],
    );
    const form = { username: name, display_name: 'Me', email: 'own@example.com' };
    await a.changes.update(form, await identityOf(one.session), guest);
    expect(await a.profiles.get(one.session)).toMatchObject({
      username: name,
      display_name: 'Me',
      email: 'Own@Example.com',
    });
    const [row] = await db.owner.query('SELECT email_verified FROM auth.users WHERE id = $1', [userId]);
    expect(row).toEqual({ email_verified: true });
  });

  it('counts wrong current passwords: after ten in a session, the right one is refused there too', async () => {
    const one = await user();
    const identity = await identityOf(one.session);
    const change = (original_password: string, as = identity) =>
      codeOf(a.changes.update({ password: 'another-password', original_password }, as, guest));
    await Promise.all(Array.from({ length: 20 }, (_, i) => change(`wrong ${i}`)));
    expect(await change(PASSWORD)).toBe('ORIGINAL_PASSWORD_WRONG');
    const other = await identityOf((await login(one.name)).session);
    expect(await change(PASSWORD, other)).toBe('done');
  });

  it('records its security events', async () => {
    const one = await user();
    const identity = await identityOf(one.session);
    await a.profiles.accessToken(identity, guest);
    await a.changes.update({ password: 'another-password', original_password: PASSWORD }, identity, guest);
    await codeOf(login(one.name, 'wrong-password'));
    await a.profiles.delete(identity, guest);
    const rows = await db.owner.query<{ action: string }>(
      `SELECT action FROM admin.audit_events WHERE target_type = 'user' AND target_id = $1 ORDER BY id`,
      [String(one.id)],
    );
    expect(rows.map(({ action }) => action)).toEqual([
      'security.login',
      'security.access_token_made',
      'security.password_changed',
      'security.login_refused',
      'security.account_deleted',
    ]);
  });

  it('sets a first password without one', async () => {
    const one = await user();
    await db.owner.query(`UPDATE auth.users SET password_hash = '' WHERE id = $1`, [one.id]);
    expect(await codeOf(login(one.name, ''))).toBe('LOGIN_REFUSED');
    await a.changes.update({ password: 'first-password' }, await identityOf(one.session), guest);
    await login(one.name, 'first-password');
  });

  it('merges settings key by key and keeps the sidebar byte for byte', async () => {
    const one = await user();
    const identity = await identityOf(one.session);
    const sidebar = '{ "chat":{"enabled":true}, "x":1 }';
    await a.changes.update({ sidebar_modules: sidebar, display_name: 'ignored' }, identity, guest);
    await a.profiles.mergeSetting(
      { theme: 'dark', notifications: { email: true }, sidebar_modules: 'x' },
      identity,
      guest,
    );
    await a.profiles.mergeSetting(
      { notify_type: 'email', quota_warning_threshold: 5, webhook_url: '' },
      identity,
      guest,
    );
    // null in a known field counts as absent
    await a.profiles.mergeSetting({ notify_type: null, quota_warning_threshold: null, kept: null }, identity, guest);
    const self = await a.profiles.get(one.session);
    expect(self.sidebar_modules).toBe(sidebar);
    expect(self.display_name).toBe(one.name);
    expect(JSON.parse(self.setting)).toEqual({
      theme: 'dark',
      notifications: { email: true },
      notify_type: 'email',
      quota_warning_threshold: 5,
      webhook_url: '',
      kept: null,
    });
    expect(await codeOf(a.profiles.mergeSetting({ big: 'x'.repeat(20_000) }, identity, guest))).toBe(
      'SETTING_TOO_LARGE',
    );
  });

  it('does not change the balance, also while quota is credited', async () => {
    const one = await user();
    const identity = await identityOf(one.session);
    const credit = (n: number) =>
      ledger.postAlone(db.owner, {
        kind: 'admin_adjust',
        ref: `profile-${one.id}-${n}`,
        actor: null,
        legs: [
          { userId: one.id, account: 'quota', amount: 10 },
          { account: 'admin', amount: -10 },
        ],
      });
    await Promise.all(
      Array.from({ length: 40 }, (_, n) => [
        credit(n),
        a.profiles.mergeSetting({ n }, identity, guest),
        b.changes.update({ display_name: `n${n}` }, identity, guest),
        a.profiles.affiliateCode(identity),
      ]).flat(),
    );
    expect((await a.profiles.get(one.session)).quota).toBe(400);
  });

  it('that is deleted gets no affiliate code, and the search for one ends', async () => {
    const one = await user();
    const identity = await identityOf(one.session);
    await a.profiles.delete(identity, guest);
    expect(await codeOf(a.profiles.affiliateCode(identity))).toBe('CREDENTIAL_INVALID');
  });

  it('of root cannot be deleted', async () => {
    const one = await user();
    await db.owner.query('UPDATE auth.users SET role = 100 WHERE id = $1', [one.id]);
    expect(await codeOf(a.profiles.delete(await identityOf(one.session), guest))).toBe('ROOT_UNDELETABLE');
  });
});
