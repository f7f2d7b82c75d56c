import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import fc from 'fast-check';
import { ROUTE, type RouteSpec } from './route/route-spec.js';
import { ProbeController, probeGateway, ProbeMesh } from './testing/probe.js';

const mesh = new ProbeMesh();
let app: NestFastifyApplication;
let lines: string[];

beforeAll(async () => {
  ({ app, lines } = await probeGateway(mesh));
});
afterAll(() => app.close());

const RUNS = 300;
const routes = Object.getOwnPropertyNames(ProbeController.prototype)
  .map((name) => Reflect.getMetadata(ROUTE, ProbeController.prototype[name as keyof ProbeController]) as RouteSpec)
  .filter(Boolean);

/** A header value: any bytes except line ends. */
const value = fc.string({ unit: fc.integer({ min: 0x20, max: 0xff }).map((byte) => String.fromCharCode(byte)) });
const known = fc.constantFrom('null', '-1', 'Bearer', 'application/json', '*/*', '0', ',', '=', '%00', 'https://x');
const header = fc.oneof(value, known);
const headers = fc.record(
  {
    authorization: header,
    cookie: fc.oneof(
      header,
      header.map((v) => `session=${v}`),
    ),
    'new-api-user': header,
    accept: header,
    'accept-language': header,
    'content-type': header,
    'idempotency-key': header,
    origin: header,
    'sec-fetch-site': header,
    'user-agent': header,
    'x-forwarded-for': header,
    'x-forwarded-proto': header,
    'x-request-id': header,
    'stripe-signature': header,
  },
  { requiredKeys: [] },
);
const segment = fc.string({ unit: fc.constantFrom(...'aZ09-._~!$&()*+,;=:@%/?#'.split('')), maxLength: 20 });
const payload = fc.oneof(fc.json(), fc.string({ unit: 'binary' }), fc.constant(''), fc.constant('{"__proto__":1}'));

function isAnswer(body: string): boolean {
  const { success, message, code, title } = JSON.parse(body) as Record<string, unknown>;
  return typeof (message ?? title) === 'string' && (success === true || typeof code === 'string');
}

describe('random input', () => {
  it('gets an envelope and never a 5xx on every route', async () => {
    const request = fc.record({ route: fc.constantFrom(...routes), id: segment, query: segment, headers, payload });
    await fc.assert(
      fc.asyncProperty(request, async ({ route, id, query, headers, payload }) => {
        const url = `${route.path.replace(':id', encodeURI(id.replace(/[/?#]/g, '')) || '1')}?${query.replaceAll('#', '')}`;
        const body = route.verb === 'GET' ? undefined : payload;
        const reply = await app.inject({ method: route.verb, url, headers, payload: body });
        expect(reply.statusCode).toBeLessThan(500);
        expect(reply.body).not.toMatch(/\.[tj]s:\d+|Error:|at \w+ \(/);
        if (route.envelope !== 'plain' || reply.statusCode !== 200) expect(isAnswer(reply.body)).toBe(true);
      }),
      { numRuns: RUNS },
    );
    expect(lines.filter((line) => line.includes('"level":"error"'))).toEqual([]);
  });

  it('gets 404 on paths that are no route', async () => {
    await fc.assert(
      fc.asyncProperty(segment, headers, async (path, headers) => {
        const url = `/nowhere/${path.replace(/[?#].*/, '')}`;
        const reply = await app.inject({ method: 'GET', url, headers });
        expect(reply.statusCode).toBe(404);
        expect(isAnswer(reply.body)).toBe(true);
      }),
      { numRuns: RUNS },
    );
  });

  it('does not change prototypes', () => {
    expect(Object.keys(Object.prototype)).toEqual([]);
    expect(({} as Record<string, unknown>).role).toBeUndefined();
  });
});
