import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SoftAuthenticator } from '@tollgate/testing/authenticator';
import { startPlatform, type TestPlatform } from '@tollgate/testing/platform';
import { computeTotp, setOptions } from '../recorded/stage.js';
import { BearerClient, type Bundle } from './bearer-client.js';

/** The second factor, passkeys and proofs as the web client of 2026-08 uses them, request for request. */
let platform: TestPlatform;
let root: BearerClient;
let serial = 0;

const PASSWORD = 'password123';
const ORIGIN = 'https://ai.example.com';

interface Ceremony {
  readonly flow_token: string;
  readonly options: { readonly publicKey: never };
}

beforeAll(async () => {
  platform = await startPlatform();
  root = new BearerClient(platform.origin);
  const setup = { username: 'root', password: 'root-password-1', confirmPassword: 'root-password-1' };
  await root.post('/api/setup', { ...setup, SelfUseModeEnabled: false, DemoSiteEnabled: false });
  await root.logIn('root', 'root-password-1');
  await setOptions(platform, { ServerAddress: ORIGIN, 'passkey.enabled': 'true' });
}, 120_000);
afterAll(() => platform.close());

async function person() {
  const name = `factor${(serial += 1)}`;
  const client = new BearerClient(platform.origin);
  await client.post('/api/user/register', { username: name, password: PASSWORD });
  const { user } = await client.logIn(name, PASSWORD);
  return { client, name, id: user?.id ?? 0 };
}

/** A user with a second factor; `code` gives the next code of the app. */
async function careful() {
  const owner = await person();
  const { client, id } = owner;
  const setup = (await client.post('/api/user/2fa/setup')).body.data as unknown as { secret: string };
  const code = async () => {
    const text = 'UPDATE auth.two_factors SET last_step = last_step - 10 WHERE user_id = $1 AND last_step > 10';
    await platform.db.owner.query(text, [id]);
    return computeTotp(setup.secret);
  };
  const enabled = await client.post('/api/user/2fa/enable', { code: await code() });
  const before = client.accessToken;
  client.take(enabled.body.data);
  return { ...owner, code, before };
}

const prove = async (client: BearerClient, scope: string, code: string) =>
  ((await client.post('/api/verify', { method: '2fa', code, scope })).body.data as unknown as { proof_token: string })
    .proof_token;

async function register(client: BearerClient, authenticator: SoftAuthenticator, proof?: string) {
  const headers: Record<string, string> = proof === undefined ? {} : { 'X-Security-Proof': proof };
  const begun = await client.post('/api/user/passkey/register/begin', undefined, headers);
  if (!begun.body.success) return begun;
  const { flow_token, options } = begun.body.data as unknown as Ceremony;
  const answer = { flow_token, credential: authenticator.create(options) };
  return client.post('/api/user/passkey/register/finish', answer, headers);
}

async function logInByPasskey(authenticator: SoftAuthenticator) {
  const client = new BearerClient(platform.origin);
  const begun = (await client.post('/api/user/passkey/login/begin')).body.data as unknown as Ceremony;
  const answer = { flow_token: begun.flow_token, credential: authenticator.get(begun.options) };
  return { client, answer, reply: await client.post('/api/user/passkey/login/finish', answer) };
}

const refusal = ({ status, body }: { status: number; body: { code?: string } }) => [status, body.code];

describe('the second factor of a bearer client', () => {
  it('renews the access token when it is switched on, and asks for a code with a flow token', async () => {
    const { client, name, code, before } = await careful();
    expect((await client.get('/api/user/self')).status).toBe(200);
    const old = new BearerClient(platform.origin);
    old.accessToken = before;
    expect((await old.get('/api/user/self')).status).toBe(401);
    const asked = await old.post('/api/user/login', { username: name, password: PASSWORD });
    const { require_2fa, flow_token } = asked.body.data;
    expect([require_2fa, typeof flow_token]).toEqual([true, 'string']);
    expect((await old.post('/api/user/login/2fa', { code: '000000', flow_token })).body.success).toBe(false);
    const other = new BearerClient(platform.origin);
    other.take((await other.post('/api/user/login/2fa', { code: await code(), flow_token })).body.data);
    expect((await other.get('/api/user/self')).status).toBe(200);
    const again = await other.post('/api/user/login/2fa', { code: await code(), flow_token });
    expect(again.body.success).toBe(false);
  });
});

describe('passkeys of a bearer client', () => {
  it('open the account without a code, once for each challenge', async () => {
    const { client } = await person();
    const authenticator = new SoftAuthenticator(ORIGIN);
    client.take((await register(client, authenticator)).body.data);
    const { client: other, answer, reply } = await logInByPasskey(authenticator);
    other.take(reply.body.data);
    expect(reply.body.data.session.login_method).toBe('passkey');
    expect((await other.post('/api/user/passkey/login/finish', answer)).body.success).toBe(false);
  });

  it('need a proof by the second factor of the right scope, which ends with the renewal that it allowed', async () => {
    const { client, id, code } = await careful();
    const authenticator = new SoftAuthenticator(ORIGIN);
    expect(refusal(await register(client, authenticator))).toEqual([403, 'SECURITY_PROOF_REQUIRED']);
    const proof = await prove(client, 'passkey.register', await code());
    client.take((await register(client, authenticator, proof)).body.data);
    expect(refusal(await register(client, authenticator, proof))).toEqual([403, 'SECURITY_PROOF_INVALID']);
    expect((await logInByPasskey(authenticator)).reply.body.data.token_type).toBe('Bearer');

    const remove = (headers: Record<string, string>) => client.send('DELETE', '/api/user/passkey', undefined, headers);
    expect(refusal(await remove({}))).toEqual([403, 'SECURITY_PROOF_REQUIRED']);
    const wrong = await prove(client, 'passkey.register', await code());
    expect(refusal(await remove({ 'X-Security-Proof': wrong }))).toEqual([403, 'SECURITY_PROOF_SCOPE_MISMATCH']);
    const late = await prove(client, 'passkey.delete', await code());
    const expire = `UPDATE auth.security_proofs SET expires_at = now() - interval '1 s'
                     WHERE session_id IN (SELECT id FROM auth.sessions WHERE user_id = $1)`;
    await platform.db.owner.query(expire, [id]);
    expect(refusal(await remove({ 'X-Security-Proof': late }))).toEqual([403, 'SECURITY_PROOF_EXPIRED']);
    const good = await prove(client, 'passkey.delete', await code());
    const stranger = (await careful()).client;
    const foreign = await stranger.send('DELETE', '/api/user/passkey', undefined, { 'X-Security-Proof': good });
    expect(refusal(foreign)).toEqual([403, 'SECURITY_PROOF_INVALID']);
    client.take((await remove({ 'X-Security-Proof': good })).body.data);
  });

  it('go with a reset by an administrator, and every session of the user', async () => {
    const { client, id } = await person();
    const authenticator = new SoftAuthenticator(ORIGIN);
    client.take((await register(client, authenticator)).body.data as Bundle);
    expect((await root.send('DELETE', `/api/user/${id}/reset_passkey`)).body.success).toBe(true);
    expect((await client.get('/api/user/self')).status).toBe(401);
    expect((await logInByPasskey(authenticator)).reply.body.success).toBe(false);
  });
});
