import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { controllers } from '../controllers.js';
import { collectRoutes } from '../openapi/document.js';
import type { RouteSpec, Verb } from './route/route-spec.js';
import { refusesUnknown } from './route/unknown-parameters.js';
import { probeGateway, ProbeMesh, SECRET, SIGNED_IN } from './testing/probe.js';

/** Rules of every route. A new route is checked because the tables are built from the list of controllers. */
const mesh = new ProbeMesh();
let app: NestFastifyApplication;

beforeAll(async () => {
  ({ app } = await probeGateway(mesh, {}, controllers));
});
beforeEach(() => {
  mesh.sent = [];
  mesh.answer = () => ({ ok: false, error: { code: 'PERMISSION_DENIED' } });
});
afterAll(() => app.close());

const RELAY = `rk-${'a'.repeat(48)}`;

type Row = [name: string, route: RouteSpec];
const rows: Row[] = collectRoutes(controllers).map((route) => [`${route.verb} ${route.path}`, route]);
const ofRelays = rows.filter(([, { contract }]) => contract.access === 'relay');
const closed = rows.filter(([, { contract }]) => contract.access !== 'public' && contract.access !== 'relay');
const named = closed.filter(([, { newApiUser }]) => newApiUser !== 'ignored');
const guarded = rows.filter(([, { verb, anyOrigin, changesState }]) => !anyOrigin && (verb !== 'GET' || changesState));

function ask(route: RouteSpec, headers: Record<string, string>, slash = '') {
  const { verb, path } = route;
  const url = path.replace(/:\w+/g, '1').replace(/(?<=.)\/$/, '') + slash;
  const payload =
    verb === 'GET' || verb === 'DELETE'
      ? undefined
      : path.endsWith('/relay/usage')
        ? []
        : refusesUnknown(route)
          ? {}
          : { id: 1, username: 'a', password: 'b' };
  return app.inject({ method: verb, url, headers, payload });
}

it('finds the routes of the product', () => expect(rows.length).toBeGreaterThan(30));

describe('a request without a valid credential', () => {
  it.each(closed)('is refused by %s without a call', async (_, route) => {
    const reply = await ask(route, { 'new-api-user': '1' });
    expect([reply.statusCode, reply.json().code, mesh.sent]).toEqual([401, 'UNAUTHENTICATED', []]);
  });

  it.each(closed)('is refused by %s if the credential is malformed', async (_, route) => {
    const reply = await ask(route, { 'new-api-user': '1', authorization: 'Bearer x' });
    expect([reply.statusCode, reply.json().code, mesh.sent]).toEqual([401, 'CREDENTIAL_INVALID', []]);
  });

  it.each(ofRelays)('is refused by %s if it is no relay credential', async (_, route) => {
    for (const authorization of ['', 'Bearer x', `Bearer rk-${'a'.repeat(47)}`, `rk-${'a'.repeat(48)}`]) {
      const reply = await ask(route, { authorization, cookie: `session=${SECRET}`, 'new-api-user': '1' });
      expect([reply.statusCode, reply.json().code, mesh.sent]).toEqual([401, 'RELAY_CREDENTIAL_INVALID', []]);
    }
  });

  it.each(named)('is refused by %s if New-Api-User is missing', async (_, route) => {
    const reply = await ask(route, { cookie: `session=${SECRET}` });
    expect([reply.statusCode, reply.json().code, mesh.sent]).toEqual([401, 'NEW_API_USER_MISSING', []]);
  });
});

it.each(guarded)('refuses %s if another site made the browser send it', async (_, route) => {
  const foreign: Record<string, string>[] = [
    { 'sec-fetch-site': 'cross-site' },
    { origin: 'https://elsewhere.example' },
  ];
  for (const origin of foreign) {
    const reply = await ask(route, { ...SIGNED_IN, ...origin });
    expect([reply.statusCode, reply.json().code, mesh.sent]).toEqual([403, 'ORIGIN_REFUSED', []]);
  }
});

describe('pages of other origins', () => {
  const open = rows.filter(([, { openToPages }]) => openToPages);

  it('may read only routes that take an API key', () => {
    expect(open.map(([name]) => name).sort()).toEqual([
      'GET /api/log/token',
      'GET /api/usage/token',
      'GET /dashboard/billing/subscription',
      'GET /dashboard/billing/usage',
      'GET /v1/dashboard/billing/subscription',
      'GET /v1/dashboard/billing/usage',
    ]);
  });

  it.each(open)('may call %s and read its refusals', async (_, route) => {
    const origin = 'https://elsewhere.example';
    const preflight = { origin, 'access-control-request-method': 'GET' };
    const allowed = await app.inject({ method: 'OPTIONS', url: route.path, headers: preflight });
    expect([allowed.statusCode, allowed.headers['access-control-allow-origin']]).toEqual([204, '*']);
    const { headers } = await ask(route, { origin, 'sec-fetch-site': 'cross-site' });
    expect(headers['access-control-allow-origin']).toBe('*');
    expect(headers['access-control-allow-credentials']).toBeUndefined();
  });
});

it.each(rows)('answers %s with and without a trailing slash, and the refusal holds no secret', async (_, route) => {
  for (const slash of ['', '/']) {
    const presented = route.contract.access === 'relay' ? { authorization: `Bearer ${RELAY}` } : SIGNED_IN;
    const reply = await ask(route, presented, slash);
    expect(reply.statusCode).not.toBe(404);
    expect(reply.body).not.toContain(RELAY);
    expect(reply.body).not.toContain(SECRET);
  }
  expect(mesh.sent.map(({ subject }) => subject)).toEqual([route.contract.subject, route.contract.subject]);
});

describe('a parameter that the route does not know', () => {
  const strict = rows.filter(([, route]) => refusesUnknown(route));
  const withBody = strict.filter(
    ([, { verb, take }]) => verb !== 'GET' && verb !== 'DELETE' && !take?.body && !take?.raw,
  );
  const send = ({ verb, path }: RouteSpec, query: string, payload?: object) =>
    app.inject({
      method: verb,
      url: `${path.replace(/:\w+/g, '1').replace(/(?<=.)\/$/, '')}${query}`,
      headers: SIGNED_IN,
      payload,
    });
  const REFUSED = { success: false, code: 'UNKNOWN_PARAMETER', message: expect.stringContaining('usr_id') };

  it('is refused on all routes of administrators, and on all reads of money', () => {
    const ofAdministrators = rows.filter(
      ([, { contract }]) =>
        ['admin', 'root'].includes(contract.access) && !contract.subject.startsWith('rpc.admin.relay_page.'),
    );
    expect(strict).toEqual(expect.arrayContaining(ofAdministrators));
    expect(strict.map(([name]) => name)).toEqual(
      expect.arrayContaining([
        'GET /api/user/statement',
        'GET /api/ledger/self',
        'GET /api/user/topup/self',
        'GET /api/log/self',
        'GET /api/token',
        'GET /api/user/sessions',
      ]),
    );
  });

  it.each([
    ['GET', '/api/user/7/security_log?user_id=8', 'user_id'],
    ['GET', '/api/user/7?id=8', 'id'],
    ['PUT', '/api/user/?quota=5', 'quota', { id: 7, remark: 'a' }],
    ['PUT', '/api/user/', 'github_id', { id: 7, github_id: 'octocat' }],
    ['PUT', '/api/user/', 'emial', { id: 7, remark: 'a', emial: 'a@example.com' }],
    ['POST', '/api/user/', 'aff_quota', { username: 'a', password: 'b', aff_quota: 5 }],
    ['POST', '/api/redemption/', 'key', { name: 'a', quota: 1, count: 1, key: 'mine' }],
    ['GET', '/api/user/topup/self?user_id=58', 'user_id'],
    ['GET', '/api/log/self?username=alice', 'username'],
  ] as [Verb, string, string, object?][])(
    'is one that stands in another place or that the route never changes: %s %s',
    async (...[method, url, name, payload]) => {
      const reply = await app.inject({ method, url, headers: SIGNED_IN, payload });
      expect(reply.json()).toMatchObject({ code: 'UNKNOWN_PARAMETER', message: expect.stringContaining(name) });
      expect(mesh.sent).toEqual([]);
    },
  );

  it.each(strict)('is refused with its name in the query of %s, without a call', async (_, route) => {
    if (route.take?.query) return;
    const reply = await send(route, '?usr_id=58', route.verb === 'GET' || route.verb === 'DELETE' ? undefined : {});
    expect([reply.json(), mesh.sent]).toEqual([expect.objectContaining(REFUSED), []]);
  });

  it.each(withBody)('is refused with its name in the body of %s, without a call', async (_, route) => {
    const reply = await send(route, '', { id: 1, usr_id: 58 });
    const other = await send(route, '', { usr_id: 58 });
    expect([other.json(), mesh.sent]).toEqual([expect.objectContaining(REFUSED), []]);
    expect(reply.json()).toMatchObject({ code: 'UNKNOWN_PARAMETER' });
  });

  it.each([
    ['GET', '/api/user/?p=0&page_size=10'],
    ['GET', '/api/user/?p=1&page_size=10&sort_by=quota&sort_order=desc'],
    ['GET', '/api/user/search?keyword=a&group=&role=&status=&p=1&page_size=10'],
    ['GET', '/api/token/?p=1&size=10'],
    ['GET', '/api/token/search?keyword=a&token='],
    ['GET', '/api/token/search?keyword=a&token=&p=1&size=10'],
    ['GET', '/api/redemption/?p=1&page_size=10'],
    ['GET', '/api/redemption/search?keyword=a&p=1&page_size=10&status=3'],
    ['GET', '/api/user/topup?p=1&page_size=10&keyword=a'],
    [
      'GET',
      '/api/log/?p=1&page_size=10&type=0&username=&token_name=&model_name=&start_timestamp=0&end_timestamp=0&channel=&group=&request_id=',
    ],
    ['GET', '/api/log/self/stat?type=0&token_name=&model_name=&start_timestamp=0&end_timestamp=0&group='],
    ['GET', '/api/data/?username=&start_timestamp=0&end_timestamp=1&default_time=hour'],
    ['GET', '/api/data/self/?start_timestamp=0&end_timestamp=1&default_time=hour'],
    ['POST', '/api/user/', { username: 'a', display_name: 'a', password: 'p', remark: '', role: 1 }],
    [
      'PUT',
      '/api/user/',
      {
        ...{ id: 2, quota: 1, group: 'default', username: 'a', password: '', display_name: 'a', remark: '', email: '' },
        ...{ github_id: '', discord_id: '', oidc_id: '', wechat_id: '', telegram_id: '', linux_do_id: '' },
        ...{ role: 1, status: 1, aff_code: '', aff_count: 0, aff_quota: 0, aff_history_quota: 0, inviter_id: 0 },
        ...{ used_quota: 0, request_count: 0, setting: '', stripe_customer: 'c', created_at: 1, last_login_at: 0 },
        ...{ DeletedAt: null, access_token: null, original_password: '', verification_code: '', admin_permissions: {} },
      },
    ],
    ['POST', '/api/user/manage', { id: 2, action: 'add_quota', mode: 'add', value: 1 }],
    ['POST', '/api/redemption/', { name: 'a', quota: 1, count: 1, expired_time: 0 }],
    ['PUT', '/api/redemption/', { id: 1, name: 'a', quota: 1, count: 1, expired_time: 0 }],
    ['PUT', '/api/redemption/?status_only=true', { id: 1, status: 2 }],
    ['PUT', '/api/option/', { key: 'Notice', value: '' }],
    ['DELETE', '/api/log/?target_timestamp=1'],
  ] as [Verb, string, object?][])(
    'is none of those that the stock clients send: %s %s',
    async (...[method, url, payload]) => {
      await app.inject({ method, url, headers: SIGNED_IN, payload });
      expect(mesh.sent).toHaveLength(1);
    },
  );
});
