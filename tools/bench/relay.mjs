// The relay API: reservations and settlements over NATS against the same two statements in pgbench, and verify, reserve and usage
// over HTTP against the read of the own account.
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { relayRpc } from '@tollgate/contracts/billing/relay';
import { usageRpc } from '@tollgate/contracts/billing/usage';
import { hashSecret } from '@tollgate/platform/access';
import { Log } from '@tollgate/platform/log';
import { natsMesh, RpcClient } from '@tollgate/platform/rpc';
import { startPlatform } from '@tollgate/testing/platform';
import { RelayRepository } from '../../apps/billing/dist/relay/relay.repository.js';
import { callLoad, httpLoad } from './load.mjs';

const run = promisify(execFile);
const USERS = 1000;
/** Users with a session and an API key. */
const KEY_OWNERS = 16;
const CALLERS = 512;
const BATCH = 500;
const AMOUNT = 5;
const RICH = 1_000_000_000_000;
/** @type {any} */
const OPTIONS = { get: (key) => ({ QuotaPerUnit: '500000', RelayDebtFactor: 10 })[key] };

const SPREAD = 'reserve + settle spread';
const SELF = 'self by session, HTTP';
/** Which load each one is compared with. */
const AGAINST = {
  [`${SPREAD}, NATS`]: `${SPREAD}, pgbench`,
  'reserve + settle hot, NATS': `${SPREAD}, NATS`,
  'charge spread, NATS': `${SPREAD}, NATS`,
  'verify, HTTP': SELF,
  'reserve, HTTP': SELF,
  'usage, 500 records a batch, HTTP': SELF,
};

/** Root's set-up, the credential of a relay, users with quota, and some of them with a session and an API key. */
async function arrange(platform) {
  const root = platform.client();
  await root.post('/api/setup', { username: 'root', password: 'password123', confirmPassword: 'password123' });
  await root.logIn('root', 'password123');
  for (const [key, value] of Object.entries({ RelayRateLimit: '1000000', QuotaForNewUser: String(RICH) }))
    await root.put('/api/option/', { key, value });
  const made = await root.post('/api/relay-credential/', { name: 'bench' });
  const owners = [];
  for (let n = 0; n < KEY_OWNERS; n += 1) {
    const client = platform.client();
    await client.signUp(`owner${n}`, 'password123');
    await client.post('/api/token/', { name: 'first', unlimited_quota: true });
    const page = await client.get('/api/token/?p=1&page_size=10');
    owners.push({ id: client.userId, cookie: client.cookies.get('session'), key: page.body.data.items[0].key });
  }
  const users = await platform.db.owner.query(
    `INSERT INTO auth.users (username, username_key) SELECT 'bench' || n, 'bench' || n FROM generate_series(1, $1::int) n RETURNING id`,
    [USERS],
  );
  const ids = users.map(({ id }) => id);
  await platform.db.owner.query('SELECT ledger.open(u) FROM unnest($1::bigint[]) u', [ids]);
  await platform.db.owner.query(
    `SELECT ledger.post('sign_up_gift', 'bench-' || u, NULL, '', '', ARRAY[(u, 'quota', ${RICH})::ledger.leg,
            (NULL, 'gift', -${RICH})::ledger.leg]) FROM unnest($1::bigint[]) u`,
    [ids],
  );
  return { secret: made.body.data.secret, owners, ids };
}

const literal = (value) => {
  if (!Array.isArray(value)) return `'${String(value)}'`;
  return `'{${value.map((item) => (item === null ? 'NULL' : `"${String(item)}"`)).join(',')}}'`;
};

/** The statement that the repository sends for one piece of work, for pgbench. */
async function scriptOf(work) {
  const sent = { statement: { text: '' }, values: [] };
  /** @type {any} */
  const recorder = { query: (statement, values) => (Object.assign(sent, { statement, values }), Promise.resolve([])) };
  await new RelayRepository(recorder, OPTIONS).apply([work]);
  const changing = { 2: `ARRAY['b' || (:n)::bigint]`, ...(work.op === 'reserve' ? { 3: 'ARRAY[(:u)::bigint]' } : {}) };
  const text = sent.statement.text.replace(/\$(\d+)/g, (_, n) => changing[n] ?? literal(sent.values[n - 1]));
  return `${text.replace(/\s+/g, ' ')};`;
}

/** pgbench with 32 clients: a reservation and its settlement, one statement each. */
async function pgbench(url, ids, seconds) {
  const folder = await mkdtemp(join(tmpdir(), 'tollgate-pgbench-'));
  try {
    const work = { requestId: '', amount: AMOUNT, model: 'gpt-4' };
    const lines = [
      `\\set u random(${ids[0]}, ${ids.at(-1)})`,
      '\\set n random(1, 4000000000000000)',
      await scriptOf({ ...work, op: 'reserve', userId: 0, ttlSeconds: 60 }),
      await scriptOf({ ...work, op: 'settle' }),
    ];
    const file = join(folder, 'script.sql');
    await writeFile(file, lines.join('\n'));
    const args = ['-n', '-M', 'prepared', '-c', 32, '-j', 2, '-T', seconds, '-f', file, url];
    const { stdout, stderr } = await run('pgbench', args.map(String), { maxBuffer: 1 << 26 });
    if (/ERROR/.test(stderr)) throw new Error(`pgbench: ${stderr.slice(0, 500)}`);
    const found = (pattern) => Number(pattern.exec(stdout)?.[1]);
    return { perSecond: found(/tps = ([\d.]+)/), p50: found(/latency average = ([\d.]+)/), p99: NaN, cpu: NaN };
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 10 });
  }
}

/** The suite of `npm run bench -- --suite=relay`. */
export async function relay({ seconds, database }) {
  const platform = await startPlatform({ mesh: 'nats', env: { NODE_ENV: 'development' } });
  const { secret, owners, ids } = await arrange(platform);
  const target = { origin: platform.origin, pids: platform.processes.map(({ pid }) => pid) };
  const mesh = await natsMesh({ url: platform.nats.url }, { log: new Log('relay', false, () => undefined) }).client(
    'relay',
  );
  const client = new RpcClient(mesh);
  /** @type {import('@tollgate/contracts').Caller} */
  const caller = {
    ...{ ip: '127.0.0.1', userAgent: 'bench', requestId: 'bench' },
    locale: 'en',
    credential: { bearer: hashSecret(secret).toString('base64url') },
  };
  const someone = () => ids[Math.floor(Math.random() * ids.length)];
  const pair = async (user_id) => {
    const request_id = randomUUID();
    await client.call(relayRpc.reserve, { request_id, user_id, amount: AMOUNT }, caller);
    await client.call(relayRpc.settle, { request_id, amount: AMOUNT, model: 'gpt-4' }, caller);
  };
  const charge = (user_id) =>
    client.call(usageRpc.charge, { request_id: randomUUID(), user_id, amount: AMOUNT, model: 'gpt-4' }, caller);
  const calls = (call) => () => callLoad(call, { inFlight: CALLERS, seconds });
  const http =
    (requests, connections = 32) =>
    () =>
      httpLoad(target, { requests, connections, seconds });
  const asRelay = (path, body) => {
    const headers = { authorization: `Bearer ${secret}`, 'content-type': 'application/json' };
    return {
      ...{ method: 'POST', path: `/api/relay/${path}`, headers, body: JSON.stringify(body(0)) },
      setupRequest: (request) => ({ ...request, body: JSON.stringify(body(Math.floor(Math.random() * KEY_OWNERS))) }),
    };
  };
  const record = () => ({ request_id: randomUUID(), user_id: someone(), amount: AMOUNT, model: 'gpt-4' });

  /** Callers of one balance that is enough for a part of them only. */
  const crowd = async () => {
    const [user] = await platform.db.owner.query(
      `INSERT INTO auth.users (username, username_key) VALUES ($1, $1) RETURNING id`,
      [`crowd${randomUUID().slice(0, 8)}`],
    );
    await platform.db.owner.query('SELECT ledger.open($1)', [user.id]);
    await platform.db.owner.query(
      `SELECT ledger.post('sign_up_gift', $1::text, NULL, '', '', ARRAY[($1::bigint, 'quota', 5000)::ledger.leg, (NULL, 'gift', -5000)::ledger.leg])`,
      [user.id],
    );
    const attempt = () =>
      client
        .call(
          relayRpc.reserve,
          { request_id: randomUUID(), user_id: user.id, amount: AMOUNT, ttl_seconds: 3600 },
          caller,
        )
        .catch((error) => {
          if (error.code !== 'INSUFFICIENT_QUOTA') throw error;
        });
    const result = await callLoad(attempt, { inFlight: CALLERS, seconds });
    const [{ balance, reserved }] = await platform.db.owner.query(
      `SELECT balance, reserved FROM ledger.accounts WHERE user_id = $1 AND kind = 'quota'`,
      [user.id],
    );
    if (reserved > balance) throw new Error(`over-reserved: ${reserved} of ${balance}`);
    return result;
  };

  const self = owners.map(({ id, cookie }) => ({
    path: '/api/user/self',
    headers: { cookie: `session=${cookie}`, 'new-api-user': String(id) },
  }));
  return {
    loads: {
      [`${SPREAD}, pgbench`]: () => pgbench(platform.db.url, ids, seconds),
      [`${SPREAD}, NATS`]: calls(() => pair(someone())),
      'reserve + settle hot, NATS': calls(() => pair(ids[0])),
      'charge spread, NATS': calls(() => charge(someone())),
      'reservations of one balance, NATS': crowd,
      [SELF]: http(self),
      'verify, HTTP': http([asRelay('verify', (n) => ({ key: owners[n].key, model: 'gpt-4' }))]),
      'reserve, HTTP': http([
        asRelay('reserve', (n) => ({ request_id: randomUUID(), key: owners[n].key, amount: AMOUNT })),
      ]),
      'usage, 500 records a batch, HTTP': http([asRelay('usage', () => Array.from({ length: BATCH }, record))], 8),
    },
    against: (name) => AGAINST[name] ?? name,
    stop: async () => {
      await mesh.close();
      await platform.close();
    },
    database,
  };
}
