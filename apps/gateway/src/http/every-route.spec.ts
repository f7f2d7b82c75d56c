import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { controllers } from '../controllers.js';
import { collectRoutes } from '../openapi/document.js';
import type { RouteSpec } from './route/route-spec.js';
import { probeGateway, ProbeMesh, SECRET, SIGNED_IN } from './testing/probe.js';

/** What holds for every route of the product, whatever it does: new ones are in these tables by being on the list. */
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

type Row = [name: string, route: RouteSpec];
const rows: Row[] = collectRoutes(controllers).map((route) => [`${route.verb} ${route.path}`, route]);
const closed = rows.filter(([, { contract }]) => contract.access !== 'public');
const named = closed.filter(([, { newApiUser }]) => newApiUser !== 'ignored');
const guarded = rows.filter(([, { verb, anyOrigin, changesState }]) => !anyOrigin && (verb !== 'GET' || changesState));

function ask({ verb, path }: RouteSpec, headers: Record<string, string>, slash = '') {
  const url = path.replace(/:\w+/g, '1').replace(/(?<=.)\/$/, '') + slash;
  const payload = verb === 'GET' || verb === 'DELETE' ? undefined : { id: 1, username: 'a', password: 'b' };
  return app.inject({ method: verb, url, headers, payload });
}

it('knows routes', () => expect(rows.length).toBeGreaterThan(30));

describe('who presents nothing', () => {
  it.each(closed)('is refused by %s, and no service is asked', async (_, route) => {
    const reply = await ask(route, { 'new-api-user': '1' });
    expect([reply.statusCode, reply.json().code, mesh.sent]).toEqual([401, 'UNAUTHENTICATED', []]);
  });

  it.each(closed)('or something malformed is refused by %s', async (_, route) => {
    const reply = await ask(route, { 'new-api-user': '1', authorization: 'Bearer x' });
    expect([reply.statusCode, reply.json().code, mesh.sent]).toEqual([401, 'CREDENTIAL_INVALID', []]);
  });

  it.each(named)('with a cookie but no New-Api-User is refused by %s', async (_, route) => {
    const reply = await ask(route, { cookie: `session=${SECRET}` });
    expect([reply.statusCode, reply.json().code, mesh.sent]).toEqual([401, 'NEW_API_USER_MISSING', []]);
  });
});

it.each(guarded)('%s is refused when another site made the browser send it', async (_, route) => {
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

  it('may read what takes an API key, and nothing else', () => {
    expect(open.map(([name]) => name).sort()).toEqual([
      'GET /api/log/token',
      'GET /api/usage/token',
      'GET /dashboard/billing/subscription',
      'GET /dashboard/billing/usage',
      'GET /v1/dashboard/billing/subscription',
      'GET /v1/dashboard/billing/usage',
    ]);
  });

  it.each(open)('may ask %s, and read its refusals too', async (_, route) => {
    const origin = 'https://elsewhere.example';
    const preflight = { origin, 'access-control-request-method': 'GET' };
    const allowed = await app.inject({ method: 'OPTIONS', url: route.path, headers: preflight });
    expect([allowed.statusCode, allowed.headers['access-control-allow-origin']]).toEqual([204, '*']);
    const { headers } = await ask(route, { origin, 'sec-fetch-site': 'cross-site' });
    expect(headers['access-control-allow-origin']).toBe('*');
    expect(headers['access-control-allow-credentials']).toBeUndefined();
  });
});

it.each(rows)('%s answers with and without a slash at the end, and says no more than the refusal', async (_, route) => {
  for (const slash of ['', '/']) {
    const reply = await ask(route, SIGNED_IN, slash);
    expect(reply.statusCode).not.toBe(404);
    expect(reply.body).not.toContain(SECRET);
  }
  expect(mesh.sent.map(({ subject }) => subject)).toEqual([route.contract.subject, route.contract.subject]);
});
