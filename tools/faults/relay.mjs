// npm run faults -- --relay: the reference relay under load, while billing, the gateway, NATS and the relay are killed in turn. The mock
// upstream's figures must equal the charges, request by request.
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expectInvariants } from '@tollgate/testing/database';
import { startPlatform } from '@tollgate/testing/platform';
import { startTestServer } from '../test/server.mjs';

const EXAMPLES = new URL('../../examples/relay/', import.meta.url);
const CLIENTS = 8;
const QUOTA = 1_000_000_000;
const PRICES = { prompt: 1, completion: 3 };
/** Time between two kills, and until what was killed is started again, in milliseconds. */
const CALM_MS = 2500;
const DOWN_MS = 500;
/** Time for reservations to expire and settlements to arrive after the last kill. */
const SETTLE_MS = 60_000;
const TTL_SECONDS = 20;

/** A program of examples/relay on a port that stays the same over restarts. */
class Program {
  constructor(file, env) {
    this.file = file;
    this.env = { ...env, PORT: '0' };
  }

  async up() {
    const file = new URL(this.file, EXAMPLES);
    this.child = spawn(process.execPath, [file.pathname], {
      env: { PATH: process.env.PATH, ...this.env },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const [line] = await once(this.child.stdout, 'data');
    this.url = /http:\/\/\S+/.exec(line.toString())[0];
    this.env.PORT = new URL(this.url).port;
  }

  async kill() {
    this.child.kill('SIGKILL');
    await once(this.child, 'exit');
  }
}

/** Root's set-up: a rich user with an API key, and the relay's credential. */
async function arrange(platform) {
  const root = platform.client();
  await root.post('/api/setup', { username: 'root', password: 'password123', confirmPassword: 'password123' });
  await root.logIn('root', 'password123');
  await root.put('/api/option/', { key: 'QuotaForNewUser', value: String(QUOTA) });
  const user = platform.client();
  await user.signUp('caller');
  await user.post('/api/token/', { name: 'first', unlimited_quota: true });
  const page = await user.get('/api/token/?p=1&page_size=10');
  const made = await root.post('/api/relay-credential/', { name: 'chaos' });
  return { key: page.body.data.items[0].key, secret: made.body.data.secret };
}

/** One client in a loop: streamed and whole answers of random length, some of which the client leaves, some repeated. */
async function loop(relay, key, isOver, counts) {
  while (!isOver()) {
    const stream = Math.random() < 0.6;
    const abort = new AbortController();
    const leave = Math.random() < 0.1 ? setTimeout(() => abort.abort(), Math.random() * 200) : undefined;
    const send = () =>
      fetch(`${relay.url}/v1/chat/completions`, {
        method: 'POST',
        headers: { authorization: `Bearer sk-${key}`, 'content-type': 'application/json', 'x-request-id': id },
        body: JSON.stringify({
          ...{
            model: Math.random() < 0.03 ? 'broken' : 'mock',
            stream,
            max_tokens: 1 + Math.floor(Math.random() * 60),
          },
          messages: [{ role: 'user', content: 'hello' }],
        }),
        signal: AbortSignal.any([abort.signal, AbortSignal.timeout(30_000)]),
      });
    const id = randomUUID();
    try {
      const answers = await Promise.all(Math.random() < 0.05 ? [send(), send()] : [send()]);
      for (const answer of answers) {
        await answer.text();
        counts.set(answer.status, (counts.get(answer.status) ?? 0) + 1);
      }
    } catch {
      counts.set('cut', (counts.get('cut') ?? 0) + 1);
      await sleep(50);
    }
    clearTimeout(leave);
  }
}

/** Kills one after the other until the time is over; how often each was killed. */
async function killInTurn(platform, relay, end) {
  const service = (name) => platform.processes.find(({ target }) => target === name);
  const gateway = service('gateway');
  // the relay knows one address of the gateway
  const env = { PORT: String(gateway.port) };
  const stable = { kill: () => gateway.kill(), up: () => gateway.up({ env }) };
  const victims = { billing: service('billing'), gateway: stable, nats: platform.nats, relay };
  const kills = {};
  for (let n = 0; Date.now() < end; n += 1) {
    const name = Object.keys(victims)[n % 4];
    await sleep(CALM_MS);
    await victims[name].kill();
    await sleep(DOWN_MS);
    await victims[name].up();
    kills[name] = (kills[name] ?? 0) + 1;
  }
  return kills;
}

/** Waits until nothing is reserved and the relay's spool is empty. */
async function quiet(platform, folder) {
  const end = Date.now() + SETTLE_MS;
  for (;;) {
    const [{ reserved }] = await platform.db.owner.query(
      'SELECT sum(reserved)::bigint AS reserved FROM ledger.accounts',
    );
    const files = await readdir(folder);
    if (reserved === 0 && files.length === 0) return [];
    if (Date.now() > end) return [`${reserved} quota is still reserved, ${files.length} requests still in the spool`];
    await sleep(500);
  }
}

/** Compares what was served with what was charged, request by request. */
async function compare(platform, upstream) {
  const served = await (await fetch(`${upstream.url}/served`)).json();
  const rows = await platform.db.owner.query(
    `SELECT request_id, amount, charged, shortfall, coalesce(written_off, 0) AS written_off FROM billing.usage_receipts WHERE settled_at IS NOT NULL`,
  );
  const settled = new Map(rows.map((row) => [row.request_id, row]));
  const problems = [];
  let sum = 0;
  for (const [id, { prompt_tokens: prompt, completion_tokens: completion }] of Object.entries(served)) {
    const cost = prompt * PRICES.prompt + completion * PRICES.completion;
    sum += cost;
    if (settled.get(id)?.amount !== cost) problems.push(`${id}: served ${cost}, settled ${settled.get(id)?.amount}`);
  }
  for (const id of settled.keys()) if (!served[id]) problems.push(`${id}: settled, but never served`);
  const [{ used, entries }] = await platform.db.owner.query(
    `SELECT coalesce(sum(e.amount), 0)::bigint AS used, count(*)::int AS entries
       FROM ledger.entries e JOIN ledger.accounts a ON a.id = e.account_id WHERE a.kind = 'usage' AND a.user_id IS NULL`,
  );
  const off = rows.reduce((all, row) => all + row.written_off, 0);
  if (used !== sum) problems.push(`the ledger charged ${used} for ${sum} that was served`);
  if (entries !== settled.size) problems.push(`${entries} postings for ${settled.size} requests`);
  return { requests: settled.size, sum, used, off, problems };
}

/** Runs for that many seconds; true if every request that was served was charged once, and nothing else. */
export async function relayUnderFaults(seconds) {
  const server = process.env.TEST_DATABASE_URL ? undefined : await startTestServer();
  if (server) process.env.TEST_DATABASE_URL = server.url;
  const platform = await startPlatform({ mesh: 'nats' });
  const folder = await mkdtemp(join(tmpdir(), 'tollgate-relay-'));
  const upstream = new Program('mock-upstream.mjs', {});
  await upstream.up();
  const { key, secret } = await arrange(platform);
  const relay = new Program('relay.mjs', {
    ...{ TOLLGATE_URL: platform.origin, RELAY_CREDENTIAL: secret, UPSTREAM_URL: upstream.url, SPOOL_DIR: folder },
    ...{ USAGE_URL: `${upstream.url}/usage/{id}`, TTL_SECONDS: String(TTL_SECONDS) },
  });
  await relay.up();
  const counts = new Map();
  const end = Date.now() + seconds * 1000;
  try {
    const clients = Array.from({ length: CLIENTS }, () => loop(relay, key, () => Date.now() > end, counts));
    const kills = await killInTurn(platform, relay, end);
    await Promise.all(clients);
    const left = await quiet(platform, folder);
    const { requests, sum, used, off, problems } = await compare(platform, upstream);
    problems.push(...left);
    await expectInvariants(platform.db).catch((error) => problems.push(error.message));
    const line = { kills, answers: Object.fromEntries(counts), requests, served: sum, charged: used, writtenOff: off };
    process.stdout.write(`${JSON.stringify(line)}\n`);
    for (const problem of problems.slice(0, 20)) process.stdout.write(`BROKEN ${problem}\n`);
    process.stdout.write(`${problems.length === 0 ? 'passed' : 'failed'}: ${problems.length} differences\n`);
    return problems.length === 0 && requests > 0;
  } finally {
    await relay.kill();
    await upstream.kill();
    await platform.close();
    await server?.stop();
    await rm(folder, { recursive: true, force: true });
  }
}
