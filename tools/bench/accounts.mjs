// Accounts: reading the own account, logging in, registering. Each is compared with a minimal Fastify server, and with the
// SQL and the password hash alone.
import { startPlatform } from '@tollgate/testing/platform';
import { PasswordHasher } from '@tollgate/platform/passwords';
import pg from 'pg';
import { callLoad, httpLoad } from './load.mjs';
import { startBaseline } from './processes.mjs';

const USERS = 64;
const PASSWORD = 'correct horse battery';
const CONNECTIONS = 32;
/** Users with API keys, and the keys of each. */
const KEY_OWNERS = 8;
const KEYS = 20;

/** Makes the users, with a session and an access token each. */
async function arrange(platform) {
  const clients = [];
  for (let i = 0; i < USERS; i += 1) {
    const client = platform.client();
    await client.signUp(`user${i}`, PASSWORD);
    const { body } = await client.get('/api/user/token');
    clients.push({
      id: String(client.userId),
      cookie: client.cookies.get('session'),
      access: body.data,
      name: `user${i}`,
    });
  }
  const one = platform.client();
  await one.logIn('user0', PASSWORD);
  for (const { id, cookie } of clients.slice(0, KEY_OWNERS)) await makeKeys(platform, Number(id), cookie);
  const admin = await makeAdmin(platform);
  return { clients, admin, self: (await one.get('/api/user/self')).body };
}

async function makeKeys(platform, userId, cookie) {
  const owner = platform.client();
  owner.userId = userId;
  owner.cookies.set('session', cookie);
  for (let n = 0; n < KEYS; n += 1) await owner.post('/api/token/', { name: `key ${n}`, unlimited_quota: true });
}

/** Sets the platform up, so that there is a root user and the status is final. */
async function makeAdmin(platform) {
  const root = platform.client();
  await root.post('/api/setup', { username: 'root', password: PASSWORD, confirmPassword: PASSWORD });
  await root.logIn('root', PASSWORD);
  return { id: String(root.userId), cookie: root.cookies.get('session') };
}

const keysBySession = ({ id, cookie }) => ({
  path: '/api/token/?p=1&page_size=20',
  headers: { cookie: `session=${cookie}`, 'new-api-user': id },
});
const userBy = (admin) => (user) => ({
  path: `/api/user/${user.id}`,
  headers: { cookie: `session=${admin.cookie}`, 'new-api-user': admin.id },
});
const bySession = ({ id, cookie }) => ({
  path: '/api/user/self',
  headers: { cookie: `session=${cookie}`, 'new-api-user': id },
});
const byToken = ({ id, access }) => ({
  path: '/api/user/self',
  headers: { authorization: access, 'new-api-user': id },
});
const post = (path, body) => ({
  method: 'POST',
  path,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

let registered = 0;
const register = () => ({
  ...post('/api/user/register', {}),
  setupRequest: (request) => ({
    ...request,
    body: JSON.stringify({ username: `n${(registered += 1)}`, password: PASSWORD }),
  }),
});

/** The platform in one process and over NATS, the baseline server, and the SQL and the hash that every platform needs. */
export async function accounts({ meshes, seconds, database }) {
  const platforms = {};
  /** @type {{ platform: any, clients: any[], self: object } | undefined} */
  let arranged;
  for (const mesh of meshes) {
    const platform = await startPlatform({ mesh, env: { NODE_ENV: 'development' } });
    const { clients, admin, self } = await arrange(platform);
    const pids = [...platform.processes.map(({ pid }) => pid)];
    platforms[mesh] = { platform, clients, admin, target: { origin: platform.origin, pids } };
    arranged = { platform, clients, self };
  }
  const baseline = await startBaseline(arranged.self);
  const direct = directSelf(arranged);
  const hasher = new PasswordHasher();
  const hash = await hasher.hash(PASSWORD);
  const loads = {
    'smallest Fastify server': () =>
      httpLoad(baseline, { requests: [{ path: '/api/user/self' }], connections: CONNECTIONS, seconds }),
    'SQL of self alone': () => callLoad(direct.one, { inFlight: CONNECTIONS, seconds }),
    'argon2id alone': () => callLoad(() => hasher.verify(hash, PASSWORD), { inFlight: 8, seconds }),
  };
  for (const mesh of meshes) {
    const { clients, admin, target } = platforms[mesh];
    const load =
      (requests, connections = CONNECTIONS) =>
      () =>
        httpLoad(target, { requests, connections, seconds });
    loads[`self by session, ${mesh}`] = load(clients.map(bySession));
    loads[`self by access token, ${mesh}`] = load(clients.map(byToken));
    loads[`self, one connection, ${mesh}`] = load(clients.map(bySession), 1);
    loads[`status, ${mesh}`] = load([{ path: '/api/status' }]);
    loads[`20 own API keys, ${mesh}`] = load(clients.slice(0, KEY_OWNERS).map(keysBySession));
    loads[`one user by number, ${mesh}`] = load(clients.map(userBy(admin)), 8);
    loads[`login, ${mesh}`] = load(
      clients.map(({ name }) => post('/api/user/login', { username: name, password: PASSWORD })),
      8,
    );
    loads[`register, ${mesh}`] = load([register()], 8);
  }
  return {
    loads,
    against: (name) => (/login|register|argon2/.test(name) ? 'argon2id alone' : 'smallest Fastify server'),
    stop: async () => {
      baseline.stop();
      await direct.stop();
      for (const mesh of meshes) await platforms[mesh].platform.close();
    },
    database,
  };
}

/** The database's part of reading an account: a named statement resolves the credential and reads user and balance. */
function directSelf({ platform, clients }) {
  const pool = new pg.Pool({ connectionString: platform.db.url, max: 10 });
  const text = `SELECT u.*, a.balance, k.* FROM auth.credentials c JOIN auth.users u ON u.id = c.user_id
    LEFT JOIN auth.sessions s ON s.id = c.session_id
    LEFT JOIN ledger.accounts a ON a.user_id = u.id AND a.kind = 'quota' LEFT JOIN ledger.counters k ON k.user_id = u.id
    WHERE c.user_id = $1 LIMIT 1`;
  let next = 0;
  return {
    one: () => pool.query({ name: 'bench', text, values: [clients[(next += 1) % clients.length].id] }),
    stop: () => pool.end(),
  };
}
