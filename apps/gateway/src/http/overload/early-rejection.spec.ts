import { createServer, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { HttpRequest, Metrics } from '@tollgate/platform/metrics';
import { controllers } from '../../controllers.js';
import { collectRoutes } from '../../openapi/document.js';
import { EarlyRejection } from './early-rejection.js';
import type { RouteSpec } from '../route/route-spec.js';
import { probeGateway, ProbeMesh } from '../testing/probe.js';

const trusted = (address: string) => address === '127.0.0.1';
const clientErrors = { hasEnded: () => false };
const admission = { isFull: jest.fn<() => boolean>() };
const metrics = { count: jest.fn() };
const beyond = jest.fn<RequestListener>((_, response) => void response.writeHead(299).end());
/** What a request may ask of its refusal, from a proxy of ours. */
const WISHES: Record<string, string>[] = [
  {},
  { 'accept-language': 'en-GB,en;q=0.9' },
  { accept: 'application/problem+json', 'accept-language': 'en' },
  { 'x-forwarded-proto': 'http, https', origin: 'https://elsewhere.example' },
];
const REQUEST_ID = 'request-of-the-proxy';
const routes = collectRoutes(controllers);
const plain = routes.filter(({ path }) => !path.includes(':'));

let framework: NestFastifyApplication;
let counted: Metrics;
let server: Server;
let origin: string;

beforeAll(async () => {
  // room for none: every request is refused, whatever it asks
  const config = { maxInFlight: 0, trustedProxies: ['127.0.0.1'] };
  ({ app: framework, metrics: counted } = await probeGateway(new ProbeMesh(), config, controllers));
  const door = new EarlyRejection(routes, { trusted, requestId: () => REQUEST_ID }, clientErrors, admission, metrics);
  server = createServer({ requireHostHeader: false }, door.before(beyond)).listen(0, '127.0.0.1');
  await new Promise((listening) => server.once('listening', listening));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
beforeEach(() => {
  admission.isFull.mockReset().mockReturnValue(true);
  metrics.count.mockClear();
  beyond.mockClear();
});
afterAll(async () => {
  server.close().closeAllConnections();
  await framework.close();
});

/** An answer without what says when and on which connection it came. */
function essence(status: number, headers: Iterable<[string, unknown]>, body: string) {
  const { date: _, connection: __, 'keep-alive': ___, ...rest } = Object.fromEntries(headers);
  return { status, headers: rest, body };
}

async function atTheDoor({ verb, path }: RouteSpec, headers: Record<string, string>) {
  const reply = await fetch(`${origin}${path}?a=/b`, { method: verb, headers });
  return essence(reply.status, reply.headers, await reply.text());
}

async function byTheFramework({ verb, path }: RouteSpec, headers: Record<string, string>) {
  const all = { ...headers, 'x-request-id': REQUEST_ID };
  const reply = await framework.inject({ method: verb, url: `${path}?a=/b`, headers: all });
  return essence(reply.statusCode, Object.entries(reply.headers), reply.body);
}

/** What a server says to these bytes. */
function say(bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(origin).port), '127.0.0.1', () => socket.end(bytes));
    let heard = '';
    socket.setEncoding('latin1').on('data', (part) => (heard += part));
    socket.once('error', reject).once('close', () => resolve(heard));
  });
}

describe('a request there is no room for', () => {
  it.each(plain.map((route) => [`${route.verb} ${route.path}`, route] as const))(
    'is refused at the door just as the framework would: %s',
    async (_, route) => {
      for (const wish of WISHES) {
        const refusal = await atTheDoor(route, wish);
        const expected = await byTheFramework(route, wish);
        const length = { 'content-length': String(expected.headers['content-length']) };
        expect(refusal).toEqual({ ...expected, headers: { ...expected.headers, ...length } });
        expect(refusal.status).toBe(503);
      }
      expect(beyond).not.toHaveBeenCalled();
      expect(metrics.count).toHaveBeenCalledTimes(WISHES.length);
      const [{ route: url, method, status, code }] = metrics.count.mock.calls[0] as [HttpRequest];
      expect((await counted.text()).split('\n')).toContain(
        `tollgate_http_requests_total{route="${url}",method="${method}",status="${(status / 100) | 0}xx",code="${code}"} ${WISHES.length}`,
      );
    },
  );

  it('has its lane asked, and no more once there is room', async () => {
    const [route] = plain;
    if (!route) throw new Error('no routes');
    await atTheDoor(route, {});
    admission.isFull.mockReturnValue(false);
    expect((await atTheDoor(route, {})).status).toBe(299);
    expect(admission.isFull.mock.calls).toEqual([[route.contract], [route.contract]]);
  });
});

describe('what is left to the framework', () => {
  const line = 'GET /api/user/self HTTP/1.1\r\n';
  it.each([
    ['two hosts', `${line}Host: a\r\nHost: b\r\n\r\n`],
    ['no host', `${line}X: y\r\n\r\n`],
    ['an Upgrade', `${line}Host: a\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n`],
    ['a path that has to be decoded', 'GET /api/user/%73elf HTTP/1.1\r\nHost: a\r\n\r\n'],
    ['a path with parameters', 'GET /api/user/1 HTTP/1.1\r\nHost: a\r\n\r\n'],
    ['a verb that the path has not', 'PATCH /api/user/self HTTP/1.1\r\nHost: a\r\n\r\n'],
  ])('%s', async (_, bytes) => {
    expect(await say(bytes)).toMatch(/^HTTP\/1.1 299/);
    expect(admission.isFull).not.toHaveBeenCalled();
  });

  it('what comes after something that was no request', async () => {
    const hasEnded = jest.spyOn(clientErrors, 'hasEnded').mockReturnValue(true);
    expect(await say(`${line}Host: a\r\n\r\n`)).toMatch(/^HTTP\/1.1 299/);
    hasEnded.mockRestore();
  });
});
