import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Metrics } from '@tollgate/platform/metrics';
import { controllers } from '../../controllers.js';
import { collectRoutes } from '../../openapi/document.js';
import type { RouteSpec } from '../route/route-spec.js';
import { refusesUnknown } from '../route/unknown-parameters.js';
import { probeGateway, ProbeMesh, SIGNED_IN } from '../testing/probe.js';
import { HttpMetrics } from './http-metrics.js';
import { buildOverloadRefusal } from './refuse-overload.js';
import { buildRouteFinder } from './route-finder.js';

/** Headers that change the form of a refusal, sent by a trusted proxy. */
const FORMATS: Record<string, string>[] = [
  {},
  { 'accept-language': 'en-GB,en;q=0.9' },
  { accept: 'application/problem+json', 'accept-language': 'en' },
  { 'x-forwarded-proto': 'http, https' },
];
const REQUEST_ID = 'request-of-the-proxy';
const trusted = (address: string) => address === '127.0.0.1';
/** Without the notifications of Epay, which its controller answers with `fail` as text. */
const routes = collectRoutes(controllers).filter(({ file }) => file !== 'text/plain');
const findRoute = buildRouteFinder(routes);
const metrics = new Metrics();

let framework: NestFastifyApplication;
let counted: Metrics;
let server: Server;
let origin: string;

beforeAll(async () => {
  const mesh = new ProbeMesh();
  mesh.answer = () => ({ ok: false, error: { code: 'OVERLOADED', retryAfter: 1 } });
  ({ app: framework, metrics: counted } = await probeGateway(mesh, { trustedProxies: ['127.0.0.1'] }, controllers));
  const refuse = buildOverloadRefusal({ trusted, requestId: () => REQUEST_ID, metrics: new HttpMetrics(metrics) });
  server = createServer((request, response) => refuse(findRoute(request), request, response, 0)).listen(0, '127.0.0.1');
  await new Promise((listening) => server.once('listening', listening));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.close().closeAllConnections();
  await framework.close();
});

/** An answer without the headers of its time and its connection, and the cookie that a route may set. */
function comparable(status: number, headers: Iterable<[string, unknown]>, body: string) {
  const { date: _, connection: __, 'keep-alive': ___, 'set-cookie': ____, ...rest } = Object.fromEntries(headers);
  return { status, headers: { ...rest, 'content-length': String(rest['content-length']) }, body };
}

const RELAY = { authorization: `Bearer rk-${'A'.repeat(48)}` };

/** A request with names that no route knows, if the route accepts such names. */
function buildRequest(route: RouteSpec, format: Record<string, string>) {
  const { verb, path, contract } = route;
  const [query, body] = refusesUnknown(route) ? ['', '{}'] : ['?a=/b', '{"username":"a","password":"b"}'];
  const url = `${path.replace(/:\w+/g, '1').replace(/(?<=.)\/$/, '')}${query}`;
  const payload = verb === 'GET' || verb === 'DELETE' ? undefined : body;
  const type: Record<string, string> = payload ? { 'content-type': 'application/json' } : {};
  return { url, payload, headers: { ...(contract.access === 'relay' ? RELAY : SIGNED_IN), ...type, ...format } };
}

describe('the answer to a request that is refused because of overload', () => {
  it.each(routes.map((route) => [`${route.verb} ${route.path}`, route] as const))(
    'equals the one of the framework: %s',
    async (_, route) => {
      for (const format of FORMATS) {
        const { url, payload, headers } = buildRequest(route, format);
        const reply = await fetch(origin + url, { method: route.verb, headers, body: payload });
        const expected = await framework.inject({
          method: route.verb,
          url,
          payload,
          headers: { ...headers, 'x-request-id': REQUEST_ID },
        });
        expect(comparable(reply.status, reply.headers, await reply.text())).toEqual(
          comparable(expected.statusCode, Object.entries(expected.headers), expected.body),
        );
        expect([reply.status, reply.headers.get('retry-after')]).toEqual([503, '1']);
      }
    },
  );

  it('is counted like the one of the framework', async () => {
    const series = async (source: Metrics) =>
      (await source.text())
        .split('\n')
        .filter((line) => line.startsWith('tollgate_http_requests_total{'))
        .sort();
    expect(await series(metrics)).toEqual(await series(counted));
  });
});

describe('the search for a route', () => {
  it.each([
    ['GET', '/api/user/7?a=b', '/api/user/:id'],
    ['GET', '/api/user/', '/api/user'],
    ['DELETE', '/api/user/sessions', '/api/user/sessions'],
    ['PATCH', '/api/user/self', undefined],
    ['GET', '/api/user/%73elf', undefined],
    ['GET', '/api//user/self', undefined],
    ['GET', '/nothing', undefined],
  ])('finds %s %s: %s', (method, url, path) => expect(findRoute({ method, url })?.path).toBe(path));
});
