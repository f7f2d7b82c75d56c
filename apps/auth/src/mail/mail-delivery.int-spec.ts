import { readdirSync, readFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { mailRpc } from '@tollgate/contracts/auth/mail';
import { resetsRpc } from '@tollgate/contracts/auth/resets';
import { sessionsRpc } from '@tollgate/contracts/auth/sessions';
import { signUpsRpc } from '@tollgate/contracts/auth/sign-ups';
import { verificationsRpc } from '@tollgate/contracts/auth/verifications';
import { hashSecret } from '@tollgate/platform/access';
import { testDatabase, type TestDatabase } from '@tollgate/testing/database';
import { type ServiceUnderTest, serviceUnderTest } from '@tollgate/testing/service';
import { auth } from '../index.js';
import { OF_ADDRESS } from '../testing/address-key.js';

/** A reply of a mail server from the field: to a command, `null` hangs up. */
interface Case {
  readonly situation: string;
  readonly reply: Readonly<Record<string, string | null>>;
  readonly reason: string;
  readonly code: number | null;
  readonly final: boolean;
}

const FOLDER = new URL('./cases/', import.meta.url);
const CASES = readdirSync(FOLDER).map((file) => JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8')) as Case);

let db: TestDatabase;
let service: ServiceUnderTest;
let server: Server;
let reply: Case['reply'] = {};
let bodies: string[] = [];
let serial = 0;

/** An SMTP server that follows `reply` and else accepts everything. */
function scripted(): Server {
  return createServer((socket) => {
    let body: string | null = null;
    let rest = '';
    const answer = (command: string, usual: string) => {
      const text = reply[command] === undefined ? usual : reply[command];
      if (text === null) socket.destroy();
      else socket.write(`${text}\r\n`);
    };
    socket.on('error', () => undefined);
    answer('CONNECT', '220 double');
    socket.on('data', (chunk) => {
      rest += chunk.toString('utf8');
      for (let end = rest.indexOf('\r\n'); end >= 0; end = rest.indexOf('\r\n')) {
        const line = rest.slice(0, end);
        rest = rest.slice(end + 2);
        if (body !== null && line !== '.') body += `${line}\n`;
        else if (body !== null) {
          bodies.push(body);
          body = null;
          answer('DATA-END', '250 2.0.0 queued');
        } else if (/^DATA/i.test(line)) {
          body = '';
          answer('DATA', '354 go ahead');
        } else if (/^EHLO/i.test(line)) answer('EHLO', '250-double\r\n250 AUTH PLAIN');
        else answer((/^\w+/.exec(line)?.[0] ?? '').toUpperCase(), '250 2.0.0 ok');
      }
    });
  });
}

beforeAll(async () => {
  db = await testDatabase();
  service = await serviceUnderTest(auth, db);
  server = scripted();
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  await service.setOptions({
    SMTPServer: '127.0.0.1',
    SMTPPort: String((server.address() as AddressInfo).port),
    SMTPAccount: 'noreply@tollgate.example',
    SMTPToken: 'smtp-password',
    EmailVerificationEnabled: 'true',
  });
});
afterAll(async () => {
  await service.close();
  server.close();
  await db.close();
});
beforeEach(() => {
  bodies = [];
  serial += 1;
});
afterEach(async () => {
  reply = {};
  await db.owner.query('DELETE FROM graphile_worker._private_jobs');
  await db.owner.query('DELETE FROM auth.mail_failures');
});

const fresh = () => `case${serial}.${Math.random().toString(36).slice(2, 8)}@example.com`;
/** Waits until a condition holds. */
async function until(holds: () => Promise<boolean> | boolean): Promise<void> {
  for (const end = Date.now() + 15_000; !(await holds()); await new Promise((wait) => setTimeout(wait, 20))) {
    if (Date.now() > end) throw new Error('it did not happen in 15 s');
  }
}
/** The text part of a mail. */
const textOf = (mail = '') => {
  const part = /Content-Transfer-Encoding: base64\n\n([A-Za-z0-9+/=\n]+)/.exec(mail)?.[1];
  if (part) return Buffer.from(part, 'base64').toString('utf8');
  return mail.replace(/=\n/g, '').replace(/=3D/g, '=');
};
const codeIn = (mail = '') => /Your code: ([0-9a-z]{6})\b/.exec(textOf(mail))?.[1] ?? 'no code';
const retryNow = () =>
  db.owner.query('UPDATE graphile_worker._private_jobs SET run_at = now() WHERE locked_at IS NULL');
const failures = () =>
  db.owner.query<{ reason: string; code: number | null; final: boolean; response: string }>(
    'SELECT reason, code, final, response FROM auth.mail_failures ORDER BY id',
  );
const register = (email: string, verification_code: string, ip = '192.0.2.1') =>
  service.outcome(
    signUpsRpc.register,
    {
      username: `c${serial}${Math.random().toString(36).slice(2, 8)}`,
      password: 'password123',
      email,
      verification_code,
    },
    { ip },
  );
async function admin(role = 100) {
  const username = `adm${serial}`;
  await service.setOptions({ EmailVerificationEnabled: 'false' });
  await service.call(signUpsRpc.register, { username, password: 'password123' });
  await service.setOptions({ EmailVerificationEnabled: 'true' });
  await db.owner.query('UPDATE auth.users SET role = $2 WHERE username = $1', [username, role]);
  const { cookie, id = 0 } = await service.call(sessionsRpc.login, { username, password: 'password123' });
  return { credential: { session: hashSecret(cookie).toString('base64url'), userId: id } };
}

describe('a mail server that', () => {
  it.each(CASES)('$situation is recorded with its answer', async (one) => {
    reply = one.reply;
    await service.call(verificationsRpc.send, { email: fresh() }, { locale: 'en' });
    await until(async () => (await failures()).length > 0);
    const [failure] = await failures();
    expect(failure).toMatchObject({ reason: one.reason, code: one.code, final: one.final });
    await until(async () => {
      const jobs = await db.owner.query('SELECT FROM graphile_worker._private_jobs WHERE locked_at IS NULL');
      return jobs.length === (one.final ? 0 : 1);
    });
  });

  it('takes the message and hangs up leaves the user with a valid code, and a retry sends the same one', async () => {
    reply = { 'DATA-END': null };
    const email = fresh();
    await service.call(verificationsRpc.send, { email }, { locale: 'en' });
    await until(() => bodies.length === 1);
    await until(async () => (await failures()).length === 1);
    await retryNow();
    await until(() => bodies.length === 2);
    expect(codeIn(bodies[0])).toMatch(/^[0-9a-z]{6}$/);
    expect(codeIn(bodies[1])).toBe(codeIn(bodies[0]));
    expect(await register(email, codeIn(bodies[0]))).toBe('done');
  });

  it('hangs up gets no further mail with a code that was used, and the code is not valid again', async () => {
    reply = { 'DATA-END': null };
    const email = fresh();
    await service.call(verificationsRpc.send, { email }, { locale: 'en' });
    await until(async () => (await failures()).length === 1);
    expect(await register(email, codeIn(bodies[0]))).toBe('done');
    await retryNow();
    await until(async () => (await db.owner.query('SELECT FROM graphile_worker._private_jobs')).length === 0);
    expect(bodies).toHaveLength(1);
    expect(await db.owner.query(`SELECT FROM auth.address_codes WHERE ${OF_ADDRESS}`, [email])).toEqual([]);
  });

  it('hangs up leaves the user with a valid reset link, which is sent again until it is used', async () => {
    const email = fresh();
    await service.call(verificationsRpc.send, { email }, { locale: 'en' });
    await until(() => bodies.length === 1);
    expect(await register(email, codeIn(bodies[0]))).toBe('done');
    reply = { 'DATA-END': null };
    await service.call(resetsRpc.request, { email }, { locale: 'en' });
    await until(async () => bodies.length === 2 && (await failures()).length === 1);
    const token = new URL(/https?:\S+/.exec(textOf(bodies[1]))?.[0] ?? '').searchParams.get('token') ?? '';
    expect(await service.outcome(resetsRpc.finish, { email, token })).toBe('done');
    await db.owner.query(`UPDATE graphile_worker._private_jobs SET run_at = now() WHERE locked_at IS NULL`);
    await until(async () => (await db.owner.query(`SELECT FROM auth.reset_tokens`)).length === 0);
    expect(await service.outcome(resetsRpc.finish, { email, token })).toBe('RESET_LINK_INVALID');
  });
});

describe('codes of several requesters for one address', () => {
  it('do not replace each other, and wrong guesses of guests do not count for the code of an account', async () => {
    const owner = await admin(1);
    const email = fresh();
    await service.call(verificationsRpc.send, { email }, { ...owner, locale: 'en' });
    await until(() => bodies.length === 1);
    const code = codeIn(bodies[0]);
    await service.call(verificationsRpc.send, { email }, { ip: '198.51.100.1', locale: 'en' });
    await until(() => bodies.length === 2);
    for (let i = 0; i < 8; i += 1)
      expect(await register(email, 'zzzzzz', `198.51.100.${i}`)).toBe('EMAIL_CODE_INVALID');
    expect(await service.outcome(verificationsRpc.bind, { email, code }, owner)).toBe('done');
  });

  it('of two guests from different networks are both valid', async () => {
    const email = fresh();
    await service.call(verificationsRpc.send, { email }, { ip: '198.51.100.1', locale: 'en' });
    await until(() => bodies.length === 1);
    await service.call(verificationsRpc.send, { email }, { ip: '198.51.100.2', locale: 'en' });
    await until(() => bodies.length === 2);
    expect(await register(email, codeIn(bodies[0]))).toBe('done');
  });
});

describe('administrators', () => {
  it('send a test mail and get the answer of the server', async () => {
    const root = await admin();
    const sent = await service.call(mailRpc.test, { to: 'admin@example.com' }, root);
    expect(sent).toMatchObject({ sent: true, response: '250 2.0.0 queued' });
    reply = { RCPT: '550 5.1.1 no such user' };
    const refused = await service.call(mailRpc.test, { to: 'nobody@example.com' }, root);
    expect(refused).toMatchObject({ sent: false, reason: 'recipient', code: 550, response: '550 5.1.1 no such user' });
    const { failures: listed } = await service.call(mailRpc.failures, {}, root);
    expect(listed[0]).toMatchObject({ address: 'nobody@example.com', reason: 'recipient', code: 550, final: true });
  });

  it('below root send none', async () => {
    expect(await service.outcome(mailRpc.test, { to: 'admin@example.com' }, await admin(10))).toBe('PERMISSION_DENIED');
  });
});
