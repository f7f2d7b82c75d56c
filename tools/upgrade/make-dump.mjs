/**
 * Makes the dump of a release's database that the upgrade test starts from:
 *   node tools/upgrade/make-dump.mjs <folder of the built release> <file.sql.gz>
 * Runs that release on a temporary PostgreSQL of Debian's package, uses it a little, and dumps the database as SQL statements that any
 * client can run. Names and passwords are those that apps/all/src/upgrade.e2e-spec.ts expects.
 */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';

const SECRET = 'W4eRt6Yu8IoP0aSd2FgH5jKl7ZxC9vBn';
const NOBODY = { uid: 65534, gid: 65534 };
const [release, file] = process.argv.slice(2);
if (!release || !file)
  throw new Error('usage: node tools/upgrade/make-dump.mjs <folder of the built release> <file.sql.gz>');
const version = readdirSync('/usr/lib/postgresql').sort((a, b) => Number(a) - Number(b))[0];
const bin = (name) => join('/usr/lib/postgresql', version, 'bin', name);
// PostgreSQL refuses to run as root
const account = process.getuid() === 0 ? NOBODY : {};

const folder = mkdtempSync(join(tmpdir(), 'tollgate-dump-'));
chmodSync(folder, 0o755);
const data = join(folder, 'postgres');
execFileSync('mkdir', [data]);
if (account.uid) chownSync(data, account.uid, account.gid);

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  return port;
}

async function until(work, what) {
  for (let i = 0; i < 600; i += 1, await sleep(100)) if (await work().catch(() => false)) return;
  throw new Error(`${what} did not start`);
}

const [databasePort, port] = [await freePort(), await freePort()];
execFileSync(
  bin('initdb'),
  ['-D', data, '-U', 'tollgate', '--encoding=UTF8', '--locale=C', '--lc-ctype=C.UTF-8'],
  account,
);
const postgres = spawn(bin('postgres'), ['-D', data, '-p', databasePort, '-h', '127.0.0.1', '-k', data], {
  ...account,
  stdio: 'ignore',
});
const url = `postgres://tollgate@127.0.0.1:${databasePort}/tollgate`;
try {
  const at = ['-h', '127.0.0.1', '-p', String(databasePort), '-U', 'tollgate'];
  await until(
    async () => execFileSync(bin('createdb'), [...at, 'tollgate'], { stdio: 'ignore' }) !== undefined,
    'PostgreSQL',
  );
  const env = {
    PATH: process.env.PATH,
    DATABASE_URL: url,
    CRYPTO_SECRET: SECRET,
    PORT: String(port),
    HEALTH_PORT: '0',
    DATA_DIR: folder,
  };
  const product = spawn(process.execPath, [join(resolve(release), 'apps/all/dist/main.js')], { env, stdio: 'inherit' });
  await until(async () => (await fetch(`http://127.0.0.1:${port}/api/status`)).ok, 'the release');
  await use(`http://127.0.0.1:${port}`);
  product.kill('SIGTERM');
  await once(product, 'exit');
  const sql = execFileSync(
    bin('pg_dump'),
    ['-d', url, '--inserts', '--rows-per-insert=500', '--no-owner', '--no-comments'],
    {
      encoding: 'utf8',
      maxBuffer: 1e9,
    },
  );
  // lines with a backslash are commands of psql
  writeFileSync(file, gzipSync(sql.replace(/^\\.*\n/gm, ''), { level: 9 }));
} finally {
  postgres.kill('SIGINT');
  await once(postgres, 'exit');
  rmSync(folder, { recursive: true });
}

/** Root, two users, codes, a redemption, an API key, an invitation. */
async function use(origin) {
  const call = async (path, { body, session, method = body ? 'POST' : 'GET' } = {}) => {
    const headers = {
      'content-type': 'application/json',
      ...(session ? { cookie: session.cookie, 'new-api-user': String(session.id) } : {}),
    };
    const reply = await fetch(origin + path, { method, headers, body: body && JSON.stringify(body) });
    const json = await reply.json();
    if (!json.success) throw new Error(`${method} ${path}: ${JSON.stringify(json)}`);
    return {
      data: json.data,
      cookie: reply.headers
        .getSetCookie()
        .map((each) => each.split(';')[0])
        .join('; '),
    };
  };
  const signIn = async (username, password) => {
    const { data, cookie } = await call('/api/user/login', { body: { username, password } });
    return { id: data.id, cookie };
  };
  const password = 'password123';
  await call('/api/setup', {
    body: { username: 'root', password, confirmPassword: password, SelfUseModeEnabled: false, DemoSiteEnabled: false },
  });
  const root = await signIn('root', password);
  await call('/api/user/register', { body: { username: 'alice', password } });
  const alice = await signIn('alice', password);
  const { data: aff } = await call('/api/user/aff', { session: alice });
  await call('/api/user/register', { body: { username: 'bob', password, aff_code: aff } });
  const { data: codes } = await call('/api/redemption/', {
    session: root,
    body: { name: 'welcome', count: 3, quota: 500000 },
  });
  await call('/api/user/topup', { session: alice, body: { key: codes[0] } });
  await call('/api/token/', { session: alice, body: { name: 'first', unlimited_quota: true } });
  await call('/api/option/', {
    session: root,
    method: 'PUT',
    body: { key: 'SystemName', value: 'Before the upgrade' },
  });
}
