import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Caller } from '@tollgate/contracts';
import { profilesRpc } from '@tollgate/contracts/auth/profiles';
import { sessionsRpc } from '@tollgate/contracts/auth/sessions';
import { signUpsRpc } from '@tollgate/contracts/auth/sign-ups';
import { type ThirdPartyReply, thirdPartyRpc } from '@tollgate/contracts/auth/third-party';
import { hashSecret } from '@tollgate/platform/access';
import { expectInvariants, testDatabase, type TestDatabase } from '@tollgate/testing/database';
import { type HttpDouble, httpDouble, type OAuthDouble, playOAuth } from '@tollgate/testing/providers';
import { type ServiceUnderTest, serviceUnderTest } from '@tollgate/testing/service';
import { auth } from '../index.js';

const PASSWORD = 'password123';

let db: TestDatabase;
let a: ServiceUnderTest;
let b: ServiceUnderTest;
let double: HttpDouble;
let github: OAuthDouble;
let inviter: Partial<Caller>;
let inviterId: number;
let aff: string;
let emails: unknown[] = [];
let serial = 1000;

beforeAll(async () => {
  db = await testDatabase();
  double = await httpDouble();
  github = playOAuth(double, '/login/oauth/access_token', '/user');
  double.on('GET /user/emails', () => ({ json: emails }));
  const env = { GITHUB_URL: double.url, GITHUB_API_URL: double.url };
  [a, b] = await Promise.all([serviceUnderTest(auth, db, env), serviceUnderTest(auth, db, env)]);
  await a.call(signUpsRpc.register, { username: 'inviter', password: PASSWORD });
  const reply = await a.call(sessionsRpc.login, { username: 'inviter', password: PASSWORD });
  [inviter, inviterId] = [sessionOf(reply), reply.id ?? 0];
  ({ code: aff } = await a.call(profilesRpc.affiliateCode, {}, inviter));
  await a.setOptions({
    GitHubOAuthEnabled: 'true',
    GitHubClientId: 'id',
    GitHubClientSecret: 'secret',
    QuotaForNewUser: '100',
    QuotaForInvitee: '20',
    QuotaForInviter: '30',
  });
});
afterAll(async () => {
  await expectInvariants(db);
  await Promise.all([a.close(), b.close()]);
  await double.close();
  await db.close();
});

const nextId = () => (serial += 1);
const sessionOf = ({ cookie = '', id = 0 }: ThirdPartyReply): Partial<Caller> => ({
  credential: { session: hashSecret(cookie).toString('base64url'), userId: id },
});

/** Logs in by GitHub with the invitation, as the account with that id; with a session, binds it. */
async function arrive(id: number, session: Partial<Caller> = {}): Promise<ThirdPartyReply> {
  const credential = session.credential && { ...session.credential, userId: undefined };
  const here = { browser: randomBytes(32).toString('base64url'), credential };
  const { state } = await a.call(thirdPartyRpc.state, { aff }, here);
  const code = `code-${nextId()}`;
  github.people.set(code, { id });
  return b.call(thirdPartyRpc.callback, { provider: 'github', code, state }, here);
}

async function self(reply: ThirdPartyReply | undefined) {
  const { id, quota, inviter_id } = await a.call(profilesRpc.get, {}, sessionOf(reply ?? {}));
  return { id, quota, inviter_id };
}

async function rewards() {
  const { aff_count, aff_quota } = await a.call(profilesRpc.get, {}, inviter);
  return { aff_count, aff_quota };
}

/** Gives the account a password and unbinds GitHub. */
async function free(reply: ThirdPartyReply | undefined): Promise<void> {
  await a.call(profilesRpc.update, { password: PASSWORD }, sessionOf(reply ?? {}));
  await a.call(thirdPartyRpc.unbind, { provider: 'github' }, sessionOf(reply ?? {}));
}

describe('an identity that created an account before', () => {
  it('gets an account without gifts and without an inviter reward, after it was unbound or replaced', async () => {
    const id = nextId();
    const first = await arrive(id);
    expect(await self(first)).toMatchObject({ quota: 120, inviter_id: inviterId });
    const once = await rewards();
    await free(first);
    const second = await arrive(id);
    expect(await self(second)).toEqual({ id: second.id, quota: 0, inviter_id: 0 });
    await arrive(nextId(), sessionOf(second));
    const third = await arrive(id);
    expect(await self(third)).toEqual({ id: third.id, quota: 0, inviter_id: 0 });
    expect(new Set([first.id, second.id, third.id]).size).toBe(3);
    expect(await rewards()).toEqual(once);
  });

  it('has had its gifts if it was bound in another way and then unbound', async () => {
    const id = nextId();
    const owner = await arrive(nextId());
    await db.owner.query(`UPDATE auth.identities SET subject = $2 WHERE user_id = $1 AND provider = 'github'`, [
      owner.id,
      id,
    ]);
    const before = await rewards();
    await free(owner);
    expect(await self(await arrive(id))).toMatchObject({ quota: 0, inviter_id: 0 });
    expect(await rewards()).toEqual(before);
  });

  it('gets the gifts once, also with twenty concurrent logins', async () => {
    const id = nextId();
    const before = await rewards();
    const replies = await Promise.all(Array.from({ length: 20 }, () => arrive(id)));
    expect(await self(replies[0])).toMatchObject({ quota: 120 });
    const after = await rewards();
    expect(after).toEqual({ aff_count: before.aff_count + 1, aff_quota: before.aff_quota + 30 });
    await free(replies[0]);
    const again = await Promise.all(Array.from({ length: 20 }, () => arrive(id)));
    expect(new Set(again.map((reply) => reply.id)).size).toBe(1);
    expect(await self(again[0])).toMatchObject({ quota: 0 });
    expect(await rewards()).toEqual(after);
  });

  it('is stored as a hash, which names neither the identity nor the account', async () => {
    const id = nextId();
    const hash = createHash('sha256').update(`github:${id}`).digest();
    await arrive(id);
    const rows = await db.owner.query('SELECT * FROM auth.welcomed WHERE subject_hash = $1', [hash]);
    expect(rows).toEqual([{ provider: 'github', subject_hash: hash }]);
  });
});

describe('an address from the provider', () => {
  /** The stored address of an account whose address GitHub reports as verified. */
  async function stored(address: string) {
    emails = [{ email: address, primary: true, verified: true }];
    const { id } = await arrive(nextId());
    emails = [];
    const text = 'SELECT email, email_verified FROM auth.users WHERE id = $1';
    return (await db.owner.query(text, [id]))[0];
  }
  beforeAll(() =>
    a.setOptions({
      EmailDomainRestrictionEnabled: 'true',
      EmailDomainWhitelist: 'example.com',
      EmailAliasRestrictionEnabled: 'true',
    }),
  );

  it.each(['someone@elsewhere.example', 'some+one@example.com', 'some.one@example.com'])(
    'is not stored if the options refuse it, and the account is created without it: %s',
    async (address) => {
      expect(await stored(address)).toEqual({ email: '', email_verified: false });
    },
  );

  it('is stored if it is allowed', async () => {
    expect(await stored('someone@example.com')).toEqual({ email: 'someone@example.com', email_verified: true });
  });
});
