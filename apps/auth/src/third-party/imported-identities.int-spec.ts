import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { type ThirdPartyReply, thirdPartyRpc } from '@tollgate/contracts/auth/third-party';
import { testDatabase, type TestDatabase } from '@tollgate/testing/database';
import { type HttpDouble, httpDouble, type OAuthDouble, playOAuth } from '@tollgate/testing/providers';
import { type ServiceUnderTest, serviceUnderTest } from '@tollgate/testing/service';
import { auth } from '../index.js';

const HOUR = 3600;

let db: TestDatabase;
let service: ServiceUnderTest;
let double: HttpDouble;
let github: OAuthDouble;
let serial = 1000;
const nextId = () => (serial += 1);

beforeAll(async () => {
  db = await testDatabase();
  double = await httpDouble();
  github = playOAuth(double, '/login/oauth/access_token', '/user');
  double.on('GET /user/emails', () => ({ json: [] }));
  service = await serviceUnderTest(auth, db, { GITHUB_URL: double.url, GITHUB_API_URL: double.url });
  await service.setOptions({ GitHubOAuthEnabled: 'true', GitHubClientId: 'id', GitHubClientSecret: 'secret' });
});
afterAll(async () => {
  await service.close();
  await double.close();
  await db.close();
});

/** Sets the moment until which login names bind, in seconds from now. */
const bindFor = (seconds: number) =>
  service.setOptions({ ImportedGitHubLoginUntil: String(Math.floor(Date.now() / 1000) + seconds) });

/** A user who came with an import and whose GitHub account is known only by its login name. */
async function imported(login: string, state = 'status = 1'): Promise<number> {
  const name = `imported${nextId()}`;
  const [row] = await db.owner.query<{ id: number }>(
    `INSERT INTO auth.users (username, username_key, display_name) VALUES ($1, $1, $1) RETURNING id`,
    [name],
  );
  const id = Number(row?.id);
  await db.owner.query('SELECT ledger.open($1)', [id]);
  await db.owner.query(`UPDATE auth.users SET ${state} WHERE id = $1`, [id]);
  await db.owner.query(`INSERT INTO auth.imported_identities VALUES ('github', $1, $2)`, [login.toLowerCase(), id]);
  return id;
}

/** Logs in by GitHub as the account with that number and login name. */
async function logIn(id: number, login: string): Promise<ThirdPartyReply> {
  const code = `code-${nextId()}`;
  github.people.set(code, { id, login });
  const caller = { browser: randomBytes(32).toString('base64url') };
  const { state } = await service.call(thirdPartyRpc.state, {}, caller);
  return service.call(thirdPartyRpc.callback, { provider: 'github', code, state }, caller);
}

describe('a GitHub login name that came with an import', () => {
  it('opens no account while the option is off, or after its time', async () => {
    const [off, over] = [await imported('Off-Name'), await imported('Over-Name')];
    expect((await logIn(nextId(), 'Off-Name')).id).not.toBe(off);
    await bindFor(-1);
    expect((await logIn(nextId(), 'Over-Name')).id).not.toBe(over);
  });

  it('binds its account once until that time: afterwards the number counts, and the name is free', async () => {
    await bindFor(HOUR);
    const [user, account] = [await imported('Octo'), nextId()];
    expect((await logIn(account, 'octO')).id).toBe(user);
    expect((await logIn(account, 'renamed')).id).toBe(user);
    expect((await logIn(nextId(), 'octo')).id).not.toBe(user);
    const events = await db.owner.query(
      `SELECT FROM admin.audit_events WHERE target_id = $1 AND action = 'security.account_bound'`,
      [String(user)],
    );
    expect(events).toHaveLength(1);
  });

  it('binds for one of two GitHub accounts that arrive concurrently under it', async () => {
    await bindFor(HOUR);
    const user = await imported('rush');
    const replies = await Promise.all([nextId(), nextId()].map((account) => logIn(account, 'rush')));
    expect(replies.filter(({ id }) => id === user)).toHaveLength(1);
  });

  it.each([
    ['is disabled', 'status = 2'],
    ['is deleted', 'deleted_at = now()'],
  ])('binds no account that %s', async (_, state) => {
    await bindFor(HOUR);
    const login = `gone${nextId()}`;
    const user = await imported(login, state);
    expect((await logIn(nextId(), login)).id).not.toBe(user);
    expect(await db.owner.query('SELECT FROM auth.identities WHERE user_id = $1', [user])).toEqual([]);
  });

  it('binds no account if two have the name, and none that has a GitHub account already', async () => {
    await bindFor(HOUR);
    const [first, second, bound] = [await imported('twin'), await imported('twin'), await imported('bound')];
    expect([first, second]).not.toContain((await logIn(nextId(), 'twin')).id);
    const known = nextId();
    await db.owner.query(
      `INSERT INTO auth.identities (provider, subject, user_id, vouched) VALUES ('github', $1, $2, true)`,
      [String(known), bound],
    );
    expect((await logIn(nextId(), 'bound')).id).not.toBe(bound);
    expect((await logIn(known, 'other')).id).toBe(bound);
  });
});
