import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { controllers } from '../controllers.js';
import { collectRoutes } from '../openapi/document.js';
import type { RouteSpec } from './route/route-spec.js';
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

function ask({ verb, path }: RouteSpec, headers: Record<string, string>, slash = '') {
  const url = path.replace(/:\w+/g, '1').replace(/(?<=.)\/$/, '') + slash;
  const payload =
    verb === 'GET' || verb === 'DELETE'
      ? undefined
      : path.endsWith('/relay/usage')
        ? []
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
