import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testDatabase, type TestDatabase } from '@tollgate/testing/database';
import { NatsServer, natsIsHere } from '@tollgate/testing/nats';
import { type Envelope, HttpClient, ServiceProcess } from '@tollgate/testing/platform';

const PASSWORD = 'correct horse battery';
const NEW_PASSWORD = 'staple battery horse';
/** Requests with a revoked credential: more than there are pairs of a gateway and an auth replica, so that each pair is met. */
const TRIES = 24;
const CREDENTIALS = ['cookie', 'session token', 'access token'] as const;
type CredentialName = (typeof CREDENTIALS)[number];

interface User {
  readonly id: number;
  readonly name: string;
  readonly client: HttpClient;
  readonly headers: Readonly<Record<CredentialName, Record<string, string>>>;
}

/** An action and the credentials that it ends. A logout does not end the access token, because that is not part of the session. */
interface Revocation {
  readonly name: string;
  readonly ends: readonly CredentialName[];
  /** The expected refusal. */
  readonly code: string;
  revoke(user: User): Promise<{ readonly body: Envelope }>;
}

(natsIsHere(5) ? describe : describe.skip)('with two replicas of auth and of the gateway', () => {
  let db: TestDatabase;
  let nats: NatsServer;
  let dataDir: string;
  const processes: ServiceProcess[] = [];
  const origins: string[] = [];
  let admin: HttpClient;

  beforeAll(async () => {
    [db, nats, dataDir] = await Promise.all([
      testDatabase(),
      NatsServer.start(),
      mkdtemp(join(tmpdir(), 'tollgate-revocation-')),
    ]);
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
    for (const target of ['auth', 'auth', 'admin', 'gateway', 'gateway']) {
      const process = await ServiceProcess.start(target, env);
      processes.push(process);
      if (target === 'gateway') origins.push(`http://127.0.0.1:${process.port}`);
    }
    admin = new HttpClient(String(origins[0]));
    const id = await admin.signUp('chief', PASSWORD);
    await db.owner.query('UPDATE auth.users SET role = 10 WHERE id = $1', [id]);
  }, 240_000);
  afterAll(async () => {
    for (const process of processes.reverse()) await process.stop();
    await nats.kill();
    await db.close();
    await rm(dataDir, { recursive: true, force: true, maxRetries: 10 });
  }, 60_000);

  let serial = 0;
  async function user(): Promise<User> {
    const client = new HttpClient(String(origins[0]));
    const name = `revoked${(serial += 1)}`;
    await client.post('/api/user/register', { username: name, password: PASSWORD });
    const login = await client.post<Envelope<{ id: number; token: string }>>('/api/user/login', {
      username: name,
      password: PASSWORD,
    });
    const { id, token } = login.body.data;
    client.userId = id;
    const access = await client.get<Envelope<string>>('/api/user/token');
    const headers = {
      cookie: { cookie: `session=${client.cookies.get('session')}` },
      'session token': { authorization: `Bearer ${token}` },
      'access token': { authorization: access.body.data },
    };
    return { id, name, client, headers };
  }

  /** The answers to a credential, alternating between the gateways. NATS spreads the calls over the replicas of auth. */
  async function tryCredential({ id, headers }: User, credential: CredentialName): Promise<Record<string, number>> {
    const answers: Record<string, number> = {};
    for (let i = 0; i < TRIES; i += 1) {
      const anyone = new HttpClient(String(origins[i % origins.length]));
      const reply = await anyone.get('/api/user/self', {
        headers: { ...headers[credential], 'new-api-user': String(id) },
      });
      const answer = reply.body.success ? 'accepted' : `${reply.status} ${reply.body.code}`;
      answers[answer] = (answers[answer] ?? 0) + 1;
    }
    return answers;
  }

  const REVOCATIONS: readonly Revocation[] = [
    {
      name: 'logout',
      ends: ['cookie', 'session token'],
      code: '401 CREDENTIAL_INVALID',
      revoke: ({ client }) => client.post('/api/user/logout'),
    },
    {
      name: 'a new password, set in another session',
      ends: CREDENTIALS,
      code: '401 CREDENTIAL_INVALID',
      revoke: async ({ name }) => {
        const elsewhere = new HttpClient(String(origins[1]));
        await elsewhere.logIn(name, PASSWORD);
        return elsewhere.put('/api/user/self', { password: NEW_PASSWORD, original_password: PASSWORD });
      },
    },
    {
      name: 'deletion of the account',
      ends: CREDENTIALS,
      code: '401 CREDENTIAL_INVALID',
      revoke: ({ client }) => client.delete('/api/user/self'),
    },
    {
      name: 'disabling by an administrator',
      ends: CREDENTIALS,
      code: '401 USER_DISABLED',
      revoke: ({ id }) => admin.post('/api/user/manage', { id, action: 'disable' }),
    },
  ];

  it.each(REVOCATIONS.map((revocation) => [revocation.name, revocation] as const))(
    'no credential that it ends is accepted again on any replica: %s',
    async (_, { ends, code, revoke }) => {
      const who = await user();
      for (const credential of ends) expect(await tryCredential(who, credential)).toEqual({ accepted: TRIES });
      expect((await revoke(who)).body).toMatchObject({ success: true });
      for (const credential of ends) {
        const refusals = await tryCredential(who, credential);
        expect([credential, refusals.accepted ?? 0]).toEqual([credential, 0]);
        expect(Object.keys(refusals).every((refusal) => refusal === code || refusal === '401 CREDENTIAL_INVALID')).toBe(
          true,
        );
      }
    },
    60_000,
  );

  it('both replicas of auth were called', async () => {
    const handled = await Promise.all(
      processes
        .filter(({ target }) => target === 'auth')
        .map(async ({ lines }) => {
          const port = lines.find(({ event }) => event === 'health and metrics')?.port;
          const text = await (await fetch(`http://127.0.0.1:${String(port)}/metrics`)).text();
          return /rpc\.auth\.profile\.get[^\n]* [1-9]/.test(text);
        }),
    );
    expect(handled).toEqual([true, true]);
  });
});
