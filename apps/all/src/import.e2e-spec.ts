import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createHmac, createPrivateKey, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SoftAuthenticator } from '@tollgate/testing/authenticator';
import { expectInvariants, testDatabase, type TestDatabase } from '@tollgate/testing/database';
import { startPlatform, type TestPlatform } from '@tollgate/testing/platform';
import pg from 'pg';

const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const SAMPLES = fileURLToPath(new URL('../../../libs/importer/samples', import.meta.url));
const RELAY = fileURLToPath(new URL('../../../examples/relay/relay.mjs', import.meta.url));
const SECRETS = { CRYPTO_SECRET: 'W4eRt6Yu8IoP0aSd2FgH5jKl7ZxC9vBn' };
/** The import finished, and its report lists differences: the sample holds odd rows. */
const DIFFERENCES = 2;
/** Each kill costs a start of the program, so a usual run kills fewer times, and each time two tables later. */
const [KILLS, TABLES_PER_KILL] = process.env.SCALE === 'full' ? [20, 1] : [7, 2];

interface Person {
  readonly id: number;
  readonly username: string;
  readonly password: string;
  readonly access_token?: string;
  readonly tokens?: readonly { readonly id: number; readonly key_sent_by_clients: string }[];
  readonly totp?: { readonly secret: string };
  readonly backup_codes?: { readonly unused: readonly string[]; readonly used: readonly string[] };
  readonly passkey?: {
    readonly credential_id_base64: string;
    readonly private_key_jwk: object;
    readonly origin: string;
  };
}

const unpacked = (name: string) => gunzipSync(readFileSync(join(SAMPLES, name))).toString('utf8');
const { credentials } = JSON.parse(unpacked('newapi-2026-08-postgres.expected.json.gz')) as { credentials: Person[] };
const person = (username: string) => credentials.find((each) => each.username === username)!;

let folder: string;
/** Address of a New API that runs on PostgreSQL. */
let source: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tollgate-import-'));
  const url = new URL(process.env.TEST_DATABASE_URL!);
  const name = `new_api_${randomBytes(4).toString('hex')}`;
  await run(url.href, `CREATE DATABASE ${name}`);
  url.pathname = `/${name}`;
  source = url.href;
  await run(source, unpacked('newapi-2026-08.postgres.sql.gz'));
}, 60_000);
afterAll(async () => {
  await run(process.env.TEST_DATABASE_URL!, `DROP DATABASE ${new URL(source).pathname.slice(1)} WITH (FORCE)`);
  await rm(folder, { recursive: true, force: true, maxRetries: 10 });
});

async function run(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(sql);
  await client.end();
}

const envOf = (db: TestDatabase) => ({
  PATH: process.env.PATH,
  DATA_DIR: folder,
  DATABASE_URL: db.url,
  IMPORT_FROM: source,
  ...SECRETS,
});
const WORDS = ['import', '--report', '', '--on-name-conflict', 'rename', '--batch', '5'];
const words = () => WORDS.map((word) => (word === '' ? join(folder, 'report') : word));

function command(db: TestDatabase, ...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...args], {
    env: envOf(db),
    cwd: folder,
    encoding: 'utf8',
  });
  return { status, stdout, output: stdout + stderr };
}

/** The code that an authenticator app shows (RFC 6238). */
function codeOf(secret: string, step = Math.floor(Date.now() / 30_000)): string {
  const bits = [...secret]
    .map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0'))
    .join('');
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const digest = createHmac('sha1', key).update(counter).digest();
  return String((digest.readUInt32BE((digest.at(-1) ?? 0) & 15) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

/** The contents after an import that nothing disturbed. */
let undisturbed: unknown;

describe('people who moved in from New API', () => {
  let platform: TestPlatform;
  beforeAll(async () => {
    platform = await startPlatform({ env: SECRETS });
    const { status, output } = command(platform.db, ...words());
    expect([status, output]).toEqual([DIFFERENCES, expect.stringContaining('the report is in')]);
    undisturbed = await countsOf(platform.db);
    // the services look at the options every second
    await sleep(1500);
  }, 120_000);
  afterAll(() => platform.close());

  it.each(['root', 'user001', 'user061', 'user062', 'user063', 'user064'])(
    'log in with the password of %s',
    async (username) => {
      const { id, password } = person(username);
      expect(await platform.client().logIn(username, password)).toBe(id);
    },
  );

  it('log in with what is left of a name, and with the e-mail address', async () => {
    expect(await platform.client().logIn('ALICE', 'Odd-pw-http')).toBe(70);
    expect(await platform.client().logIn('alice~71', 'Odd-pw-http')).toBe(71);
    expect(await platform.client().logIn('Shared@example.com', 'Odd-pw-245')).toBe(245);
    const refused = await platform.client().post('/api/user/login', { username: 'user030', password: 'Imp-pw-0030' });
    expect(refused.body.success).toBe(false);
  });

  it('need their second factor: its code once, a backup code once, no used one', async () => {
    const user = person('user010');
    const half = async () => {
      const client = platform.client();
      await client.post('/api/user/login', { username: user.username, password: user.password });
      return client;
    };
    const code = codeOf(user.totp!.secret);
    const [first, again] = [await half(), await half()];
    expect((await first.post('/api/user/login/2fa', { code })).body).toMatchObject({
      success: true,
      data: { id: user.id },
    });
    expect((await again.post('/api/user/login/2fa', { code })).body.success).toBe(false);
    const [backup = ''] = user.backup_codes!.unused;
    expect((await (await half()).post('/api/user/login/2fa', { code: backup.toLowerCase() })).body).toMatchObject({
      success: true,
    });
    expect((await (await half()).post('/api/user/login/2fa', { code: backup })).body.success).toBe(false);
    const other = person('user011');
    const client = platform.client();
    await client.post('/api/user/login', { username: other.username, password: other.password });
    expect((await client.post('/api/user/login/2fa', { code: other.backup_codes!.used[0] })).body.success).toBe(false);
  }, 30_000);

  it('use a secret of 16 characters, and its backup code', async () => {
    const { id, password, backup_codes: codes } = person('sec319');
    const client = platform.client();
    await client.post('/api/user/login', { username: 'sec319', password });
    expect((await client.post('/api/user/login/2fa', { code: codeOf('JBSWY3DPEHPK3PXP') })).body).toMatchObject({
      data: { id },
    });
    const next = platform.client();
    await next.post('/api/user/login', { username: 'sec319', password });
    expect((await next.post('/api/user/login/2fa', { code: codes!.unused[0] })).body).toMatchObject({ data: { id } });
  });

  it('log in with their passkey', async () => {
    const { id, passkey } = person('user016');
    const { credential_id_base64: credentialId, private_key_jwk: jwk, origin } = passkey!;
    const authenticator = new SoftAuthenticator(origin, 5, Buffer.from(credentialId, 'base64'));
    const client = platform.client();
    const begun = await client.post<{ data: { options: Parameters<SoftAuthenticator['get']>[0] } }>(
      '/api/user/passkey/login/begin',
      {},
    );
    const key = createPrivateKey({ key: jwk, format: 'jwk' } as Parameters<typeof createPrivateKey>[0]);
    const answer = authenticator.get(begun.body.data.options, {
      key,
      userHandle: Buffer.from(String(id)).toString('base64url'),
    });
    const done = await client.post('/api/user/passkey/login/finish', answer);
    expect(done.body).toMatchObject({ success: true, data: { id } });
  });

  it('use their access token and their API keys, with sk- and without', async () => {
    const { id, access_token: token, tokens = [] } = person('user020');
    const self = await fetch(`${platform.origin}/api/user/self`, {
      headers: { authorization: token!, 'new-api-user': String(id) },
    });
    expect(await self.json()).toMatchObject({ success: true, data: { id, username: 'user020' } });
    const [{ key_sent_by_clients: key } = { key_sent_by_clients: '' }] = tokens;
    for (const sent of [key, key.replace(/^sk-/, '')]) {
      const usage = await fetch(`${platform.origin}/api/usage/token`, { headers: { authorization: `Bearer ${sent}` } });
      expect(await usage.json()).toMatchObject({ code: true });
    }
    const wrong = await fetch(`${platform.origin}/api/usage/token`, {
      headers: { authorization: `Bearer ${key.toUpperCase()}` },
    });
    expect(wrong.status).toBe(401);
  });

  it('redeem an unused code once, and no used one', async () => {
    const [code] = await platform.db.owner.query<{ key: string }>(
      `SELECT key FROM billing.redemptions WHERE status = 1 AND deleted_at IS NULL AND expires_at IS NULL AND length(key) = 32 LIMIT 1`,
    );
    const client = platform.client();
    await client.logIn('user001', person('user001').password);
    expect((await client.post('/api/user/topup', { key: code!.key })).body.success).toBe(true);
    expect((await client.post('/api/user/topup', { key: code!.key })).body.success).toBe(false);
  });

  it('call models through a relay in front of New API, which sees only the internal key', async () => {
    const { key, userId } = await usableKey(platform.db);
    const root = platform.client();
    await root.logIn('root', person('root').password);
    const made = await root.post<{ data: { secret: string } }>('/api/relay-credential/', { name: 'before New API' });
    const newApi = await playNewApi('sk-internal');
    const relay = spawn(process.execPath, [RELAY], {
      env: {
        ...{ PATH: process.env.PATH, PORT: '0', SPOOL_DIR: join(folder, 'spool'), TOLLGATE_URL: platform.origin },
        ...{ RELAY_CREDENTIAL: made.body.data.secret, UPSTREAM_URL: newApi.url, UPSTREAM_KEY: 'sk-internal' },
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(relay.stdout, 'data')) as [Buffer];
    const url = /http:\/\/\S+/.exec(line.toString())?.[0] ?? '';
    const complete = (sent: string) =>
      fetch(`${url}/v1/chat/completions`, {
        method: 'POST',
        headers: { authorization: `Bearer ${sent}`, 'content-type': 'application/json' },
        body: JSON.stringify({ model: 'gpt-4o', messages: [], max_tokens: 5 }),
      });
    const before = await balanceOf(platform.db, userId);
    expect([(await complete(key)).status, (await complete('sk-internal')).status]).toEqual([200, 404]);
    // 10 tokens of the prompt and 5 of the completion, at the relay's prices of 1 and 3
    for (let waited = 0; (await balanceOf(platform.db, userId)) !== before - 25; waited += 1) {
      if (waited > 100) throw new Error('the usage was not settled');
      await sleep(100);
    }
    expect(newApi.seen).toEqual(['Bearer sk-internal']);
    relay.kill();
    newApi.close();
  }, 30_000);

  it('are counted by the way back', async () => {
    const { status, stdout } = command(platform.db, 'export-balances');
    const lines = stdout.trim().split('\n');
    expect([status, lines[0], lines.length]).toEqual([0, 'user_id,quota,used_quota,request_count,aff_quota', 1 + 196]);
    expect(lines).toContainEqual(expect.stringMatching(/^223,-\d+,/));
  });

  it('leave a ledger that holds', async () => {
    await expectInvariants(platform.db);
    expect(command(platform.db, 'ledger:verify').status).toBe(0);
  });
});

describe('the command', () => {
  it('explains itself without any setting', () => {
    const { status, stdout } = spawnSync(process.execPath, [MAIN, 'import', '--help'], {
      env: { NODE_ENV: 'production' },
      encoding: 'utf8',
    });
    expect([status, stdout]).toEqual([0, expect.stringContaining('--on-name-conflict stop|rename')]);
  });

  it('ends as an undisturbed run after it was killed in one table after the other', async () => {
    const db = await testDatabase();
    for (let kill = 0; kill < KILLS; kill += 1) await killed(db, kill * 4);
    let last = command(db, ...words());
    // the server notices a killed run, which holds the lock, in its own time
    while (last.output.includes('another import')) last = command(db, ...words());
    expect(last.status).toBe(DIFFERENCES);
    expect(command(db, 'import', 'verify', '--report', join(folder, 'report')).status).toBe(0);
    expect(await countsOf(db)).toEqual(undisturbed);
    await expectInvariants(db);
    await db.close();
  }, 180_000);
});

/** A key of the sample that may spend, as a client sends it, and its owner. */
async function usableKey(db: TestDatabase): Promise<{ key: string; userId: number }> {
  const rows = await db.owner.query<{ id: number; user_id: number }>(
    `SELECT k.id, k.user_id FROM auth.api_keys k JOIN ledger.keys l ON l.key_id = k.id JOIN auth.users u ON u.id = k.user_id
       JOIN ledger.accounts a ON a.user_id = u.id AND a.kind = 'quota'
      WHERE a.balance > 100000 AND (l.unlimited OR l.remain_quota > 100000) AND u.status = 1 AND u.deleted_at IS NULL
        AND k.status = 1 AND k.deleted_at IS NULL AND k.expires_at IS NULL AND k.allow_ips = '' AND NOT k.model_limits_enabled`,
  );
  const tokens = new Map(credentials.flatMap((each) => each.tokens ?? []).map((token) => [token.id, token]));
  for (const { id, user_id: userId } of rows) {
    const key = tokens.get(Number(id))?.key_sent_by_clients;
    if (key) return { key, userId };
  }
  throw new Error('the sample has no key that may spend');
}

async function balanceOf(db: TestDatabase, userId: number): Promise<number> {
  const [row] = await db.owner.query<{ balance: number }>(
    `SELECT balance FROM ledger.accounts WHERE user_id = $1 AND kind = 'quota'`,
    [userId],
  );
  return Number(row?.balance);
}

/** A New API that serves one internal key. It remembers the credentials that it was sent. */
async function playNewApi(internal: string) {
  const seen: string[] = [];
  const server = createServer((request, response) => {
    seen.push(request.headers.authorization ?? '');
    const isKnown = request.headers.authorization === `Bearer ${internal}`;
    const usage = { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 };
    const choices = [{ index: 0, message: { role: 'assistant', content: 'hello' } }];
    response.writeHead(isKnown ? 200 : 401, { 'content-type': 'application/json' });
    request.resume().on('end', () => response.end(JSON.stringify({ id: 'x', choices, usage })));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, seen, close: () => server.close() };
}

/** Runs the import and kills it a while after it has moved some more tables. A later run goes on in the table of the kill. */
async function killed(db: TestDatabase, ms: number): Promise<void> {
  const child: ChildProcess = spawn(process.execPath, [MAIN, ...words()], {
    env: envOf(db),
    cwd: folder,
    stdio: 'pipe',
  });
  const gone = once(child, 'exit');
  let output = '';
  const isPast = new Promise<void>((resolve) => {
    child.stderr!.on('data', (part: Buffer) => {
      output += part.toString();
      if ((output.match(/ refused in /g) ?? []).length >= TABLES_PER_KILL) resolve();
    });
  });
  await Promise.race([isPast, gone]);
  await Promise.race([sleep(ms), gone]);
  child.kill('SIGKILL');
  await gone;
}

async function countsOf(db: TestDatabase): Promise<unknown> {
  const tables = [
    'auth.users',
    'auth.api_keys',
    'auth.identities',
    'auth.two_factors',
    'auth.backup_codes',
    'auth.passkeys',
    'auth.credentials',
  ];
  const more = [
    'billing.orders',
    'billing.redemptions',
    'admin.logs',
    'admin.usage_hours',
    'ledger.transactions',
    'ledger.entries',
    'admin.import_notes',
  ];
  const counts = [...tables, ...more].map((table) => `(SELECT count(*) FROM ${table}) AS "${table}"`);
  const indexes = `(SELECT string_agg(indexdef, E'\\n' ORDER BY indexdef) FROM pg_indexes WHERE schemaname <> 'pg_catalog')`;
  return db.owner.query(`SELECT ${counts.join(', ')}, ${indexes} AS indexes`);
}
