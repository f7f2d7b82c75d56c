import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Caller } from '@tollgate/contracts';
import { profilesRpc } from '@tollgate/contracts/auth/profiles';
import { resetsRpc } from '@tollgate/contracts/auth/resets';
import { sessionsRpc } from '@tollgate/contracts/auth/sessions';
import { verificationsRpc } from '@tollgate/contracts/auth/verifications';
import { hashSecret } from '@tollgate/platform/access';
import { Jobs } from '@tollgate/platform/jobs';
import { testDatabase, type TestDatabase } from '@tollgate/testing/database';
import { smtpSink, type SmtpSink } from '@tollgate/testing/mail';
import { type ServiceUnderTest, serviceUnderTest } from '@tollgate/testing/service';
import { auth } from '../index.js';
import { addUser, PASSWORD } from '../testing/replica.js';
import { MAIL_NOTICE } from './mail-messages.js';

let db: TestDatabase;
let limited: ServiceUnderTest;
let sink: SmtpSink;
let serial = 0;

beforeAll(async () => {
  db = await testDatabase();
  sink = await smtpSink();
  limited = await serviceUnderTest(auth, db, { CRITICAL_RATE_LIMIT_ENABLE: 'true', CRITICAL_RATE_LIMIT: '1000' });
  await limited.setOptions({
    SMTPServer: '127.0.0.1',
    SMTPPort: String(sink.port),
    SMTPAccount: 'noreply@tollgate.example',
    EmailVerificationEnabled: 'true',
  });
});
afterAll(async () => {
  await limited.close();
  await sink.close();
  await db.close();
});

const fresh = () => `user${(serial += 1)}@example.com`;

/** A user with a proven address and a session. */
async function person(email: string): Promise<Partial<Caller>> {
  const username = `person${(serial += 1)}`;
  const id = await addUser(db.owner, username);
  const prove = 'UPDATE auth.users SET email = $2, email_key = $2, email_verified = true WHERE id = $1';
  await db.owner.query(prove, [id, email]);
  await db.owner.query('SELECT ledger.open($1)', [id]);
  const { cookie } = await limited.call(sessionsRpc.login, { username, password: PASSWORD });
  return { credential: { session: hashSecret(cookie).toString('base64url'), userId: id } };
}

describe('a notice that another service enqueues', () => {
  it('is sent, but none with a link or a code in it', async () => {
    const [email, time] = [fresh(), '2026-11-28 12:00:00 UTC'];
    const enqueue = (letter: object) =>
      new Jobs().addAlone(db.as('billing'), MAIL_NOTICE, { to: email, letter, locale: 'en' } as never, { key: email });
    for (const letter of [
      { kind: 'reset', link: 'https://evil.example' },
      { kind: 'code', code: 'abcdef' },
      { kind: 'toString', time },
      { kind: 'password_changed', time: 'https://evil.example' },
      { kind: 'bound', provider: ' Undo it at https://evil.example', time },
      { kind: 'password_changed', provider: ' www.evil.example', time },
    ]) {
      await enqueue(letter);
      const tried = 'SELECT FROM graphile_worker._private_jobs WHERE key = $1 AND attempts > 0 AND locked_at IS NULL';
      while ((await db.owner.query(tried, [email])).length === 0) await new Promise((done) => setTimeout(done, 20));
      await db.owner.query('DELETE FROM graphile_worker._private_jobs WHERE key = $1', [email]);
    }
    expect(sink.mails.filter((mail) => mail.to.includes(email))).toEqual([]);
    await enqueue({ kind: 'password_changed', time });
    expect((await sink.mailTo(email)).text).toContain('was changed');
  });
});

describe('the mail limit', () => {
  const code = (email: string, ip: string) => limited.outcome(verificationsRpc.send, { email }, { ip });
  const link = (email: string, ip: string) => limited.outcome(resetsRpc.request, { email }, { ip });
  const done = (codes: readonly string[]) => codes.filter((one) => one === 'done').length;
  const mailsTo = (email: string) => sink.mails.filter((mail) => mail.to.includes(email)).length;
  const ten = <T>(one: (n: number) => Promise<T>) => Promise.all(Array.from({ length: 10 }, (_, n) => one(n)));
  /** Waits until every requested mail has been sent. */
  const written = async () => {
    while ((await db.owner.query('SELECT FROM graphile_worker._private_jobs')).length > 0)
      await new Promise((wait) => setTimeout(wait, 20));
  };

  it('allows two in thirty seconds per network, for one address and for all', async () => {
    const flooded = fresh();
    expect(done(await ten(() => link(flooded, '203.0.113.1')))).toBe(2);
    expect(done(await ten((n) => code(`flood${n}.${fresh()}`, '203.0.113.2')))).toBe(2);
  });

  it('does not affect another network or the other kind of mail', async () => {
    const email = fresh();
    await person(email);
    await ten(() => link(email, '203.0.113.3'));
    expect(await link(email, '203.0.113.3')).toBe('RATE_LIMITED');
    expect(await link(email, '203.0.113.4')).toBe('done');
    expect(await code(email, '203.0.113.3')).toBe('done');
  });

  it('bounds the mails to an address from all networks, and answers known and unknown addresses alike', async () => {
    const [email, stranger] = [fresh(), fresh()];
    await person(email);
    await written();
    const before = mailsTo(email);
    for (const one of [email, stranger]) {
      expect(done(await ten((n) => link(one, `198.51.100.${n}`)))).toBe(10);
      await written();
    }
    expect(mailsTo(stranger)).toBe(0);
    // requests that still wait replace each other: three mails at most
    expect(mailsTo(email) - before).toBeGreaterThan(0);
    for (let n = 10; n < 20; n += 1) {
      expect(await link(email, `198.51.100.${n}`)).toBe('done');
      await written();
    }
    expect(mailsTo(email) - before).toBeLessThanOrEqual(3);
    await ten((n) => code(stranger, `198.51.100.${n}`));
    await written();
    expect(mailsTo(stranger)).toBeLessThanOrEqual(3);
  });

  it('sends three codes in ten minutes to one address that many accounts and networks request', async () => {
    const victim = fresh();
    const people = await Promise.all(Array.from({ length: 6 }, () => person(fresh())));
    await written();
    for (const [n, session] of people.entries()) {
      const from = { ip: `203.0.113.${50 + n}` };
      expect(await limited.outcome(verificationsRpc.send, { email: victim }, { ...session, ...from })).toBe('done');
      await written();
      expect(
        await limited.outcome(profilesRpc.update, { email: victim }, { ...session, ip: `203.0.113.${70 + n}` }),
      ).toBe('done');
      await written();
    }
    for (let n = 0; n < 6; n += 1) expect(await code(victim, `203.0.113.${90 + n}`)).toBe('done');
    await written();
    expect(mailsTo(victim)).toBe(3);
  });

  it('sends six mails of all kinds in an hour to one address', async () => {
    const email = fresh();
    await person(email);
    await db.owner.query('TRUNCATE platform.limits');
    await written();
    const before = mailsTo(email);
    for (let round = 0; round < 3; round += 1) {
      for (let n = 0; n < 4; n += 1) {
        await link(email, `198.51.100.${100 + round * 20 + n}`);
        await written();
        await code(email, `198.51.100.${110 + round * 20 + n}`);
        await written();
      }
      await db.owner.query(`DELETE FROM platform.limits WHERE name = 'letters'`);
    }
    expect(mailsTo(email) - before).toBe(6);
  });

  it('counts codes for a changed address by user and by network', async () => {
    const [one, two] = [await person(fresh()), await person(fresh())];
    const change = (session: Partial<Caller>, ip: string) =>
      limited.outcome(profilesRpc.update, { email: fresh() }, { ...session, ip });
    expect(done(await ten((n) => change(one, `192.0.2.${n}`)))).toBe(2);
    expect(await change(one, '192.0.2.100')).toBe('RATE_LIMITED');
    expect(done([await change(two, '192.0.2.200')])).toBe(1);
    expect(done(await ten(() => code(fresh(), '192.0.2.200')))).toBe(1);
  });
});
