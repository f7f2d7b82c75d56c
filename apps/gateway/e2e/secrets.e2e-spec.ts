import { createHash, createHmac, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { OPTION_KEYS, OPTIONS } from '@tollgate/options';
import { smtpSink, type SmtpSink } from '@tollgate/testing/mail';
import {
  type Envelope,
  HttpClient,
  type HttpReply,
  type SendOptions,
  startPlatform,
  type TestPlatform,
} from '@tollgate/testing/platform';

type Data = Record<string, string>;

/** A secret, and the only requests whose reply may contain it. */
interface Secret {
  readonly name: string;
  readonly value: string;
  readonly issuedBy: readonly string[];
}

/** One reply: headers and body. */
interface Heard {
  readonly request: string;
  readonly text: string;
}

const secrets: Secret[] = [];
const heard: Heard[] = [];

/** Makes a secret that no other text contains by accident. */
function marked(name: string, issuedBy: readonly string[] = []): string {
  return remember(name, `Mark3d-${randomBytes(15).toString('hex')}`, issuedBy);
}

function remember(name: string, value: unknown, issuedBy: readonly string[] = []): string {
  if (typeof value !== 'string' || value.length < 8) throw new Error(`${name} is no secret: ${String(value)}`);
  secrets.push({ name, value, issuedBy });
  return value;
}

/** A browser that keeps every reply. */
class Listener extends HttpClient {
  override async send<T = Envelope>(method: string, path: string, options?: SendOptions): Promise<HttpReply<T>> {
    const reply = await super.send<T>(method, path, options);
    const headers = [...reply.headers].map((pair) => pair.join(': ')).join('\n');
    heard.push({ request: `${method} ${path.split('?')[0] ?? ''}`, text: `${headers}\n${reply.text}` });
    const session = this.cookies.get('session');
    if (session && !secrets.some(({ value }) => value === session)) {
      remember('session cookie', session, ['POST /api/user/login', 'POST /api/user/login/2fa', 'PUT /api/user/self']);
    }
    return reply;
  }
}

let platform: TestPlatform;
let mail: SmtpSink;
beforeAll(async () => {
  [platform, mail] = await Promise.all([startPlatform(), smtpSink()]);
  await walk();
}, 240_000);
afterAll(async () => {
  await platform.close();
  await mail.close();
});

const SECRET_OPTIONS = OPTION_KEYS.filter((key) => OPTIONS[key].secret);

/** Calls every route that takes or issues a secret, with valid and with invalid input. */
async function walk(): Promise<void> {
  const root = new Listener(platform.origin);
  const rootId = await root.signUp('keeper', marked('password of root'));
  await platform.db.owner.query('UPDATE auth.users SET role = 100 WHERE id = $1', [rootId]);
  await setOptions(root);
  const user = await signUp();
  await credentials(user);
  await secondFactor(user);
  await reset(user);
  await refusals(user);
  for (const path of ['/api/option/', '/api/user/', `/api/user/${user.id}`, '/api/log/', '/api/audit', '/api/status']) {
    await root.get(path);
  }
  for (const path of ['/api/user/self', '/api/user/sessions', '/api/user/security_log', '/api/user/2fa/status']) {
    await user.client.get(path);
  }
}

async function setOptions(root: HttpClient): Promise<void> {
  const port = String(mail.port);
  const mailer = {
    SMTPServer: '127.0.0.1',
    SMTPPort: port,
    SMTPAccount: 'mailer@example.com',
    SMTPFrom: 'a@example.com',
  };
  const open = { ...mailer, SMTPSSLEnabled: 'false', ServerAddress: 'https://ai.example.com' };
  const values = Object.entries(open).concat(SECRET_OPTIONS.map((key) => [key, marked(`option ${key}`)]));
  for (const [key, value] of values) {
    const { body } = await root.put('/api/option/', { key, value });
    if (!body.success) throw new Error(`${key}: ${body.message}`);
  }
}

async function signUp() {
  const client = new Listener(platform.origin);
  const password = marked('password');
  const id = await client.signUp('bearer', password);
  await platform.db.owner.query(
    `UPDATE auth.users SET email = 'bearer@example.com', email_key = 'bearer@example.com', email_verified = true WHERE id = $1`,
    [id],
  );
  return { client, id, password };
}
type User = Awaited<ReturnType<typeof signUp>>;

async function logIn({ client, password }: User) {
  const { body } = await client.post<Envelope<Data>>('/api/user/login', { username: 'bearer', password });
  if (body.data?.token) remember('session token', body.data.token, ['POST /api/user/login']);
}

async function credentials(user: User): Promise<void> {
  const { client } = user;
  await logIn(user);
  const access = await client.get<Envelope<string>>('/api/user/token');
  remember('access token', access.body.data, ['GET /api/user/token']);
  await client.post('/api/token/', { name: 'production', unlimited_quota: true });
  const keys = await client.get<Envelope<{ items: { id: number; key: string }[] }>>('/api/token/?p=1');
  // its owner can read it at any time, as in New API
  const [key] = keys.body.data.items;
  remember('API key', key?.key, ['POST /api/token/', 'GET /api/token/', `GET /api/token/${key?.id}`]);
  await client.get(`/api/token/${key?.id}`);
  const changed = marked('new password');
  const { body } = await client.put('/api/user/self', { password: changed, original_password: user.password });
  expect(body.success).toBe(true);
  user.password = changed;
}

async function secondFactor(user: User): Promise<void> {
  const { client, id } = user;
  const setup = await client.post<Envelope<{ secret: string; backup_codes: string[] }>>('/api/user/2fa/setup');
  const { secret, backup_codes: backup } = setup.body.data;
  remember('seed of the second factor', secret, ['POST /api/user/2fa/setup']);
  for (const code of backup) remember('backup code', code, ['POST /api/user/2fa/setup']);
  expect((await client.post('/api/user/2fa/enable', { code: codeOf(secret) })).body.success).toBe(true);
  await platform.db.owner.query('UPDATE auth.two_factors SET last_step = last_step - 10 WHERE user_id = $1', [id]);
  await logIn(user);
  const { body } = await client.post<Envelope<Data>>('/api/user/login/2fa', { code: backup[0] });
  remember('session token', body.data?.token, ['POST /api/user/login/2fa']);
  const fresh = await client.post<Envelope<{ backup_codes: string[] }>>('/api/user/2fa/backup_codes', {
    code: codeOf(secret),
  });
  for (const code of fresh.body.data.backup_codes) remember('backup code', code, ['POST /api/user/2fa/backup_codes']);
}

async function reset(user: User): Promise<void> {
  const anyone = new Listener(platform.origin);
  await anyone.get('/api/reset_password', { query: { email: 'bearer@example.com' } });
  // notices of the earlier changes are sent to the same address
  let link: string | undefined;
  for (let seen = 0; link === undefined; seen += 1) {
    const { text } = await mail.mailTo('bearer@example.com', seen, 60_000);
    link = /[?&]token=([\w-]+)/.exec(text)?.[1];
  }
  const token = remember('token of the reset', link);
  const { body } = await anyone.post<Envelope<string>>('/api/user/reset', { email: 'bearer@example.com', token });
  user.password = remember('password of the reset', body.data, ['POST /api/user/reset']);
  await logIn(user);
  await anyone.post('/api/user/reset', { email: 'bearer@example.com', token });
}

/** Wrong, misplaced and unreadable secrets, because refusals and errors must not repeat them either. */
async function refusals({ client }: User): Promise<void> {
  const anyone = new Listener(platform.origin);
  const password = marked('refused password');
  for (const username of ['bearer', 'nobody-of-that-name', 7, '\u0000', 'x'.repeat(300)]) {
    await anyone.post('/api/user/login', { username, password });
    await anyone.post('/api/user/register', { username, password });
  }
  await anyone.post('/api/user/login', { username: 'bearer', password: [password] });
  await anyone.post('/api/user/login', `{"username":"bearer","password":"${password}"`);
  await anyone.post('/api/user/login/2fa', { code: marked('refused code') });
  await anyone.post('/api/user/reset', { email: 'bearer@example.com', token: marked('refused token of a reset') });
  const bearer = { authorization: `Bearer ${marked('refused bearer')}`, 'new-api-user': '1' };
  await anyone.get('/api/user/self', { headers: bearer });
  await anyone.get('/api/user/self', {
    headers: { cookie: `session=${marked('refused cookie')}`, 'new-api-user': '1' },
  });
  await client.post('/api/user/topup', { key: marked('refused code to redeem').slice(0, 32) });
  await client.put('/api/user/self', { password: 'new password 1', original_password: marked('refused old password') });
}

/** RFC 6238: SHA-1, 6 digits, 30 seconds. */
function codeOf(base32: string): string {
  const digits = [...base32].map((c) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c));
  const bits = digits.map((digit) => digit.toString(2).padStart(5, '0')).join('');
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)));
  const mac = createHmac('sha1', key).update(counter).digest();
  return String((mac.readUInt32BE((mac.at(-1) ?? 0) & 15) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

/** The secret itself and its hash, by which it is looked up. */
function formsOf({ value }: Secret): string[] {
  const hash = createHash('sha256').update(value).digest();
  return [value, hash.toString('hex'), hash.toString('base64url')];
}

function namesIn(text: string, allowed: (secret: Secret) => boolean = () => false): string[] {
  const found = secrets.filter((secret) => formsOf(secret).some((form) => text.includes(form)) && !allowed(secret));
  return found.map(({ name }) => name).concat(text.includes('$argon2') ? ['hash of a password'] : []);
}

const inLogs = () => platform.processes.flatMap(({ lines }) => lines.flatMap((line) => namesIn(JSON.stringify(line))));

const inReplies = () =>
  heard.flatMap(({ request, text }) =>
    namesIn(text, ({ issuedBy }) => issuedBy.includes(request)).map((name) => `${name} in ${request}`),
  );

/** Tables with a row that contains a secret in clear in any column. A row's text has all columns, bytes in hexadecimal. */
async function inTables(): Promise<string[]> {
  const tables = await platform.db.owner.query<{ name: string }>(
    `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')`,
  );
  const found: string[] = [];
  const values = secrets.flatMap(({ value }) => [
    value,
    Buffer.from(value).toString('hex'),
    Buffer.from(value).toString('base64'),
  ]);
  for (const { name } of tables) {
    const [row] = await platform.db.owner.query<{ value: string }>(
      `SELECT v AS value FROM ${name} t, unnest($1::text[]) v WHERE strpos(t::text, v) > 0 LIMIT 1`,
      [values],
    );
    const secret = secrets[Math.floor(values.indexOf(row?.value ?? '') / 3)];
    if (row && secret) found.push(`${secret.name} in ${name}`);
  }
  return found;
}

describe('after all routes that take or issue a secret', () => {
  it('the walk has seen every kind of secret', () => {
    const kinds = new Set(secrets.map(({ name }) => name));
    for (const kind of [
      'password',
      'session cookie',
      'session token',
      'access token',
      'API key',
      'token of the reset',
    ]) {
      expect(kinds).toContain(kind);
    }
    expect(SECRET_OPTIONS.length).toBeGreaterThan(10);
    // each issued secret is found in the reply that issues it, so the search works
    const issued = secrets.filter(({ issuedBy }) => issuedBy.length > 0);
    const unseen = issued.filter(
      ({ value, issuedBy }) => !heard.some(({ request, text }) => issuedBy.includes(request) && text.includes(value)),
    );
    expect(unseen.map(({ name }) => name)).toEqual([]);
    // a long run drops its oldest lines, so check that all are there
    for (const { lines } of platform.processes) expect(lines.length).toBeLessThan(1000);
  });

  it('no log line contains one or its hash', () => expect(inLogs()).toEqual([]));

  it('no reply contains one or its hash except the reply that issues it', () => expect(inReplies()).toEqual([]));

  it('no row of the database contains one in clear', async () => expect(await inTables()).toEqual([]));

  it('a secret that is planted in a log, a reply or a row is found', async () => {
    const [first] = secrets;
    if (!first) throw new Error('there are no secrets');
    platform.processes[0]?.lines.push({ event: 'x', requestId: formsOf(first)[2] });
    expect(inLogs()).toEqual([first.name]);
    heard.push({ request: 'GET /api/status', text: `x ${first.value} x` });
    expect(inReplies()).toEqual([`${first.name} in GET /api/status`]);
    await platform.db.owner.query(`UPDATE auth.users SET remark = $1 WHERE username = 'bearer'`, [first.value]);
    expect(await inTables()).toEqual([`${first.name} in auth.users`]);
  });
});
