// npm run bench:guesses: how much an attacker learns who guesses passwords. Four auth replicas behind a gateway over NATS.
// 1. Parallel guesses against one account: how many were verified. 2. Whether the response time reveals if a name is
// known, or if an account is locked: the area under the ROC curve of "slower" (0.5: no).
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { testDatabase } from '@tollgate/testing/database';
import { NatsServer } from '@tollgate/testing/nats';
import { HttpClient, ServiceProcess } from '@tollgate/testing/platform';
import { startDatabase } from './processes.mjs';

const { values } = parseArgs({
  options: { guesses: { type: 'string', default: '1000' }, samples: { type: 'string', default: '200' } },
});
const [GUESSES, SAMPLES, REPLICAS, TRIES] = [Number(values.guesses), Number(values.samples), 4, 5];
const PASSWORD = 'correct horse battery';

const server = await startDatabase();
const db = await testDatabase();
const nats = await NatsServer.start();
const dataDir = await mkdtemp(join(tmpdir(), 'tollgate-guesses-'));
const env = {
  NODE_ENV: 'test',
  PORT: '0',
  HEALTH_PORT: '0',
  DATA_DIR: dataDir,
  DATABASE_URL: db.url,
  NATS_URL: nats.url,
  GLOBAL_API_RATE_LIMIT_ENABLE: 'false',
  CRITICAL_RATE_LIMIT_ENABLE: 'false',
};
const processes = [];
for (let i = 0; i < REPLICAS; i += 1) processes.push(await ServiceProcess.start('auth', env));
processes.push(await ServiceProcess.start('gateway', env));
const origin = `http://127.0.0.1:${processes.at(-1).port}`;

/** Sends one login. Returns the code of the answer and the milliseconds it took. */
async function login(username, password) {
  const started = performance.now();
  const { status, body } = await new HttpClient(origin).post('/api/user/login', { username, password });
  return { ms: performance.now() - started, code: body?.success ? 'done' : (body?.code ?? String(status)) };
}

async function parallelGuesses() {
  await new HttpClient(origin).signUp('victim', PASSWORD);
  await new HttpClient(origin).signUp('bystander', PASSWORD);
  const guesses = Array.from({ length: GUESSES }, (_, i) => login('victim', `guess number ${i}`));
  const codes = {};
  for (const { code } of await Promise.all(guesses)) codes[code] = (codes[code] ?? 0) + 1;
  const text = `SELECT misses, reserved FROM auth.throttles WHERE kind = 'password' AND locked_until > now()`;
  const [row] = await db.owner.query(text);
  const right = await login('victim', PASSWORD);
  const other = await login('bystander', PASSWORD);
  console.log(`${GUESSES} parallel guesses over ${REPLICAS} replicas: ${row.misses + row.reserved} verified;`, codes);
  console.log(`then the right password: ${right.code}; another account's: ${other.code}`);
}

/** The chance that one of `a` took longer than one of `b`. */
function auc(a, b) {
  let above = 0;
  for (const x of a) for (const y of b) above += x > y ? 1 : x === y ? 0.5 : 0;
  return above / (a.length * b.length);
}
const median = (list) => [...list].sort((x, y) => x - y)[list.length >> 1];

async function timing() {
  const names = SAMPLES / TRIES;
  for (let i = 0; i < names; i += 1) await new HttpClient(origin).signUp(`known${i}`, PASSWORD);
  const times = { known: [], unknown: [], locked: [] };
  for (let i = 0; i < 20; i += 1) await login('nobody at all', 'warming up');
  for (let i = 0; i < SAMPLES; i += 1) {
    // interleaved, in changing order
    const kinds = [
      ['known', `known${i % names}`],
      ['unknown', `unknown${i % names}`],
      ['locked', 'victim'],
    ];
    for (const [kind, name] of i % 2 ? kinds : kinds.reverse()) times[kind].push((await login(name, 'a wrong one')).ms);
  }
  for (const [kind, list] of Object.entries(times)) console.log(`${kind}: median ${median(list).toFixed(1)} ms`);
  console.log(`AUC known against unknown: ${auc(times.known, times.unknown).toFixed(3)}`);
  console.log(`AUC locked against unknown: ${auc(times.locked, times.unknown).toFixed(3)}`);
}

try {
  await parallelGuesses();
  await timing();
} finally {
  for (const process of processes.reverse()) await process.stop();
  await nats.kill();
  await db.close();
  await rm(dataDir, { recursive: true, force: true, maxRetries: 10 });
  await server.stop();
}
