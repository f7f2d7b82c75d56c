import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import type { Caller, Identity } from '@tollgate/contracts';
import type { CeremonyOptions } from '@tollgate/contracts/auth/passkeys';
import { Flag, type Liberties, SoftAuthenticator } from '@tollgate/testing/authenticator';
import { testDatabase, type TestDatabase } from '@tollgate/testing/database';
import { LoginsService } from '../logins/logins.service.js';
import { StepUpsService } from '../step-ups/step-ups.service.js';
import {
  addUser,
  authReplica,
  getErrorCode,
  guest,
  resolveIdentity,
  PASSWORD,
  setOptions,
} from '../testing/replica.js';
import { PasskeyRemovalsService } from './passkey-removals.service.js';
import { PasskeyLoginsService } from './passkey-logins.service.js';
import { PasskeyVerificationsService } from './passkey-verifications.service.js';
import { PasskeysService } from './passkeys.service.js';

const ORIGIN = 'https://ai.example.com';
const browser: Caller = { ...guest, browser: Buffer.alloc(32, 1).toString('base64url') };
type Creation = Parameters<SoftAuthenticator['create']>[0];
type Request = Parameters<SoftAuthenticator['get']>[0];

let db: TestDatabase;
let a: INestApplicationContext;
let b: INestApplicationContext;

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
beforeEach(async () => {
  await db.owner.query('TRUNCATE auth.throttles');
  await setOptions(db.owner, [a, b], { 'passkey.enabled': 'true', 'passkey.origins': ORIGIN, 'passkey.rp_id': '' });
});

const passkeys = () => a.get(PasskeysService);
const verifications = () => a.get(PasskeyVerificationsService);
const removals = () => a.get(PasskeyRemovalsService);
const creation = async (from: Promise<CeremonyOptions>) => (await from).options as unknown as Creation;
const request = async (from: Promise<CeremonyOptions>) => (await from).options as unknown as Request;
const begin = (caller = browser, replica = a) => request(replica.get(PasskeyLoginsService).begin(caller));
const finish = (answer: ReturnType<SoftAuthenticator['get']>, caller = browser, replica = a) =>
  replica.get(PasskeyLoginsService).finish(answer, caller);

let serial = 0;
async function person(role = 1): Promise<{ id: number; name: string; cookie: string; identity: Identity }> {
  const name = `holder${(serial += 1)}`;
  const id = await addUser(db.owner, name, role);
  const { cookie } = await a.get(LoginsService).login({ username: name, password: PASSWORD }, guest);
  return { id, name, cookie, identity: await resolveIdentity(a, cookie) };
}

async function register(identity: Identity, device = new SoftAuthenticator(ORIGIN), liberties: Liberties = {}) {
  const options = await creation(passkeys().registerBegin({}, identity, guest));
  await passkeys().registerFinish(device.create(options, liberties), identity, guest);
  return device;
}

async function holder(role = 1, device?: SoftAuthenticator) {
  const who = await person(role);
  return { ...who, device: await register(who.identity, device) };
}

/** Logs in with a deviating assertion; returns the error code or `done`. */
async function loginCode(device: SoftAuthenticator, liberties: Liberties = {}): Promise<string> {
  return getErrorCode(finish(device.get(await begin(), liberties)));
}

describe('registering', () => {
  it('sends the options of New API, but requires user verification', async () => {
    const who = await person();
    const { publicKey } = (await passkeys().registerBegin({}, who.identity, guest)).options as {
      publicKey: Record<string, unknown>;
    };
    expect(publicKey).toMatchObject({
      rp: { name: 'New API', id: 'ai.example.com' },
      user: { name: who.name, id: Buffer.from(String(who.id)).toString('base64url') },
      timeout: 120_000,
      pubKeyCredParams: [-8, -7, -257].map((alg) => ({ type: 'public-key', alg })),
      authenticatorSelection: { residentKey: 'required', requireResidentKey: true, userVerification: 'required' },
    });
    expect(Buffer.from(String(publicKey.challenge), 'base64url')).toHaveLength(32);
  });

  it('stores several, lists them at the next registration, ends other sessions, and accepts at most ten', async () => {
    const who = await holder();
    const other = (await finish(who.device.get(await begin()))).cookie;
    await register(who.identity);
    expect(await getErrorCode(resolveIdentity(b, other))).toBe('CREDENTIAL_INVALID');
    const { publicKey } = (await passkeys().registerBegin({}, who.identity, guest)).options as {
      publicKey: { excludeCredentials: unknown[] };
    };
    expect(publicKey.excludeCredentials).toHaveLength(2);
    const status = await passkeys().status(who.identity);
    expect(status).toMatchObject({ enabled: true, passkeys: [{ synced: false, locked: false }, {}] });
    expect(Date.parse(status.last_used_at ?? '')).toBeGreaterThan(0);
    for (let i = 2; i < 10; i += 1) await register(who.identity);
    expect(await getErrorCode(passkeys().registerBegin({}, who.identity, guest))).toBe('PASSKEY_TOO_MANY');
  });

  it.each<[string, Liberties]>([
    ['another origin', { origin: 'https://evil.example' }],
    ['a sub-domain of the origin', { origin: 'https://x.ai.example.com' }],
    ['another port', { origin: 'https://ai.example.com:8443' }],
    ['another relying party', { rpId: 'evil.example' }],
    ['no verification of the user', { flags: Flag.present }],
    ['an answer to a login', { type: 'webauthn.get' }],
    ['an algorithm that was not offered', { algorithm: -65535 }],
  ])('refuses %s', async (_, liberties) => {
    const who = await person();
    expect(await getErrorCode(register(who.identity, undefined, liberties))).toBe('PASSKEY_NOT_CREATED');
    expect(await passkeys().status(who.identity)).toEqual({ enabled: false });
  });

  it.each<[string, Liberties]>([
    ['a frame of another site', { crossOrigin: true }],
    ['a named frame of another site', { crossOrigin: true, topOrigin: 'https://evil.example' }],
    ['a made-up challenge', { challenge: Buffer.alloc(32).toString('base64url') }],
  ])('refuses %s before any other check', async (_, liberties) => {
    const who = await person();
    expect(await getErrorCode(register(who.identity, undefined, liberties))).toBe('PASSKEY_CEREMONY_OVER');
  });

  it('refuses a known credential id, the same answer twice, and an answer for another session', async () => {
    const who = await holder();
    const other = await person();
    const twin = new SoftAuthenticator(ORIGIN, undefined, who.device.credentialId);
    expect(await getErrorCode(register(other.identity, twin))).toBe('PASSKEY_NOT_CREATED');
    const answer = new SoftAuthenticator(ORIGIN).create(
      await creation(passkeys().registerBegin({}, who.identity, guest)),
    );
    expect(await getErrorCode(passkeys().registerFinish(answer, other.identity, guest))).toBe('PASSKEY_CEREMONY_OVER');
    expect(await getErrorCode(passkeys().registerFinish(answer, who.identity, guest))).toBe('done');
    expect(await getErrorCode(passkeys().registerFinish(answer, who.identity, guest))).toBe('PASSKEY_CEREMONY_OVER');
  });

  it('needs a session: an access token is refused', async () => {
    const { identity } = await person();
    const token = { ...identity, sessionId: null };
    expect(await getErrorCode(passkeys().status(token))).toBe('SESSION_NEEDED');
    expect(await getErrorCode(passkeys().registerBegin({}, token, guest))).toBe('SESSION_NEEDED');
    expect(await getErrorCode(removals().delete({}, token, guest))).toBe('SESSION_NEEDED');
    expect(await getErrorCode(verifications().begin({}, token))).toBe('SESSION_NEEDED');
  });

  it('is refused with the missing option until it is configured', async () => {
    const { identity } = await person();
    const result = async (values: Record<string, string>) => {
      await setOptions(db.owner, [a, b], values);
      return getErrorCode(passkeys().registerBegin({}, identity, guest));
    };
    expect(await result({ 'passkey.enabled': 'false' })).toBe('PASSKEY_CLOSED');
    expect(await getErrorCode(begin())).toBe('PASSKEY_CLOSED');
    expect(await result({ 'passkey.enabled': 'true', 'passkey.origins': '', ServerAddress: '' })).toBe(
      'PASSKEY_ORIGIN_UNKNOWN',
    );
    expect(await result({ ServerAddress: 'http://ai.example.com' })).toBe('PASSKEY_ORIGIN_INSECURE');
    expect(await result({ 'passkey.allow_insecure_origin': 'true' })).toBe('done');
    await setOptions(db.owner, [a, b], { 'passkey.allow_insecure_origin': 'false' });
  });
});

describe('logging in', () => {
  it('names no user in the challenge, and opens a session for the owner of the passkey', async () => {
    const who = await holder();
    const { publicKey } = await begin();
    expect(JSON.parse(JSON.stringify(publicKey))).not.toHaveProperty('allowCredentials');
    const reply = await finish(who.device.get({ publicKey }), browser, b);
    expect(reply).toMatchObject({ id: who.id, username: who.name });
    expect((await resolveIdentity(b, reply.cookie)).userId).toBe(who.id);
  });

  it.each<[string, Liberties]>([
    ['another origin', { origin: 'https://evil.example' }],
    ['plain HTTP', { origin: 'http://ai.example.com' }],
    ['a sub-domain', { origin: 'https://x.ai.example.com' }],
    ['another port', { origin: 'https://ai.example.com:444' }],
    ['another relying party', { rpId: 'example.com' }],
    ['no verification of the user', { flags: Flag.present }],
    ['nobody present', { flags: Flag.verified }],
    ['an answer to a registration', { type: 'webauthn.create' }],
    ['another key', { key: new SoftAuthenticator(ORIGIN).key }],
    ['a truncated signature', { mangle: (s) => s.subarray(0, -1) }],
    ['a changed signature', { mangle: (s) => Buffer.concat([s.subarray(0, -1), Buffer.of((s.at(-1) ?? 0) ^ 1)]) }],
    ['an empty user handle', { userHandle: '' }],
    ['no user handle', { userHandle: null }],
    ["another user's handle", { userHandle: Buffer.from('1').toString('base64url') }],
    ['a changed BE flag', { flags: Flag.present | Flag.verified | Flag.eligible }],
  ])('refuses %s', async (_, liberties) => {
    const { device } = await holder();
    expect(await loginCode(device, liberties)).toBe('PASSKEY_REFUSED');
    expect(await loginCode(device)).toBe('done');
  });

  it.each<[string, Liberties]>([
    ['a frame of another site', { crossOrigin: true }],
    ['a made-up challenge', { challenge: 'AAAA' }],
  ])('refuses %s before any other check', async (_, liberties) => {
    expect(await loginCode((await holder()).device, liberties)).toBe('PASSKEY_CEREMONY_OVER');
  });

  it('accepts an answer once, from the browser that began, for a login, in time', async () => {
    const who = await holder();
    const elsewhere = { ...browser, browser: Buffer.alloc(32, 2).toString('base64url') };
    const answer = who.device.get(await begin());
    expect(await getErrorCode(finish(answer, elsewhere))).toBe('PASSKEY_CEREMONY_OVER');
    expect(await getErrorCode(finish(answer, guest))).toBe('PASSKEY_CEREMONY_OVER');
    const all = await Promise.all(
      Array.from({ length: 20 }, (_, i) => getErrorCode(finish(answer, browser, i % 2 ? a : b))),
    );
    expect(all.filter((code) => code === 'done')).toHaveLength(1);
    const forVerify = who.device.get(await request(verifications().begin({}, who.identity)));
    expect(await getErrorCode(finish(forVerify))).toBe('PASSKEY_CEREMONY_OVER');
    const late = who.device.get(await begin());
    await db.owner.query(`UPDATE auth.passkey_challenges SET expires_at = now() - interval '1 second'`);
    expect(await getErrorCode(finish(late))).toBe('PASSKEY_CEREMONY_OVER');
  });

  it('locks a passkey whose counter does not increase, and accepts one of two answers with the same count', async () => {
    const who = await holder();
    expect(await loginCode(who.device, { counter: 5 })).toBe('done');
    const answers = [who.device.get(await begin(), { counter: 6 }), who.device.get(await begin(), { counter: 6 })];
    const both = await Promise.all(answers.map((answer, i) => getErrorCode(finish(answer, browser, i ? a : b))));
    expect(both.sort()).toEqual(['PASSKEY_REFUSED', 'done']);
    expect(await loginCode(who.device, { counter: 99 })).toBe('PASSKEY_REFUSED');
    const { passkeys: list } = await passkeys().status(who.identity);
    expect(list).toMatchObject([{ locked: true }]);
    const text = `SELECT count(*)::int AS n FROM admin.audit_events WHERE target_id = $1 AND action = 'security.passkey_locked'`;
    expect(await db.owner.query(text, [String(who.id)])).toEqual([{ n: 1 }]);
    await db.owner.query('TRUNCATE auth.throttles');
    expect(await loginCode(await register(who.identity))).toBe('done');
  });

  it('accepts an authenticator without a counter repeatedly, and stores whether it is synced', async () => {
    const synced = new SoftAuthenticator(ORIGIN, Flag.present | Flag.verified | Flag.eligible | Flag.backedUp);
    const who = await holder(1, synced);
    for (let i = 0; i < 3; i += 1) expect(await loginCode(synced, { counter: 0 })).toBe('done');
    expect((await passkeys().status(who.identity)).passkeys).toMatchObject([{ synced: true }]);
  });

  it('needs no further factor, and is refused without user verification', async () => {
    const who = await holder();
    const text = `INSERT INTO auth.two_factors (user_id, secret, confirmed_at) VALUES ($1, 'x', now())`;
    await db.owner.query(text, [who.id]);
    const reply = await finish(who.device.get(await begin()));
    expect(reply.require_2fa).toBeUndefined();
    expect(reply.token).toBeDefined();
    expect(await loginCode(who.device, { flags: Flag.present })).toBe('PASSKEY_REFUSED');
  });

  it('refuses a user who is disabled between challenge and answer', async () => {
    const who = await holder();
    const answer = who.device.get(await begin());
    await db.owner.query('UPDATE auth.users SET status = 2 WHERE id = $1', [who.id]);
    expect(await getErrorCode(finish(answer))).toBe('LOGIN_REFUSED');
    const [row] = await db.owner.query<{ last_used_at: unknown }>(
      'SELECT last_used_at FROM auth.passkeys WHERE user_id = $1',
      [who.id],
    );
    expect(row!.last_used_at).toBeNull();
  });

  it('creates a thousand different challenges of 256 bits', async () => {
    const seen = new Set<string>();
    for (let i = 0; i < 10; i += 1) {
      const batch = await Promise.all(Array.from({ length: 100 }, () => begin()));
      for (const { publicKey } of batch) seen.add(publicKey.challenge);
    }
    expect(seen.size).toBe(1000);
    expect([...seen].every((challenge) => challenge.length === 43)).toBe(true);
  }, 60_000);
});

describe('step-up', () => {
  const verify = (identity: Identity, method: string, code?: string) =>
    getErrorCode(a.get(StepUpsService).verify({ method, code }, identity, guest));

  it('needs the passkey to be shown, once, in that session only', async () => {
    const who = await holder();
    expect(await verify(who.identity, 'passkey')).toBe('VERIFY_FAILED');
    const answer = who.device.get(await request(verifications().begin({}, who.identity)));
    await verifications().finish(answer, who.identity, guest);
    expect(await a.get(StepUpsService).status(who.identity)).toEqual({ verified: false });
    const second = await resolveIdentity(a, (await finish(who.device.get(await begin()))).cookie);
    expect(await verify(second, 'passkey')).toBe('VERIFY_FAILED');
    expect(await verify(who.identity, 'passkey')).toBe('done');
    expect(await verify(who.identity, 'passkey')).toBe('VERIFY_FAILED');
    const status = await a.get(StepUpsService).status(who.identity);
    expect(status.verified).toBe(true);
    expect((status.expires_at ?? 0) - Date.now() / 1000).toBeGreaterThan(295);
    expect(await a.get(StepUpsService).status(second)).toEqual({ verified: false });
    await db.owner.query(`UPDATE auth.sessions SET verified_until = now() - interval '1 second' WHERE id = $1`, [
      who.identity.sessionId,
    ]);
    expect(await a.get(StepUpsService).status(who.identity)).toEqual({ verified: false });
  });

  it("refuses another user's passkey, and an answer without user verification", async () => {
    const [who, other] = [await holder(), await holder()];
    const asked = await request(verifications().begin({}, who.identity));
    expect(await getErrorCode(verifications().finish(other.device.get(asked), who.identity, guest))).toBe(
      'PASSKEY_REFUSED',
    );
    const again = await request(verifications().begin({}, who.identity));
    const touched = who.device.get(again, { flags: Flag.present });
    expect(await getErrorCode(verifications().finish(touched, who.identity, guest))).toBe('PASSKEY_REFUSED');
    const third = await request(verifications().begin({}, who.identity));
    expect(await getErrorCode(verifications().finish(who.device.get(third), other.identity, guest))).toBe(
      'PASSKEY_CEREMONY_OVER',
    );
  });
});

describe('removing', () => {
  it('removes all of them and ends other sessions, and succeeds if there are none', async () => {
    const who = await holder();
    const other = (await finish(who.device.get(await begin()))).cookie;
    expect(await getErrorCode(removals().delete({}, who.identity, guest))).toBe('done');
    expect(await getErrorCode(resolveIdentity(a, other))).toBe('CREDENTIAL_INVALID');
    expect((await resolveIdentity(a, who.cookie)).userId).toBe(who.id);
    expect(await loginCode(who.device)).toBe('PASSKEY_REFUSED');
    expect(await getErrorCode(verifications().begin({}, who.identity))).toBe('PASSKEY_NONE');
    expect(await getErrorCode(removals().delete({}, who.identity, guest))).toBe('done');
  });

  it('is refused if no other login method is left', async () => {
    const who = await holder();
    await db.owner.query(`UPDATE auth.users SET password_hash = '' WHERE id = $1`, [who.id]);
    expect(await getErrorCode(removals().delete({}, who.identity, guest))).toBe('LAST_WAY_IN');
    expect(await loginCode(who.device)).toBe('done');
    await setOptions(db.owner, [a, b], { GitHubOAuthEnabled: 'true' });
    const bind = `INSERT INTO auth.identities (user_id, provider, subject) VALUES ($1, 'github', $2)`;
    await db.owner.query(bind, [who.id, `subject-${who.id}`]);
    expect(await getErrorCode(removals().delete({}, who.identity, guest))).toBe('done');
  });

  it('lets an administrator remove only those of lower users', async () => {
    const [root, admin, peer, user] = [await holder(100), await person(10), await holder(10), await holder()];
    const reset = (id: number, actor: Identity) => getErrorCode(removals().reset(id, actor, guest));
    expect(await reset(root.id, admin.identity)).toBe('PASSKEY_OUTRANKED');
    expect(await reset(peer.id, admin.identity)).toBe('PASSKEY_OUTRANKED');
    expect(await loginCode(root.device)).toBe('done');
    expect(await reset(user.id, admin.identity)).toBe('done');
    expect(await reset(user.id, admin.identity)).toBe('PASSKEY_NONE');
    expect(await loginCode(user.device)).toBe('PASSKEY_REFUSED');
    expect(await getErrorCode(resolveIdentity(a, user.cookie))).toBe('CREDENTIAL_INVALID');
    await db.owner.query('UPDATE auth.users SET role = 1 WHERE id = $1', [admin.id]);
    expect(await reset((await holder()).id, admin.identity)).toBe('PERMISSION_DENIED');
  });
});
