import { createHmac, createPublicKey, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Caller } from '@tollgate/contracts';
import { profilesRpc } from '@tollgate/contracts/auth/profiles';
import { type ThirdPartyReply, thirdPartyRpc } from '@tollgate/contracts/auth/third-party';
import { hashSecret } from '@tollgate/platform/access';
import { testDatabase, type TestDatabase } from '@tollgate/testing/database';
import { oidcProviderDouble, type OidcProviderDouble } from '@tollgate/testing/oidc';
import { type HeardRequest, type HttpDouble, httpDouble } from '@tollgate/testing/providers';
import { type ServiceUnderTest, serviceUnderTest } from '@tollgate/testing/service';
import { exportJWK, SignJWT, UnsecuredJWT } from 'jose';
import { auth } from '../index.js';

let db: TestDatabase;
let a: ServiceUnderTest;

beforeAll(async () => {
  db = await testDatabase();
  a = await serviceUnderTest(auth, db);
});
afterAll(async () => {
  await a.close();
  await db.close();
});

const inBrowser = (): Partial<Caller> => ({ browser: randomBytes(32).toString('base64url') });
const refusal = (promise: Promise<unknown>) =>
  promise.then(
    () => 'done',
    (error: { code: string }) => error.code,
  );
const rowOf = async ({ id }: ThirdPartyReply) =>
  (await db.owner.query('SELECT username, email, email_verified FROM auth.users WHERE id = $1', [id]))[0];

describe('against a certified provider', () => {
  let provider: OidcProviderDouble;
  beforeAll(async () => {
    provider = await oidcProviderDouble('https://ai.example.com/oauth/oidc');
    await a.setOptions({
      ServerAddress: 'https://ai.example.com',
      'oidc.enabled': 'true',
      'oidc.client_id': provider.clientId,
      'oidc.client_secret': provider.clientSecret,
      'oidc.well_known': provider.wellKnown,
    });
  });
  afterAll(() => provider.close());

  async function logIn(sub: string, browser = inBrowser(), at = provider) {
    const { url } = await a.call(thirdPartyRpc.start, { provider: 'oidc' }, browser);
    const back = (await at.authorize(url, sub)).searchParams;
    const [code, state, iss] = ['code', 'state', 'iss'].map((name) => back.get(name) ?? '');
    return {
      code,
      state,
      iss,
      reply: () => a.call(thirdPartyRpc.callback, { provider: 'oidc', code, state, iss }, browser),
    };
  }

  it('logs in with PKCE, a nonce and a verified id_token, by its subject', async () => {
    provider.people.set('ada', {
      sub: 'ada',
      preferred_username: 'ada',
      name: 'Ada L',
      email: 'ada@example.com',
      email_verified: true,
    });
    const first = await (await logIn('ada')).reply();
    expect(await rowOf(first)).toEqual({ username: 'ada', email: 'ada@example.com', email_verified: true });
    provider.people.set('ada', {
      sub: 'ada',
      preferred_username: 'countess',
      email: 'new@example.com',
      email_verified: true,
    });
    expect((await (await logIn('ada')).reply()).id).toBe(first.id);
  });

  it('stores an address as unverified unless the provider verified it, and joins no account by it', async () => {
    provider.people.set('eve', {
      sub: 'eve',
      preferred_username: 'ada',
      email: 'ada@example.com',
      email_verified: false,
    });
    provider.people.set('mallory', { sub: 'mallory', email: 'ada@example.com', email_verified: true });
    provider.people.set('carol', { sub: 'carol', email: 'carol@example.com' });
    const [eve, carol] = [await (await logIn('eve')).reply(), await (await logIn('carol')).reply()];
    await expect((await logIn('mallory')).reply()).rejects.toMatchObject({ code: 'ACCOUNT_EXISTS' });
    expect(await rowOf(eve)).toMatchObject({ email_verified: false, username: expect.stringMatching(/^oidc_\d+$/) });
    expect(await rowOf(carol)).toMatchObject({ email_verified: false, email: 'carol@example.com' });
  });

  it('refuses a code twice, a code of another browser’s login, and an answer that another issuer signs', async () => {
    provider.people.set('bob', { sub: 'bob' });
    const one = await logIn('bob');
    expect(await refusal(one.reply())).toBe('done');
    expect(await refusal(one.reply())).toBe('OAUTH_STATE_INVALID');
    // the code of the attacker with the state of the victim, so the verifier is that of the victim
    const attacker = await logIn('bob');
    const browser = inBrowser();
    const victim = await logIn('bob', browser);
    const mixed = { provider: 'oidc', code: attacker.code, state: victim.state, iss: victim.iss };
    expect(await a.outcome(thirdPartyRpc.callback, mixed, browser)).toBe('OAUTH_TOKEN_FAILED');
    const other = inBrowser();
    const { code, state } = await logIn('bob', other);
    const strange = { provider: 'oidc', code, state, iss: 'https://evil.example.com' };
    expect(await a.outcome(thirdPartyRpc.callback, strange, other)).toBe('OAUTH_TOKEN_FAILED');
  });

  it('binds the subject to the session that began it', async () => {
    provider.people.set('dan', { sub: 'dan', preferred_username: 'dan' });
    provider.people.set('dan-2', { sub: 'dan-2' });
    const browser = inBrowser();
    const { cookie = '', id } = await (await logIn('dan', browser)).reply();
    const me: Partial<Caller> = { ...browser, credential: { session: hashSecret(cookie).toString('base64url') } };
    expect(await (await logIn('dan-2', me)).reply()).toEqual({ bound: true });
    expect((await a.call(profilesRpc.get, {}, me)).oidc_id).toBe('dan-2');
    expect((await (await logIn('dan-2')).reply()).id).toBe(id);
  });

  it('identifies a user by issuer and subject: after a change of provider, the same subject is another user', async () => {
    provider.people.set('twin', { sub: 'twin' });
    const first = await (await logIn('twin')).reply();
    const other = await oidcProviderDouble('https://ai.example.com/oauth/oidc');
    other.people.set('twin', { sub: 'twin' });
    await a.setOptions({ 'oidc.well_known': other.wellKnown });
    const second = await (await logIn('twin', inBrowser(), other)).reply();
    const again = await (await logIn('twin', inBrowser(), other)).reply();
    await a.setOptions({ 'oidc.well_known': provider.wellKnown });
    await other.close();
    expect(second.id).not.toBe(first.id);
    expect(again.id).toBe(second.id);
    expect((await (await logIn('twin')).reply()).id).toBe(first.id);
    // users see the subject as the provider sends it
    const me: Partial<Caller> = { credential: { session: hashSecret(second.cookie ?? '').toString('base64url') } };
    expect((await a.call(profilesRpc.get, {}, me)).oidc_id).toBe('twin');
    const { bindings } = await a.call(thirdPartyRpc.bindings, {}, me);
    expect(bindings.find((binding) => binding.provider === 'oidc')).toMatchObject({ bound: true, subject: 'twin' });
  });
});

describe('an id_token', () => {
  const key = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const strangerKey = generateKeyPairSync('rsa', { modulusLength: 2048 });
  let issuer: HttpDouble;
  /** Sets the id_token of the next answer. */
  let mint: (claims: Claims) => Promise<string> | string;
  let userinfo: object;
  let lastToken: HeardRequest | undefined;

  interface Claims extends Record<string, unknown> {
    sub: string;
  }

  const sign = (
    claims: Claims,
    signer: KeyObject = key.privateKey,
    header: { alg: string; kid?: string } = { alg: 'RS256', kid: 'k1' },
  ) => new SignJWT(claims).setProtectedHeader(header).sign(signer);

  const discovery = () => ({
    issuer: issuer.url,
    authorization_endpoint: `${issuer.url}/authorize`,
    token_endpoint: `${issuer.url}/token`,
    userinfo_endpoint: `${issuer.url}/userinfo`,
    jwks_uri: `${issuer.url}/jwks`,
    id_token_signing_alg_values_supported: ['RS256', 'ES256', 'HS256', 'none'],
  });

  beforeAll(async () => {
    issuer = await httpDouble();
    const jwk = { ...(await exportJWK(createPublicKey(key.privateKey))), kid: 'k1', use: 'sig' };
    issuer.on('GET /.well-known/openid-configuration', () => ({ json: discovery() }));
    issuer.on('GET /jwks', () => ({ json: { keys: [jwk] } }));
    issuer.on('GET /userinfo', () => ({ json: userinfo }));
    await a.setOptions({
      'oidc.client_id': 'tollgate',
      'oidc.client_secret': 'client-secret',
      'oidc.well_known': `${issuer.url}/.well-known/openid-configuration`,
    });
  });
  afterAll(() => issuer.close());
  beforeEach(() => {
    userinfo = { sub: 'person' };
  });

  async function logIn(): Promise<ThirdPartyReply> {
    const browser = inBrowser();
    const { url } = await a.call(thirdPartyRpc.start, { provider: 'oidc' }, browser);
    const asked = new URL(url).searchParams;
    const now = Math.floor(Date.now() / 1000);
    const claims = {
      iss: issuer.url,
      sub: 'person',
      aud: 'tollgate',
      iat: now,
      exp: now + 300,
      nonce: asked.get('nonce'),
    };
    issuer.on('POST /token', async (request) => {
      lastToken = request;
      return { json: { access_token: 'token', token_type: 'Bearer', id_token: await mint(claims) } };
    });
    return a.call(thirdPartyRpc.callback, { provider: 'oidc', code: 'c', state: asked.get('state') ?? '' }, browser);
  }

  it.each<[string, string[] | undefined, 'basic' | 'post']>([
    ['lists Basic only', ['client_secret_basic'], 'basic'],
    ['lists nothing, so that Basic is the default', undefined, 'basic'],
    ['lists both', ['client_secret_basic', 'client_secret_post'], 'post'],
    ['lists another method and the body', ['private_key_jwt', 'client_secret_post'], 'post'],
  ])('is fetched with the secret as the provider takes it: %s', async (_, methods, expected) => {
    mint = (claims) => sign(claims);
    const path = `/methods${methods?.join('-') ?? ''}` as const;
    issuer.on(`GET ${path}`, () => ({
      json: { ...discovery(), token_endpoint_auth_methods_supported: methods },
    }));
    await a.setOptions({ 'oidc.well_known': `${issuer.url}${path}` });
    await logIn();
    // The id and the secret are form-encoded within Basic (RFC 6749 section 2.3.1).
    const sent = Buffer.from(lastToken?.headers.authorization?.slice('Basic '.length) ?? '', 'base64').toString();
    expect(decodeURIComponent(sent)).toBe(expected === 'basic' ? 'tollgate:client-secret' : '');
    expect(String(lastToken?.body).includes('client_secret=client-secret')).toBe(expected === 'post');
    await a.setOptions({ 'oidc.well_known': `${issuer.url}/.well-known/openid-configuration` });
  });

  it('may come with a user info answer that is a JWT signed with the issuer’s keys, and with no other', async () => {
    mint = (claims) => sign(claims);
    const jwt = (text: string) => ({
      raw: (response: ServerResponse) => response.writeHead(200, { 'content-type': 'application/jwt' }).end(text),
    });
    const info = { iss: issuer.url, aud: 'tollgate', sub: 'person', name: 'Signed' };
    issuer.on('GET /userinfo', async () => jwt(await sign(info)));
    expect((await logIn()).id).toBeGreaterThan(0);
    const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    issuer.on('GET /userinfo', async () => jwt(await sign(info, other)));
    await expect(logIn()).rejects.toMatchObject({ code: 'OAUTH_USER_FAILED' });
    issuer.on('GET /userinfo', () => ({ json: userinfo }));
  });

  describe('of one of many tenants of Microsoft Entra', () => {
    const tenant = (id: string) => `${issuer.url}/${id}/v2.0`;
    beforeAll(async () => {
      issuer.on('GET /common/v2.0', () => ({ json: { ...discovery(), issuer: tenant('{tenantid}') } }));
      await a.setOptions({ 'oidc.well_known': `${issuer.url}/common/v2.0` });
    });
    afterAll(() => a.setOptions({ 'oidc.well_known': `${issuer.url}/.well-known/openid-configuration` }));

    it('logs in if its issuer is the template with its own tid, and each tenant has users of its own', async () => {
      mint = (claims) => sign({ ...claims, iss: tenant('t-1'), tid: 't-1' });
      const first = await logIn();
      expect((await logIn()).id).toBe(first.id);
      const rows = await db.owner.query('SELECT subject FROM auth.identities WHERE user_id = $1', [first.id]);
      expect(rows).toEqual([{ subject: `${tenant('t-1')} person` }]);
      mint = (claims) => sign({ ...claims, iss: tenant('t-2'), tid: 't-2' });
      expect((await logIn()).id).not.toBe(first.id);
      // the record cannot name another tenant
      userinfo = { sub: 'person', iss: tenant('t-1'), tid: 't-1' };
      expect((await logIn()).id).not.toBe(first.id);
    });

    it.each<[string, () => Record<string, unknown>]>([
      ['another tenant than its tid', () => ({ iss: tenant('t-1'), tid: 't-2' })],
      ['no tid', () => ({ iss: tenant('t-1') })],
      ['the template itself', () => ({ iss: tenant('{tenantid}'), tid: 't-1' })],
      ['another host', () => ({ iss: 'https://evil.example/t-1/v2.0', tid: 't-1' })],
      ['more of a path', () => ({ iss: `${tenant('t-1')}/`, tid: 't-1' })],
    ])('is refused with %s', async (_, changed) => {
      mint = (claims) => sign({ ...claims, ...changed() } as Claims);
      expect(await refusal(logIn())).toBe('OAUTH_TOKEN_FAILED');
    });
  });

  it('that is valid logs in', async () => {
    mint = (claims) => sign(claims);
    expect((await logIn()).id).toBeGreaterThan(0);
  });

  const now = () => Math.floor(Date.now() / 1000);
  const tamper = (token: string, change: (claims: Claims) => Claims) => {
    const [head, body = '', signature] = token.split('.');
    const claims = change(JSON.parse(Buffer.from(body, 'base64url').toString()) as Claims);
    return [head, Buffer.from(JSON.stringify(claims)).toString('base64url'), signature].join('.');
  };
  const hmac = (claims: Claims, secret: string | Buffer) => {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const input = `${part({ alg: 'HS256', kid: 'k1' })}.${part(claims)}`;
    return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`;
  };
  const publicPem = () => createPublicKey(key.privateKey).export({ type: 'spki', format: 'pem' });

  const mutations: [string, (claims: Claims) => Promise<string> | string][] = [
    ['has no signature (alg none)', (c) => new UnsecuredJWT(c).encode()],
    ['is signed by another key', (c) => sign(c, strangerKey.privateKey)],
    ['names a key the issuer does not have', (c) => sign(c, strangerKey.privateKey, { alg: 'RS256', kid: 'k2' })],
    ['is an HMAC with the public key', (c) => hmac(c, publicPem())],
    ['is an HMAC with the client secret', (c) => hmac(c, 'client-secret')],
    [
      'had its subject changed after signing',
      async (c) => tamper(await sign(c), (x) => ({ ...x, sub: 'somebody else' })),
    ],
    ['had its signature cut off', async (c) => (await sign(c)).replace(/\.[^.]*$/, '.')],
    ['is of another issuer', (c) => sign({ ...c, iss: 'https://evil.example.com' })],
    ['is of almost this issuer', (c) => sign({ ...c, iss: `${String(c.iss)}/` })],
    ['is for another client', (c) => sign({ ...c, aud: 'somebody-else' })],
    ['is for two clients and does not say for which', (c) => sign({ ...c, aud: ['tollgate', 'somebody-else'] })],
    ['was made for another client among two', (c) => sign({ ...c, aud: ['tollgate', 'x'], azp: 'x' })],
    ['has expired', (c) => sign({ ...c, iat: now() - 600, exp: now() - 120 })],
    ['is not valid yet', (c) => sign({ ...c, nbf: now() + 120 })],
    ['never says when it expires', ({ exp: _, ...c }) => sign(c as Claims)],
    ['never says when it was made', ({ iat: _, ...c }) => sign(c as Claims)],
    ['has another login’s nonce', (c) => sign({ ...c, nonce: 'the nonce of another login' })],
    ['has no nonce', ({ nonce: _, ...c }) => sign(c as Claims)],
    ['names nobody', ({ sub: _, ...c }) => sign(c as Claims)],
    ['is missing', () => undefined as never],
  ];

  it.each(mutations)('that %s is refused', async (_, make) => {
    mint = make;
    expect(await refusal(logIn())).toBe('OAUTH_TOKEN_FAILED');
  });

  it('does not vouch for the record of another user', async () => {
    mint = (claims) => sign(claims);
    userinfo = { sub: 'somebody else' };
    expect(await refusal(logIn())).toBe('OAUTH_USER_FAILED');
  });

  it.each(['https://id.example.com/a b', 'id.example.com', `https://id.example.com/${'x'.repeat(255)}`, ''])(
    'is not requested if the discovery document has the issuer %j',
    async (name) => {
      const document = { issuer: name, token_endpoint: `${issuer.url}/token`, jwks_uri: `${issuer.url}/jwks` };
      issuer.on('GET /misnamed', () => ({ json: document }));
      await a.setOptions({ 'oidc.well_known': `${issuer.url}/misnamed` });
      expect(await refusal(a.call(thirdPartyRpc.start, { provider: 'oidc' }, inBrowser()))).toBe('OAUTH_UNREACHABLE');
    },
  );

  describe('of an issuer whose keys are not known', () => {
    beforeAll(() =>
      a.setOptions({
        'oidc.well_known': '',
        'oidc.authorization_endpoint': `${issuer.url}/authorize`,
        'oidc.token_endpoint': `${issuer.url}/token`,
        'oidc.user_info_endpoint': `${issuer.url}/userinfo`,
      }),
    );

    it('no id_token is read, because the record behind the access token identifies the user', async () => {
      mint = (c) => new UnsecuredJWT({ ...c, sub: 'forged' }).encode();
      userinfo = { sub: 'person' };
      const reply = await logIn();
      const rows = await db.owner.query(`SELECT subject FROM auth.identities WHERE user_id = $1`, [reply.id]);
      expect(rows).toEqual([{ subject: `${issuer.url} person` }]);
    });

    it('a user belongs to the origin of the record, not to the issuer in it, and the subject is taken without change', async () => {
      mint = (c) => new UnsecuredJWT(c).encode();
      const first = await logIn();
      expect((await logIn()).id).toBe(first.id);
      userinfo = { sub: ' person' };
      expect((await logIn()).id).not.toBe(first.id);
      userinfo = { sub: 'per\0son' };
      expect(await refusal(logIn())).toBe('OAUTH_USER_EMPTY');
      const other = await httpDouble();
      other.on('GET /userinfo', () => ({ json: { sub: 'person', iss: issuer.url } }));
      await a.setOptions({ 'oidc.user_info_endpoint': `${other.url}/userinfo` });
      const second = await logIn();
      await other.close();
      expect(second.id).not.toBe(first.id);
    });
  });
});
