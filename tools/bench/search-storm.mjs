// npm run bench:storm -- --users 1000000: how long a login takes while fifty clients search for `%` among many users.
// DATABASE_URL may name a database that is seeded already.
import { execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { HttpClient, ServiceProcess } from '@tollgate/testing/platform';
import pg from 'pg';
import { quantiles } from './load.mjs';
import { startDatabase } from './processes.mjs';

const { values } = parseArgs({
  options: {
    users: { type: 'string', default: '1000000' },
    clients: { type: 'string', default: '50' },
    /** Whose sessions they share. */
    admins: { type: 'string', default: '50' },
    logins: { type: 'string', default: '100' },
    rounds: { type: 'string', default: '3' },
    path: { type: 'string', default: '/api/user/search?keyword=%25&p=1&page_size=20' },
  },
});
const PASSWORD = 'correct horse battery';
const given = process.env.DATABASE_URL;
const database = given ? { url: given, stop: () => undefined } : await startDatabase();
const dataDir = await mkdtemp(join(tmpdir(), 'tollgate-storm-'));
const owner = new pg.Client({ connectionString: database.url });
let product;
try {
  const file = (path) => fileURLToPath(new URL(path, import.meta.url));
  const env = { ...process.env, DATABASE_URL: database.url };
  if (!given) {
    execFileSync(process.execPath, [file('../../apps/all/dist/main.js'), 'migrate'], { env });
    execFileSync(process.execPath, [file('../seed/main.mjs'), '--users', values.users], { env });
  }
  await owner.connect();
  product = await ServiceProcess.start('all', {
    NODE_ENV: 'development',
    PORT: '0',
    HEALTH_PORT: '0',
    DATA_DIR: dataDir,
    DATABASE_URL: database.url,
    GLOBAL_API_RATE_LIMIT_ENABLE: 'false',
    CRITICAL_RATE_LIMIT_ENABLE: 'false',
  });
  const origin = `http://127.0.0.1:${product.port}`;
  const run = Date.now().toString(36);

  const signUp = async (name) => {
    const client = new HttpClient(origin);
    await client.signUp(name, PASSWORD);
    return client;
  };
  const adminOf = async (i) => {
    const { userId, cookies } = await signUp(`a${run}${i}`);
    await owner.query('UPDATE auth.users SET role = 10 WHERE id = $1', [userId]);
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    return { cookie, 'new-api-user': String(userId) };
  };
  const headers = [];
  for (let i = 0; i < Number(values.admins); i += 1) headers.push(await adminOf(i));
  await signUp(`u${run}`);

  const logins = async () => {
    const times = [];
    for (let i = 0; i < Number(values.logins); i += 1) {
      const started = performance.now();
      await new HttpClient(origin).logIn(`u${run}`, PASSWORD);
      times.push(performance.now() - started);
    }
    return times;
  };
  const round = async (honour) => {
    const alone = await logins();
    const load = { url: origin + values.path, headers, clients: Number(values.clients), honour };
    // in a process of their own, or the logins would wait for the clients' own work
    const storm = fork(file('./storm-clients.mjs'), [JSON.stringify(load)]);
    await once(storm, 'message');
    await sleep(500);
    const beside = await logins();
    storm.send('stop');
    const [{ answers, waited }] = await once(storm, 'message');
    return { alone, beside, answers, waited };
  };

  await logins();
  process.stdout.write(`${values.clients} clients of ${values.admins} administrators: ${values.path}\n\n`);
  process.stdout.write(
    '| clients | login alone ms, p50 / p99 | beside them | times | answers | answered after ms | load |\n',
  );
  process.stdout.write('|---|---|---|---|---|---|---|\n');
  for (let i = 0; i < Number(values.rounds); i += 1) {
    for (const honour of [false, true]) {
      const { alone, beside, answers, waited } = await round(honour);
      const [a, b, w] = [alone, beside, waited].map((times) => quantiles(times));
      const pair = ({ p50, p99 }, digits = 0) => `${p50.toFixed(digits)} / ${p99.toFixed(digits)}`;
      const times = pair({ p50: b.p50 / a.p50, p99: b.p99 / a.p99 }, 2);
      const cells = [honour ? 'honour Retry-After' : 'come back at once', pair(a), pair(b), times];
      cells.push(JSON.stringify(answers), pair(w), loadavg()[0].toFixed(1));
      process.stdout.write(`| ${cells.join(' | ')} |\n`);
    }
  }
} finally {
  await product?.stop();
  await owner.end();
  await database.stop();
  await rm(dataDir, { recursive: true, force: true });
}
