import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Caller, Role } from '@tollgate/contracts';
import { bindingsRpc } from '@tollgate/contracts/auth/bindings';
import { type CreateCustomProvider, customProvidersRpc } from '@tollgate/contracts/auth/custom-providers';
import { sessionsRpc } from '@tollgate/contracts/auth/sessions';
import { signUpsRpc } from '@tollgate/contracts/auth/sign-ups';
import { statusRpc } from '@tollgate/contracts/auth/status';
import { type ThirdPartyReply, thirdPartyRpc } from '@tollgate/contracts/auth/third-party';
import { hashSecret } from '@tollgate/platform/access';
import { testDatabase, type TestDatabase } from '@tollgate/testing/database';
import { oidcProviderDouble, type OidcProviderDouble } from '@tollgate/testing/oidc';
import { type HttpDouble, httpDouble, type OAuthDouble, playOAuth } from '@tollgate/testing/providers';
import { type ServiceUnderTest, serviceUnderTest } from '@tollgate/testing/service';
import { auth } from '../index.js';

const PASSWORD = 'password123';
let db: TestDatabase;
let a: ServiceUnderTest;
let double: HttpDouble;
let live: OAuthDouble;
let certified: OidcProviderDouble;
let root: Partial<Caller>;
let serial = 0;

beforeAll(async () => {
  db = await testDatabase();
  [double, certified] = await Promise.all([httpDouble(), oidcProviderDouble('https://ai.example.com/oauth/certified')]);
  live = playOAuth(double, '/live/token', '/live/me');
  a = await serviceUnderTest(auth, db);
  await a.setOptions({ ServerAddress: 'https://ai.example.com' });
  root = await person();
  await db.owner.query('UPDATE auth.users SET role = $2 WHERE id = $1', [root.credential?.userId, Role.root]);
});
beforeEach(async () => {
  await db.owner.query('DELETE FROM auth.identities');
  await db.owner.query('DELETE FROM auth.custom_providers');
});
afterAll(async () => {
  await a.close();
  await Promise.all([double.close(), certified.close()]);
  await db.close();
});

const inBrowser = (): Partial<Caller> => ({ browser: randomBytes(32).toString('base64url') });
const sessionOf = ({ cookie = '', id = 0 }: ThirdPartyReply): Partial<Caller> => ({
  credential: { session: hashSecret(cookie).toString('base64url'), userId: id },
});

async function person(): Promise<Partial<Caller>> {
  const username = `someone${(serial += 1)}`;
  await a.call(signUpsRpc.register, { username, password: PASSWORD });
  return { ...sessionOf(await a.call(sessionsRpc.login, { username, password: PASSWORD })), ...inBrowser() };
}

const plain = (more: Partial<CreateCustomProvider> = {}): CreateCustomProvider => ({
  ...{ name: 'Live', slug: 'live', icon: 'bolt', enabled: true, client_id: 'c', client_secret: 'hunter2' },
  authorization_endpoint: `${double.url}/live/authorize`,
  token_endpoint: `${double.url}/live/token`,
  user_info_endpoint: `${double.url}/live/me`,
  ...more,
});
const make = (more: Partial<CreateCustomProvider> = {}) => a.call(customProvidersRpc.create, plain(more), root);
const refusedWith = (more: Partial<CreateCustomProvider>) => a.outcome(customProvidersRpc.create, plain(more), root);

/** Logs in as the client of 2026 does, which builds the authorization URL itself; with a session it binds. */
async function through(record: Record<string, unknown>, caller = inBrowser()): Promise<ThirdPartyReply> {
  const code = `code-${(serial += 1)}`;
  live.people.set(code, record);
  const onPublicPath = { ...caller, credential: caller.credential && { ...caller.credential, userId: undefined } };
  const intent = caller.credential ? 'bind' : 'login';
  const { flow_token: state } = await a.call(thirdPartyRpc.flow, { provider: 'live', intent }, onPublicPath);
  return a.call(thirdPartyRpc.callback, { provider: 'live', code, state }, onPublicPath);
}
const refusalOf = (login: Promise<unknown>) =>
  login.then(
    () => 'done',
    (error: { code: string }) => error.code,
  );

describe('the administration of custom providers', () => {
  it('never answers or stores the secret in plain text, keeps it where a form leaves it out, and records no secret', async () => {
    const made = await make();
    const changed = await a.call(
      customProvidersRpc.update,
      { id: made.id, name: 'Live Login', client_secret: '' },
      root,
    );
    expect(changed).toEqual({ ...made, name: 'Live Login' });
    await a.call(customProvidersRpc.update, { id: made.id, client_secret: 'hunter3' }, root);
    const [row] = await db.owner.query('SELECT p::text AS text FROM auth.custom_providers p');
    const audit = await db.owner
      .query(`SELECT v.detail FROM admin.audit_events e JOIN admin.audit_values v ON v.event_id = e.id
                                         WHERE e.action LIKE 'custom_provider.%'`);
    const everything = JSON.stringify([made, changed, row, audit, await a.call(customProvidersRpc.list, {}, root)]);
    expect(everything).not.toContain('hunter');
    expect(audit).toHaveLength(3);
    await through({ sub: 'x' });
    expect(String(double.heard.at(-2)?.body)).toContain('client_secret=hunter3');
  });

  it('refuses slugs of the platform and of another provider, and values that a page could run', async () => {
    await make();
    expect(await refusedWith({})).toBe('CUSTOM_PROVIDER_SLUG_TAKEN');
    for (const slug of ['github', 'state', 'wechat']) {
      expect(await refusedWith({ slug })).toBe('CUSTOM_PROVIDER_SLUG_RESERVED');
    }
    const bad: Partial<CreateCustomProvider>[] = [
      ...['javascript:alert(1)', 'data:image/svg+xml,<svg onload=alert(1)>', '<svg>', 'http://a/b.png'].map((icon) => ({
        icon,
      })),
      ...['javascript:alert(1)', 'ftp://example.com'].map((authorization_endpoint) => ({ authorization_endpoint })),
      ...[{ slug: '../x' }, { slug: 'Live' }, { user_id_field: '' }, { auth_style: 3 }],
      ...['x', '{}', '{"conditions":[{"field":"a","op":"like","value":1}]}'].map((access_policy) => ({
        access_policy,
      })),
    ];
    for (const [n, more] of bad.entries())
      expect([more, await refusedWith({ slug: `bad${n}`, ...more })]).toEqual([more, 'INVALID_VALUE']);
    for (const [n, icon] of ['', 'simple-icons.acme', '🔑', "https://a.example/x.png?a='b"].entries()) {
      expect((await make({ slug: `good${n}`, icon })).icon).toBe(icon.replaceAll("'", '%27'));
    }
  });

  it('is for root only, and lists enabled providers to everyone without more than login pages need', async () => {
    const { id } = await make();
    expect(await a.outcome(customProvidersRpc.list, {}, await person())).toBe('PERMISSION_DENIED');
    const { custom_oauth_providers: offered } = await a.call(statusRpc.get, {});
    const fields = ['authorization_endpoint', 'client_id', 'icon', 'id', 'name', 'scopes', 'slug'];
    expect(Object.keys(offered?.[0] ?? {}).sort()).toEqual(fields);
    await a.call(customProvidersRpc.update, { id, enabled: false }, root);
    expect(await a.call(statusRpc.get, {})).not.toHaveProperty('custom_oauth_providers');
    expect(await refusalOf(through({ sub: 'x' }))).toBe('OAUTH_DISABLED');
  });

  it('reads a discovery document by issuer or address, and answers only the fields of the form', async () => {
    const secret = { issuer: 'https://x', token_endpoint: 'https://x/t', password: 'hunter2' };
    double.on('GET /acme/.well-known/openid-configuration', () => ({ json: secret }));
    const found = await a.call(customProvidersRpc.discover, { issuer_url: `${double.url}/acme/` }, root);
    expect(found.well_known_url).toBe(`${double.url}/acme/.well-known/openid-configuration`);
    expect(found.discovery).toEqual({ issuer: 'https://x', token_endpoint: 'https://x/t' });
    const outcome = (request: object) => a.outcome(customProvidersRpc.discover, request, root);
    expect(await outcome({})).toBe('INVALID_PARAMETER');
    expect(await outcome({ issuer_url: 'ftp://example.com' })).toBe('INVALID_VALUE');
    expect(await outcome({ well_known_url: `${double.url}/nothing` })).toBe('OAUTH_UNREACHABLE');
  });

  it('deletes no provider to which an account is bound, also not while one is being bound', async () => {
    const { id } = await make();
    const binders = await Promise.all([1, 2, 3].map(() => person()));
    const binding = binders.map((binder, n) => refusalOf(through({ sub: `racer-${n}` }, binder)));
    const outcomes = await Promise.all([a.outcome(customProvidersRpc.remove, { id }, root), ...binding]);
    const [left] = await db.owner.query<{ n: number }>('SELECT count(*)::int AS n FROM auth.identities');
    const isDeleted = outcomes[0] === 'done';
    expect(left?.n).toBe(isDeleted ? 0 : outcomes.slice(1).filter((code) => code === 'done').length);
    if (!isDeleted) expect(outcomes[0]).toBe('CUSTOM_PROVIDER_BOUND');
  });
});

describe('a login with a custom provider', () => {
  it('is by its immutable id at its server: names, addresses and ids of another server open nothing', async () => {
    const { id } = await make({ user_id_field: 'data.uid', username_field: 'data.login' });
    const first = await through({ data: { uid: 7, login: 'ada' }, email: 'ada@example.com', email_verified: true });
    expect(first.username).toBe('ada');
    expect((await through({ data: { uid: '7', login: 'countess' } })).id).toBe(first.id);
    expect((await through({ data: { uid: 8, login: 'ada' }, email: 'ada@example.com' })).id).not.toBe(first.id);
    const [row] = await db.owner.query('SELECT email_verified FROM auth.users WHERE id = $1', [first.id]);
    // its word about an address is not signed
    expect(row).toEqual({ email_verified: false });
    expect(await refusalOf(through({ data: {} }))).toBe('OAUTH_USER_EMPTY');
    // 127.0.0.1 and localhost are two servers
    const moved = `${double.url.replace('127.0.0.1', 'localhost')}/live/me`;
    await a.call(customProvidersRpc.update, { id, user_info_endpoint: moved }, root);
    expect((await through({ data: { uid: 7 } })).id).not.toBe(first.id);
  });

  it('is open to those whom the policy lets in; a missing field lets nobody in', async () => {
    const policy = { logic: 'and', conditions: [{ field: 'email', op: 'contains', value: '@corp' }] };
    await make({ access_policy: JSON.stringify(policy), access_denied_message: 'staff only' });
    await expect(through({ sub: 'guest', email: 'g@example.com' })).rejects.toMatchObject({
      code: 'OAUTH_POLICY_REFUSED',
      params: { reason: 'staff only' },
    });
    expect(await refusalOf(through({ sub: 'nobody' }))).toBe('OAUTH_POLICY_REFUSED');
    expect(await refusalOf(through({ sub: 'staff', email: 's@corp.example' }))).toBe('done');
  });

  it('refuses a state of another provider and a state that was used', async () => {
    await make();
    const caller = inBrowser();
    const { flow_token: state } = await a.call(thirdPartyRpc.flow, { provider: 'github', intent: 'login' }, caller);
    expect(await a.outcome(thirdPartyRpc.callback, { provider: 'live', code: 'c', state }, caller)).toBe(
      'OAUTH_STATE_INVALID',
    );
    expect(await a.outcome(thirdPartyRpc.flow, { provider: 'unknown', intent: 'login' }, caller)).toBe('INVALID_VALUE');
  });

  it('with discovery and the scope openid needs PKCE, a nonce and a signed id_token', async () => {
    await make({
      ...{ name: 'Certified', slug: 'certified', client_id: certified.clientId, client_secret: certified.clientSecret },
      ...{ well_known: certified.wellKnown, scopes: 'openid profile email' },
      authorization_endpoint: `${certified.issuer}/auth`,
      token_endpoint: `${certified.issuer}/token`,
      user_info_endpoint: `${certified.issuer}/me`,
    });
    certified.people.set('ada', { sub: 'ada', name: 'Ada L', email: 'ada@corp.example', email_verified: true });
    const browser = inBrowser();
    const { url } = await a.call(thirdPartyRpc.start, { provider: 'certified' }, browser);
    expect(url).toContain('code_challenge=');
    const back = (await certified.authorize(url, 'ada')).searchParams;
    const [code, state, iss] = ['code', 'state', 'iss'].map((name) => back.get(name) ?? '');
    const answer = { provider: 'certified', code, state, iss };
    const reply = await a.call(thirdPartyRpc.callback, answer, browser);
    const [row] = await db.owner.query('SELECT email, email_verified FROM auth.users WHERE id = $1', [reply.id]);
    expect(row).toEqual({ email: 'ada@corp.example', email_verified: true });
    expect(await a.outcome(thirdPartyRpc.callback, answer, browser)).toBe('OAUTH_STATE_INVALID');
  });
});

describe('an account at a custom provider', () => {
  it('is bound to one user, listed to the user and to administrators, and unbound by both', async () => {
    const { id } = await make();
    const [owner, other] = [await person(), await person()];
    expect(await through({ sub: 'live-2' }, owner)).toMatchObject({ bound: true });
    expect(await refusalOf(through({ sub: 'live-2' }, other))).toBe('OAUTH_ALREADY_BOUND');
    const listed = {
      provider_id: id,
      provider_name: 'Live',
      provider_slug: 'live',
      provider_icon: 'bolt',
      provider_user_id: 'live-2',
    };
    const list = async () => (await a.call(bindingsRpc.custom, {}, owner)).bindings;
    expect(await list()).toEqual([listed]);
    const userId = owner.credential?.userId ?? 0;
    expect((await a.call(bindingsRpc.customOfUser, { id: userId }, root)).bindings).toEqual([listed]);
    await a.call(bindingsRpc.unbindCustomOfUser, { id: userId, provider_id: id }, root);
    expect(await list()).toEqual([]);
    await through({ sub: 'live-2' }, owner);
    expect(await a.outcome(bindingsRpc.unbindCustom, { provider_id: id }, owner)).toBe('done');
    expect(await a.outcome(bindingsRpc.unbindCustom, { provider_id: id }, owner)).toBe('done');
    expect(await list()).toEqual([]);
    expect(await a.outcome(customProvidersRpc.remove, { id }, root)).toBe('done');
  });

  it('stays if it is the last way into the account', async () => {
    const { id } = await make();
    const newcomer = sessionOf(await through({ sub: 'only' }));
    expect(await a.outcome(bindingsRpc.unbindCustom, { provider_id: id }, newcomer)).toBe('LAST_WAY_IN');
    const ofUser = { id: newcomer.credential?.userId ?? 0, provider_id: id };
    expect(await a.outcome(bindingsRpc.unbindCustomOfUser, ofUser, root)).toBe('LAST_WAY_IN');
  });
});
