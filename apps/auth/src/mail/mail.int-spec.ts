import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Caller } from '@tollgate/contracts';
import { apiKeysRpc } from '@tollgate/contracts/auth/api-keys';
import { profilesRpc } from '@tollgate/contracts/auth/profiles';
import { resetsRpc } from '@tollgate/contracts/auth/resets';
import { sessionsRpc } from '@tollgate/contracts/auth/sessions';
import { signUpsRpc } from '@tollgate/contracts/auth/sign-ups';
import { verificationsRpc } from '@tollgate/contracts/auth/verifications';
import { hashSecret } from '@tollgate/platform/access';
import { testDatabase, type TestDatabase } from '@tollgate/testing/database';
import { smtpSink, type SmtpSink } from '@tollgate/testing/mail';
import { type ServiceUnderTest, serviceUnderTest } from '@tollgate/testing/service';
import { auth } from '../index.js';
import { OF_ADDRESS } from '../testing/address-key.js';

const PASSWORD = 'password123';

let db: TestDatabase;
let a: ServiceUnderTest;
/** A second replica on the same database. */
let b: ServiceUnderTest;
/** A third one, which counts by client address too. */
let counting: ServiceUnderTest;
let sink: SmtpSink;
let serial = 0;

beforeAll(async () => {
  db = await testDatabase();
  sink = await smtpSink();
  const byAddress = { CRITICAL_RATE_LIMIT_ENABLE: 'true', CRITICAL_RATE_LIMIT: '1000' };
  [a, b, counting] = await Promise.all([
    serviceUnderTest(auth, db),
    serviceUnderTest(auth, db),
    serviceUnderTest(auth, db, byAddress),
  ]);
  await a.setOptions({
    SMTPServer: '127.0.0.1',
    SMTPPort: String(sink.port),
    SMTPAccount: 'noreply@tollgate.example',
    SMTPToken: 'smtp-password',
    SystemName: 'Tollgate <b>',
    ServerAddress: 'https://ai.example.com/',
    EmailVerificationEnabled: 'true',
  });
});
afterAll(async () => {
  await Promise.all([a, b, counting].map((service) => service.close()));
  await sink.close();
  await db.close();
});
beforeEach(() => {
  serial += 1;
});
afterEach(() => {
  sink.refuse = false;
});

const fresh = () => `user${serial}.${Math.random().toString(36).slice(2, 8)}@example.com`;
const codeIn = (text: string) => /: ([0-9a-z]{6})\b/.exec(text)?.[1] ?? 'no code';
const tokenIn = (text: string) => new URL(/https?:\S+/.exec(text)?.[0] ?? '').searchParams.get('token') ?? '';

/** Requests a code and reads it from the mail. */
async function codeFor(email: string, caller: Partial<Caller> = {}, seen = 0): Promise<string> {
  await a.call(verificationsRpc.send, { email }, caller);
  return codeIn((await sink.mailTo(email, seen)).text);
}

async function settled(address: string): Promise<void> {
  // the code is valid when the row is stored, a moment after the server accepted the mail
  for (let i = 0; i < 200; i += 1) {
    const rows = await db.owner.query(`SELECT 1 FROM auth.address_codes WHERE ${OF_ADDRESS}`, [address]);
    if (rows.length > 0) return;
    await new Promise((done) => setTimeout(done, 10));
  }
  throw new Error('the code was never stored');
}

async function register(email?: string, name = `mail${serial}${Math.random().toString(36).slice(2, 7)}`) {
  if (email) {
    const verification_code = await codeFor(email);
    await settled(email.toLowerCase());
    await b.call(signUpsRpc.register, { username: name, password: PASSWORD, email, verification_code });
  } else {
    await a.setOptions({ EmailVerificationEnabled: 'false' });
    await a.call(signUpsRpc.register, { username: name, password: PASSWORD });
    await a.setOptions({ EmailVerificationEnabled: 'true' });
  }
  return { name, ...(await login(name)) };
}

async function login(username: string, password = PASSWORD) {
  const { cookie, token = '', id = 0 } = await a.call(sessionsRpc.login, { username, password });
  const session: Partial<Caller> = { credential: { session: hashSecret(cookie).toString('base64url'), userId: id } };
  return { id, session, bearer: { credential: { bearer: hashSecret(token).toString('base64url'), userId: id } } };
}

async function resetToken(email: string, seen = 0): Promise<string> {
  const before = sink.mails.filter((mail) => mail.to.includes(email)).length;
  await a.call(resetsRpc.request, { email });
  const mail = await sink.mailTo(email, before + seen);
  for (let i = 0; i < 200; i += 1) {
    const hash = hashSecret(tokenIn(mail.text));
    if ((await db.owner.query('SELECT 1 FROM auth.reset_tokens WHERE hash = $1', [hash])).length > 0) break;
    await new Promise((done) => setTimeout(done, 10));
  }
  return tokenIn(mail.text);
}

describe('a mailed code', () => {
  it('creates an account with a proven address, in both languages, escaped, from the configured sender', async () => {
    const email = fresh();
    await register(email);
    const mail = await sink.mailTo(email);
    expect(mail.subject).toBe('Tollgate <b>邮箱验证邮件');
    expect(mail.html).toContain('Tollgate &lt;b&gt;');
    expect(mail.html).not.toContain('<b>');
    expect(mail.from).toBe('noreply@tollgate.example');
    expect(mail.user).toBe('noreply@tollgate.example');
    // the server offered STARTTLS
    expect(mail.secure).toBe(true);
    const english = fresh();
    await a.call(verificationsRpc.send, { email: english }, { locale: 'en' });
    expect((await sink.mailTo(english)).text).toContain('Your code: ');
    const [row] = await db.owner.query('SELECT email_verified FROM auth.users WHERE email_key = $1', [email]);
    expect(row).toEqual({ email_verified: true });
    expect((await login(email)).id).toBeGreaterThan(0);
  });

  it('is consumed by one of twenty concurrent sign-ups over two replicas', async () => {
    const email = fresh();
    const verification_code = await codeFor(email);
    await settled(email);
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        (i % 2 ? a : b).outcome(signUpsRpc.register, {
          username: `par${serial}x${i}`,
          password: PASSWORD,
          email,
          verification_code,
        }),
      ),
    );
    expect(outcomes.filter((code) => code === 'done')).toHaveLength(1);
    const rows = await db.owner.query('SELECT id FROM auth.users WHERE email_key = $1', [email]);
    expect(rows).toHaveLength(1);
  });

  it('is void after five wrong attempts of its requester, also if sixty are concurrent', async () => {
    const email = fresh();
    const code = await codeFor(email, { ip: '198.51.100.7' });
    await settled(email);
    const guess = (verification_code: string, i: number) =>
      (i % 2 ? a : b).outcome(
        signUpsRpc.register,
        { username: `gs${serial}x${i}`, password: PASSWORD, email, verification_code },
        { ip: '198.51.100.7' },
      );
    await Promise.all(Array.from({ length: 60 }, (_, i) => guess('zzzzzz', i)));
    const [row] = await db.owner.query(`SELECT misses FROM auth.address_codes WHERE ${OF_ADDRESS}`, [email]);
    expect(row).toEqual({ misses: 5 });
    expect(await guess(code, 61)).toBe('EMAIL_CODE_INVALID');
  });

  it('keeps its five attempts while guests of other networks guess at it', async () => {
    const email = fresh();
    const code = await codeFor(email, { ip: '198.51.100.8' });
    await settled(email);
    const guess = (verification_code: string, ip: string) =>
      a.outcome(
        signUpsRpc.register,
        { username: `ot${(serial += 1)}`, password: PASSWORD, email, verification_code },
        { ip },
      );
    for (let i = 0; i < 7; i += 1) expect(await guess('zzzzzz', `203.0.113.${i}`)).toBe('EMAIL_CODE_INVALID');
    const [row] = await db.owner.query(`SELECT misses FROM auth.address_codes WHERE ${OF_ADDRESS}`, [email]);
    expect(row).toEqual({ misses: 0 });
    expect(await guess(code, '203.0.113.99')).toBe('done');
  });

  it('is not locked by strangers, because their attempts count for their networks and for the code', async () => {
    const email = fresh();
    const guess = (from: ServiceUnderTest, ip: string, verification_code = 'zzzzzz') =>
      from.outcome(
        signUpsRpc.register,
        { username: `st${(serial += 1)}`, password: PASSWORD, email, verification_code },
        { ip },
      );
    // more wrong attempts than one network has, from many networks, and as many if addresses are not counted
    for (let i = 0; i < 30; i += 1) await guess(counting, `2001:db8:${i}::1`);
    for (let i = 0; i < 30; i += 1) await guess(a, '192.0.2.1');
    // one network has used its twenty attempts: a right code is refused from there and accepted from another one
    for (let i = 0; i < 20; i += 1) await guess(counting, `2001:db8:ffff:1::${i}`);
    const code = await codeFor(email);
    await settled(email);
    expect(await guess(counting, '2001:db8:ffff:1:2:3:4:5', code)).toBe('EMAIL_CODE_INVALID');
    expect(await guess(counting, '2001:db8:ffff:2::1', code)).toBe('done');
  });

  it('is valid for ten minutes, for its own address only, until a newer one is sent', async () => {
    const email = fresh();
    const first = await codeFor(email);
    await settled(email);
    const second = await codeFor(email, {}, 1);
    await new Promise((done) => setTimeout(done, 100));
    const attempt = (verification_code: string, address = email) =>
      a.outcome(signUpsRpc.register, {
        username: `ten${serial}`,
        password: PASSWORD,
        email: address,
        verification_code,
      });
    expect(first).not.toBe(second);
    expect(await attempt(first)).toBe('EMAIL_CODE_INVALID');
    expect(await attempt(second, fresh())).toBe('EMAIL_CODE_INVALID');
    expect(await a.outcome(resetsRpc.finish, { email, token: second })).toBe('RESET_LINK_INVALID');
    await db.owner.query(
      `UPDATE auth.address_codes SET expires_at = expires_at - interval '10 minutes' WHERE ${OF_ADDRESS}`,
      [email],
    );
    expect(await attempt(second)).toBe('EMAIL_CODE_INVALID');
    await db.owner.query(
      `UPDATE auth.address_codes SET expires_at = expires_at + interval '5 minutes' WHERE ${OF_ADDRESS}`,
      [email],
    );
    expect(await attempt(second)).toBe('done');
  });

  it('is found neither in the database nor by trying all codes against it', async () => {
    const email = fresh();
    const code = await codeFor(email);
    await settled(email);
    const dump = await db.owner.query<{ all: string }>(
      `SELECT (SELECT string_agg(c::text, ' ') FROM auth.address_codes c) || coalesce((SELECT string_agg(j::text, ' ') FROM graphile_worker._private_jobs j), '') AS all`,
    );
    expect(dump[0]?.all).not.toContain(code);
    const [codes] = await db.owner.query(`SELECT string_agg(c::text, ' ') AS all FROM auth.address_codes c`);
    expect(codes?.all).not.toContain(email);
    const [row] = await db.owner.query<{ code_hash: Buffer }>(
      `SELECT code_hash FROM auth.address_codes WHERE ${OF_ADDRESS}`,
      [email],
    );
    for (const text of [code, `verification:${email}:${code}`, `${email}${code}`]) {
      expect(hashSecret(text).equals(row?.code_hash ?? Buffer.of())).toBe(false);
    }
  });

  it('is sent late but valid after the server was down', async () => {
    const email = fresh();
    sink.refuse = true;
    const started = performance.now();
    await a.call(verificationsRpc.send, { email });
    expect(performance.now() - started).toBeLessThan(1000);
    await new Promise((done) => setTimeout(done, 700));
    await db.owner.query(`UPDATE auth.address_codes SET expires_at = now() WHERE ${OF_ADDRESS}`, [email]);
    sink.refuse = false;
    const code = codeIn((await sink.mailTo(email, 0, 15_000)).text);
    await settled(email);
    expect(
      await b.outcome(signUpsRpc.register, {
        username: `late${serial}`,
        password: PASSWORD,
        email,
        verification_code: code,
      }),
    ).toBe('done');
  }, 30_000);
});

describe('privacy of addresses', () => {
  it('verification does not reveal whether an address has an account; its owner gets a mail without a code', async () => {
    const email = fresh();
    await register(email);
    expect(await a.outcome(verificationsRpc.send, { email: email.toUpperCase() })).toBe('done');
    const mail = await sink.mailTo(email, 1);
    expect(mail.text).toContain('已属于一个账户');
    expect(codeIn(mail.text)).toBe('no code');
    // a code that was not sent: a wrong guess at a taken address does the same work as one at a free address
    await settled(email.toLowerCase());
    const guess = { username: `taken${serial}`, password: PASSWORD, email, verification_code: 'abcdef' };
    expect(await a.outcome(signUpsRpc.register, guess)).toBe('EMAIL_CODE_INVALID');
    expect(await a.outcome(signUpsRpc.register, { ...guess, email: fresh() })).toBe('EMAIL_CODE_INVALID');
  });

  it('a reset does not reveal whether an address has an account: the same statements run, and no mail goes to unknown addresses', async () => {
    const email = fresh();
    await register(email);
    const stranger = fresh();
    const calls = [email, stranger].map((address) => a.call(resetsRpc.request, { email: address }));
    expect(await Promise.all(calls)).toEqual([{}, {}]);
    await sink.mailTo(email, 1);
    await new Promise((done) => setTimeout(done, 300));
    expect(sink.mails.some((mail) => mail.to.includes(stranger))).toBe(false);
  });

  it('the time of an answer does not distinguish 200 known from 200 unknown addresses', async () => {
    const known = fresh();
    await register(known);
    const times: { known: boolean; ms: number }[] = [];
    const time = async (isKnown: boolean, i: number) => {
      const email = isKnown ? known : `stranger${i}@example.com`;
      const started = performance.now();
      await a.call(resetsRpc.request, { email });
      times.push({ known: isKnown, ms: performance.now() - started });
    };
    for (let i = 0; i < 200; i += 1) {
      await time(i % 2 === 0, i);
      await time(i % 2 !== 0, i);
    }
    const [ours, theirs] = [times.filter((t) => t.known), times.filter((t) => !t.known)];
    // the chance that a known address took longer than an unknown one
    const slower = ours.flatMap((one) =>
      theirs.map((other) => (one.ms > other.ms ? 1 : one.ms === other.ms ? 0.5 : 0)),
    );
    const auc = slower.reduce<number>((sum, value) => sum + value, 0) / slower.length;
    process.stdout.write(
      `reset: AUC of ${ours.length} known against ${theirs.length} unknown addresses ${auc.toFixed(3)}\n`,
    );
    expect(auc).toBeGreaterThan(0.4);
    expect(auc).toBeLessThan(0.6);
  });

  it('a missing mail server is reported alike for every address', async () => {
    await a.setOptions({ SMTPServer: '' });
    expect(await a.outcome(verificationsRpc.send, { email: fresh() })).toBe('MAIL_NOT_CONFIGURED');
    expect(await a.outcome(resetsRpc.request, { email: fresh() })).toBe('MAIL_NOT_CONFIGURED');
    await a.setOptions({ SMTPServer: '127.0.0.1' });
  });
});

describe('an address', () => {
  it.each([
    'plain',
    '@example.com',
    'a@b',
    'a b@example.com',
    'a@example.com\r\nBcc: x@y.zz',
    'a@exämple.com',
    'a..b@example.com',
  ])('like %j is refused', async (email) => {
    expect(await a.outcome(verificationsRpc.send, { email })).toBe('EMAIL_INVALID');
  });

  it('is the same in every Unicode spelling', async () => {
    const email = fresh();
    await register(email);
    // a full-width @ and letters: after normalisation the same address, so no code is mailed
    await a.call(verificationsRpc.send, { email: email.replace('@', '＠').replace('user', 'ｕｓｅｒ') });
    expect((await sink.mailTo(email, 1)).text).toContain('已属于一个账户');
  });

  it('must be of a listed domain and no alias, if the options demand it', async () => {
    await a.setOptions({
      EmailDomainRestrictionEnabled: 'true',
      EmailDomainWhitelist: 'example.com, Example.org',
      EmailAliasRestrictionEnabled: 'true',
    });
    expect(await a.outcome(verificationsRpc.send, { email: 'a@example.net' })).toBe('EMAIL_DOMAIN_REFUSED');
    expect(await a.outcome(verificationsRpc.send, { email: 'a@evil.example.com' })).toBe('EMAIL_DOMAIN_REFUSED');
    expect(await a.outcome(verificationsRpc.send, { email: 'a+b@example.org' })).toBe('EMAIL_ALIAS_REFUSED');
    expect(await a.outcome(verificationsRpc.send, { email: 'a.b@example.org' })).toBe('EMAIL_ALIAS_REFUSED');
    expect(await a.outcome(verificationsRpc.send, { email: `ab${serial}@EXAMPLE.org` })).toBe('done');
    await a.setOptions({ EmailDomainRestrictionEnabled: 'false', EmailAliasRestrictionEnabled: 'false' });
  });
});

describe('a reset', () => {
  it('on any replica, once, ends every session and token, disables keys, and keeps the second factor', async () => {
    const email = fresh();
    const user = await register(email);
    const { token: accessToken } = await a.call(profilesRpc.accessToken, {}, user.session);
    const access: Partial<Caller> = { credential: { bearer: hashSecret(accessToken).toString('base64url') } };
    await a.call(apiKeysRpc.create, { name: 'k', expired_time: -1, unlimited_quota: true }, user.session);
    const token = await resetToken(email);
    expect(token).toHaveLength(43);
    const { password } = await b.call(resetsRpc.finish, { email: email.toUpperCase(), token });
    expect(password).toMatch(/^[0-9A-Za-z]{16}$/);
    for (const caller of [user.session, user.bearer, access]) {
      expect(await a.outcome(profilesRpc.get, {}, caller)).toBe('CREDENTIAL_INVALID');
    }
    expect(await a.outcome(sessionsRpc.login, { username: user.name, password: PASSWORD })).toBe('LOGIN_REFUSED');
    await login(user.name, password);
    expect(await db.owner.query('SELECT status FROM auth.api_keys WHERE user_id = $1', [user.id])).toEqual([
      { status: 2 },
    ]);
    expect(await b.outcome(resetsRpc.finish, { email, token })).toBe('RESET_LINK_INVALID');
    expect((await sink.mailTo(email, 2)).subject).toContain('密码已重置');
  });

  it('is not locked by strangers who try links, but a network that used its attempts is refused', async () => {
    const email = fresh();
    const user = await register(email);
    const token = await resetToken(email);
    const junk = (ip: string, i: number) =>
      counting.outcome(resetsRpc.finish, { email, token: String(i).padStart(43, 'x') }, { ip });
    for (let i = 0; i < 30; i += 1) expect(await junk(`198.51.100.${i}`, i)).toBe('RESET_LINK_INVALID');
    for (let i = 0; i < 12; i += 1) await junk('203.0.113.7', i);
    expect(await counting.outcome(resetsRpc.finish, { email, token }, { ip: '203.0.113.7' })).toBe('done');
    expect(await a.outcome(profilesRpc.get, {}, user.session)).toBe('CREDENTIAL_INVALID');
    // a network with many attempts is refused for all accounts
    const next = await resetToken(email, 1);
    for (let i = 0; i < 50; i += 1) await junk('203.0.113.8', i);
    expect(await counting.outcome(resetsRpc.finish, { email, token: next }, { ip: '203.0.113.8' })).toBe(
      'RESET_LINK_INVALID',
    );
    expect(await counting.outcome(resetsRpc.finish, { email, token: next }, { ip: '203.0.113.9' })).toBe('done');
  }, 60_000);

  it('works for one of twenty concurrent requests', async () => {
    const email = fresh();
    await register(email);
    const token = await resetToken(email);
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, (_, i) => (i % 2 ? a : b).outcome(resetsRpc.finish, { email, token })),
    );
    expect(outcomes.filter((code) => code === 'done')).toHaveLength(1);
  });

  it('accepts the newest three links, and no link after one of them was used', async () => {
    const email = fresh();
    await register(email);
    const tokens: string[] = [];
    for (let n = 0; n < 4; n += 1) tokens.push(await resetToken(email));
    const finish = (token = '') => b.outcome(resetsRpc.finish, { email, token });
    expect(await finish(tokens[0])).toBe('RESET_LINK_INVALID');
    await db.owner.query(`UPDATE auth.reset_tokens SET earlier_expire_at[1] = now() WHERE address_key = $1`, [email]);
    expect(await finish(tokens[2])).toBe('RESET_LINK_INVALID');
    const racers = await Promise.all(Array.from({ length: 10 }, () => finish(tokens[1])));
    expect(racers.filter((code) => code === 'done')).toHaveLength(1);
    expect(await finish(tokens[3])).toBe('RESET_LINK_INVALID');
  });

  it('refuses a link that was sent to a former address of the account', async () => {
    const [email, next] = [fresh(), fresh()];
    await register(email);
    const before = await resetToken(email);
    await db.owner.query('UPDATE auth.users SET email = $2, email_key = $2 WHERE email_key = $1', [email, next]);
    const token = await resetToken(next);
    expect(await a.outcome(resetsRpc.finish, { email: next, token: before })).toBe('RESET_LINK_INVALID');
    expect(await a.outcome(resetsRpc.finish, { email, token: before })).toBe('RESET_LINK_INVALID');
    expect(await a.outcome(resetsRpc.finish, { email: next, token })).toBe('done');
  });

  it('accepts a link for its own address only, within ten minutes, while the account has the address', async () => {
    const [email, other] = [fresh(), fresh()];
    await register(email);
    await register(other);
    const first = await resetToken(email);
    const finish = (token: string, address = email) => a.outcome(resetsRpc.finish, { email: address, token });
    expect(await finish(first, other)).toBe('RESET_LINK_INVALID');
    await db.owner.query(`UPDATE auth.reset_tokens SET expires_at = now() - interval '1 second' WHERE hash = $1`, [
      hashSecret(first),
    ]);
    expect(await finish(first)).toBe('RESET_LINK_INVALID');
    const second = await resetToken(email);
    await db.owner.query(`UPDATE auth.users SET email_key = 'moved@example.com' WHERE email_key = $1`, [email]);
    expect(await finish(second)).toBe('RESET_LINK_INVALID');
  });

  it('links to the configured site, and sends nothing for a deleted account or an unproven address', async () => {
    const email = fresh();
    const user = await register(email);
    await a.call(resetsRpc.request, { email });
    expect((await sink.mailTo(email, 1)).text).toContain(
      `https://ai.example.com/user/reset?email=${encodeURIComponent(email)}&token=`,
    );
    await a.call(profilesRpc.delete, {}, user.session);
    await a.call(resetsRpc.request, { email });
    await new Promise((done) => setTimeout(done, 500));
    expect(sink.mails.filter((mail) => mail.to.includes(email))).toHaveLength(2);
  });
});

describe('another address', () => {
  it('with verification on takes effect when proven, ends other sessions, and notifies the old address', async () => {
    const [old, next] = [fresh(), fresh()];
    const user = await register(old);
    const elsewhere = await login(user.name);
    await a.call(profilesRpc.update, { email: next }, user.session);
    expect((await a.call(profilesRpc.get, {}, user.session)).email).toBe(old);
    const code = codeIn((await sink.mailTo(next)).text);
    await settled(next);
    const thief = await register(fresh());
    expect(await a.outcome(verificationsRpc.bind, { email: next, code }, thief.session)).toBe('EMAIL_CODE_INVALID');
    await b.call(verificationsRpc.bind, { email: next, code }, user.session);
    expect((await a.call(profilesRpc.get, {}, user.session)).email).toBe(next);
    expect(await a.outcome(profilesRpc.get, {}, elsewhere.session)).toBe('CREDENTIAL_INVALID');
    expect((await sink.mailTo(old, 1)).subject).toContain('邮箱地址已变更');
    expect(await a.outcome(verificationsRpc.bind, { email: next, code }, user.session)).toBe('EMAIL_CODE_INVALID');
  });

  it('with verification off is stored at once, but does not log in until it is proven', async () => {
    const user = await register();
    const email = fresh();
    await a.setOptions({ EmailVerificationEnabled: 'false' });
    await a.call(profilesRpc.update, { email }, user.session);
    expect((await a.call(profilesRpc.get, {}, user.session)).email).toBe(email);
    expect(await a.outcome(sessionsRpc.login, { username: email, password: PASSWORD })).toBe('LOGIN_REFUSED');
    const code = codeIn((await sink.mailTo(email)).text);
    await settled(email);
    await a.call(verificationsRpc.bind, { email, code }, user.session);
    expect((await login(email)).id).toBe(user.id);
    await a.setOptions({ EmailVerificationEnabled: 'true' });
  });

  it('notifies the previous address, even if that was not proven', async () => {
    const user = await register();
    const [old, next] = [fresh(), fresh()];
    await a.setOptions({ EmailVerificationEnabled: 'false' });
    await a.call(profilesRpc.update, { email: old }, user.session);
    await sink.mailTo(old);
    await a.call(profilesRpc.update, { email: next }, user.session);
    await a.setOptions({ EmailVerificationEnabled: 'true' });
    await sink.mailTo(next);
    expect((await sink.mailTo(old, 1)).text).toContain('已变更');
  });

  it('that is proven cannot be set on a second account, even by twenty concurrent requests', async () => {
    const email = fresh();
    const users = await Promise.all([register(fresh()), register(fresh())]);
    const code = await codeFor(email);
    await settled(email);
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, (_, i) => a.outcome(verificationsRpc.bind, { email, code }, users[i % 2]?.session)),
    );
    expect(outcomes.filter((outcome) => outcome === 'done')).toHaveLength(1);
    expect(await db.owner.query('SELECT 1 FROM auth.users WHERE email_key = $1', [email])).toHaveLength(1);
  });

  it('is not bound without a session', async () => {
    const email = fresh();
    const code = await codeFor(email);
    expect(await a.outcome(verificationsRpc.bind, { email, code })).toBe('UNAUTHENTICATED');
  });
});
