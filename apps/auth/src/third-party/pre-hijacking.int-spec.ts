import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Caller } from '@tollgate/contracts';
import { passkeysRpc } from '@tollgate/contracts/auth/passkeys';
import { profilesRpc } from '@tollgate/contracts/auth/profiles';
import { resetsRpc } from '@tollgate/contracts/auth/resets';
import { sessionsRpc } from '@tollgate/contracts/auth/sessions';
import { signUpsRpc } from '@tollgate/contracts/auth/sign-ups';
import { type ThirdPartyReply, thirdPartyRpc } from '@tollgate/contracts/auth/third-party';
import { verificationsRpc } from '@tollgate/contracts/auth/verifications';
import { hashSecret } from '@tollgate/platform/access';
import { SoftAuthenticator } from '@tollgate/testing/authenticator';
import { testDatabase, type TestDatabase } from '@tollgate/testing/database';
import { smtpSink, type SmtpSink } from '@tollgate/testing/mail';
import { type HttpDouble, httpDouble, type OAuthDouble, playOAuth } from '@tollgate/testing/providers';
import { type ServiceUnderTest, serviceUnderTest } from '@tollgate/testing/service';
import { auth } from '../index.js';
import { OF_ADDRESS } from '../testing/address-key.js';

const ATTACKERS = 'attackers-password';
const VICTIMS = 'victims-password';
const ORIGIN = 'https://ai.example.com';

let db: TestDatabase;
let service: ServiceUnderTest;
let sink: SmtpSink;
let double: HttpDouble;
let github: OAuthDouble;
let emails: unknown[] = [];
let serial = 0;

beforeAll(async () => {
  db = await testDatabase();
  [sink, double] = await Promise.all([smtpSink(), httpDouble()]);
  github = playOAuth(double, '/login/oauth/access_token', '/user');
  double.on('GET /user/emails', () => ({ json: emails }));
  service = await serviceUnderTest(auth, db, { GITHUB_URL: double.url, GITHUB_API_URL: double.url });
  await service.setOptions({
    SMTPServer: '127.0.0.1',
    SMTPPort: String(sink.port),
    SMTPFrom: 'noreply@tollgate.example',
    GitHubOAuthEnabled: 'true',
    GitHubClientId: 'id',
    GitHubClientSecret: 'secret',
    'passkey.enabled': 'true',
    'passkey.origins': ORIGIN,
  });
});
afterAll(async () => {
  await service.close();
  await Promise.all([sink.close(), double.close()]);
  await db.close();
});

const sessionOf = ({ cookie = '', id = 0 }: ThirdPartyReply): Partial<Caller> => ({
  credential: { session: hashSecret(cookie).toString('base64url'), userId: id },
});
const logIn = async (username: string, password: string) => service.call(sessionsRpc.login, { username, password });
const works = (caller: Partial<Caller>) => service.outcome(profilesRpc.get, {}, caller);

/** Logs in by GitHub as the account with that id, in a browser that may hold a session. */
async function throughGitHub(id: number, session: Partial<Caller> = {}, email?: string): Promise<ThirdPartyReply> {
  const browser = randomBytes(32).toString('base64url');
  const caller = { browser, credential: { ...session.credential, userId: undefined } };
  const code = `code-${(serial += 1)}`;
  github.people.set(code, { id, email });
  const { state } = await service.call(thirdPartyRpc.state, {}, caller);
  return service.call(thirdPartyRpc.callback, { provider: 'github', code, state }, caller);
}

/** The first step of the attacker: an account with the address of the victim, which they cannot prove. */
async function squat(address: string) {
  const username = `squat${(serial += 1)}`;
  await service.call(signUpsRpc.register, { username, password: ATTACKERS, email: address });
  return { username, session: sessionOf(await logIn(username, ATTACKERS)) };
}

async function mailed(address: string, pattern: RegExp, stored: string): Promise<string> {
  const before = sink.mails.filter((mail) => mail.to.includes(address)).length;
  const mail = await sink.mailTo(address, Math.max(0, before - 1));
  for (let i = 0; i < 300; i += 1) {
    if ((await db.owner.query(stored, [address])).length > 0) break;
    await new Promise((done) => setTimeout(done, 10));
  }
  return pattern.exec(mail.text)?.[1] ?? '';
}

/** The victim proves the address on an account of their own. */
async function victim(address: string, name = `victim${(serial += 1)}`) {
  await service.call(signUpsRpc.register, { username: name, password: VICTIMS });
  const session = sessionOf(await logIn(name, VICTIMS));
  await service.call(
    verificationsRpc.send,
    { email: address },
    { credential: { ...session.credential, userId: undefined } },
  );
  const code = await mailed(address, /: ([0-9a-z]{6})\b/, `SELECT 1 FROM auth.address_codes WHERE ${OF_ADDRESS}`);
  await service.call(verificationsRpc.bind, { email: address, code }, session);
  const [row] = await db.owner.query<{ id: number }>('SELECT id FROM auth.users WHERE username = $1', [name]);
  return { name, session, id: row?.id ?? 0 };
}

async function recover(address: string): Promise<string> {
  await service.call(resetsRpc.request, { email: address });
  await new Promise((done) => setTimeout(done, 400));
  const token = await mailed(address, /token=([\w-]{43})/, 'SELECT 1 FROM auth.reset_tokens WHERE address_key = $1');
  return (await service.call(resetsRpc.finish, { email: address, token })).password;
}

/** Sudhodanan and Paverd, Pre-hijacked accounts (arXiv 2205.10174): five ways to enter an account before its owner does. */
describe('account pre-hijacking', () => {
  it('classic-federated merge: a third-party login of the victim does not join the account with the unproven address', async () => {
    const address = 'merge@example.com';
    const attacker = await squat(address);
    emails = [{ email: address, primary: true, verified: true }];
    const reply = await throughGitHub(11, {}, address);
    emails = [];
    expect(reply.username).not.toBe(attacker.username);
    expect((await service.call(profilesRpc.get, {}, sessionOf(reply))).email).toBe(address);
    // and the proven address is the victim's: the attacker's password does not come with it
    expect(await service.outcome(sessionsRpc.login, { username: address, password: ATTACKERS })).toBe('LOGIN_REFUSED');
  });

  it('unexpired session: sessions that began before the owner proved the address or recovered the account end', async () => {
    const address = 'session@example.com';
    const owner = await victim(address);
    const stolen = sessionOf(await logIn(owner.name, VICTIMS));
    const next = 'session-2@example.com';
    await service.call(
      verificationsRpc.send,
      { email: next },
      { credential: { ...owner.session.credential, userId: undefined } },
    );
    const code = await mailed(next, /: ([0-9a-z]{6})\b/, `SELECT 1 FROM auth.address_codes WHERE ${OF_ADDRESS}`);
    await service.call(verificationsRpc.bind, { email: next, code }, owner.session);
    expect(await works(stolen)).toBe('CREDENTIAL_INVALID');
    expect(await works(owner.session)).toBe('done');
    const again = sessionOf(await logIn(owner.name, VICTIMS));
    const password = await recover(next);
    expect(await works(again)).toBe('CREDENTIAL_INVALID');
    expect(await works(owner.session)).toBe('CREDENTIAL_INVALID');
    expect((await logIn(next, password)).id).toBe(owner.id);
  });

  it('trojan identifier: a third-party account that was bound before the address was proven is unbound by the recovery', async () => {
    const address = 'trojan@example.com';
    const attacker = await squat(address);
    expect(await throughGitHub(22, attacker.session)).toEqual({ bound: true });
    // however the address came to count as the victim's (an administrator, an import), they recover the account
    await db.owner.query('UPDATE auth.users SET email_verified = true WHERE username = $1', [attacker.username]);
    const password = await recover(address);
    const back = await throughGitHub(22);
    expect(back.username).not.toBe(attacker.username);
    expect((await logIn(address, password)).username).toBe(attacker.username);
    // an account that is bound after the proof stays
    const mine = sessionOf(await logIn(address, password));
    await throughGitHub(23, mine);
    await recover(address);
    expect((await throughGitHub(23)).username).toBe(attacker.username);
  });

  it('trojan identifier: a passkey that was added in a stolen session is removed by the recovery', async () => {
    const address = 'passkey@example.com';
    const owner = await victim(address);
    const stolen = sessionOf(await logIn(owner.name, VICTIMS));
    const device = new SoftAuthenticator(ORIGIN);
    const { options } = await service.call(passkeysRpc.registerBegin, {}, stolen);
    await service.call(passkeysRpc.registerFinish, device.create(options as never) as never, stolen);
    const enter = async () => {
      const here = { browser: randomBytes(32).toString('base64url') };
      const begun = await service.call(passkeysRpc.loginBegin, {}, here);
      return service.outcome(passkeysRpc.loginFinish, device.get(begun.options as never) as never, here);
    };
    expect(await enter()).toBe('done');
    const password = await recover(address);
    expect(await enter()).toBe('PASSKEY_REFUSED');
    const mine = sessionOf(await logIn(address, password));
    expect(await service.call(passkeysRpc.status, {}, mine)).toEqual({ enabled: false });
    const told = () => sink.mails.some(({ to, text }) => to.includes(address) && text.includes('Passkey 已被移除'));
    for (let i = 0; i < 500 && !told(); i += 1) await new Promise((done) => setTimeout(done, 10));
    expect(told()).toBe(true);
    const [event] = await db.owner.query<{ detail: string }>(
      `SELECT v.detail FROM admin.audit_events e JOIN admin.audit_values v ON v.event_id = e.id
        WHERE e.action = 'security.password_reset' AND e.target_id = $1`,
      [String(owner.id)],
    );
    expect(JSON.parse(event?.detail ?? '')).toMatchObject({ after: { passkeys_removed: 1 } });
  });

  it('unexpired e-mail change: a change that was requested before the recovery cannot be confirmed after it', async () => {
    const address = 'change@example.com';
    const owner = await victim(address);
    await service.setOptions({ EmailVerificationEnabled: 'true' });
    const stolen = sessionOf(await logIn(owner.name, VICTIMS));
    await service.call(profilesRpc.update, { email: 'attacker@evil.example' }, stolen);
    const code = await mailed(
      'attacker@evil.example',
      /: ([0-9a-z]{6})\b/,
      `SELECT 1 FROM auth.address_codes WHERE ${OF_ADDRESS}`,
    );
    const password = await recover(address);
    const bind = { email: 'attacker@evil.example', code };
    expect(await service.outcome(verificationsRpc.bind, bind, stolen)).toBe('CREDENTIAL_INVALID');
    const mine = sessionOf(await logIn(address, password));
    expect(await service.outcome(verificationsRpc.bind, bind, mine)).toBe('EMAIL_CODE_INVALID');
    expect((await service.call(profilesRpc.get, {}, mine)).email).toBe(address);
    await service.setOptions({ EmailVerificationEnabled: 'false' });
  });

  it('non-verifying provider: an account with the victim’s unverified address neither blocks the victim nor gains access', async () => {
    const address = 'unproven@example.com';
    const attackers = await throughGitHub(33, {}, address);
    const owner = await victim(address);
    expect(owner.id).not.toBe(attackers.id);
    await recover(address);
    expect(await works(sessionOf(attackers))).toBe('done');
    expect((await throughGitHub(33)).id).toBe(attackers.id);
    const [row] = await db.owner.query('SELECT email_verified FROM auth.users WHERE id = $1', [attackers.id]);
    expect(row).toEqual({ email_verified: false });
  });
});
