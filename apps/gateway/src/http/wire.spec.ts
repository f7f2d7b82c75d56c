import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { HttpConfig } from './request/http-config.js';
import { probeGateway, ProbeMesh } from './testing/probe.js';

const open: NestFastifyApplication[] = [];

/** A gateway on a real port. */
async function listening(mesh: ProbeMesh, config: Partial<HttpConfig> = {}): Promise<string> {
  const { app } = await probeGateway(mesh, config);
  open.push(app);
  await app.listen(0, '127.0.0.1');
  return app.getUrl();
}

afterEach(async () => {
  for (const app of open.splice(0)) await app.close();
});

/** Sends bytes and returns everything that comes back until the server closes. */
async function raw(url: string, bytes: string): Promise<string> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  let answer = '';
  socket.setEncoding('utf8').on('data', (chunk: string) => (answer += chunk));
  socket.on('error', () => undefined).end(bytes);
  await once(socket, 'close');
  return answer;
}

describe('the client address', () => {
  const asked = async (mesh: ProbeMesh, url: string, headers: Record<string, string>) => {
    await fetch(`${url}/api/probe/1`, { headers });
    return mesh.caller.ip;
  };

  it('is the peer if no proxy is trusted, for every forwarding header', async () => {
    const mesh = new ProbeMesh();
    const url = await listening(mesh);
    const said = { 'x-forwarded-for': '6.6.6.6', 'x-real-ip': '6.6.6.6', forwarded: 'for=6.6.6.6' };
    expect(await asked(mesh, url, said)).toBe('127.0.0.1');
  });

  it('is the nearest hop that is no trusted proxy', async () => {
    const mesh = new ProbeMesh();
    const url = await listening(mesh, { trustedProxies: ['127.0.0.0/8', '10.0.0.0/8'] });
    expect(await asked(mesh, url, { 'x-forwarded-for': '6.6.6.6, 203.0.113.9, 10.0.0.4' })).toBe('203.0.113.9');
    expect(await asked(mesh, url, { 'x-forwarded-for': '2001:DB8:0::1' })).toBe('2001:db8::1');
    expect(await asked(mesh, url, { 'x-forwarded-for': 'nonsense' })).toBe('127.0.0.1');
    expect(await asked(mesh, url, { 'x-forwarded-for': '6.6.6.6, nonsense, 10.0.0.4' })).toBe('10.0.0.4');
    expect(await asked(mesh, url, { 'x-forwarded-for': '203.0.113.9:1234' })).toBe('203.0.113.9');
    expect(await asked(mesh, url, { 'x-forwarded-for': '[2001:db8::1]:443' })).toBe('2001:db8::1');
    expect(await asked(mesh, url, {})).toBe('127.0.0.1');
  });

  it('decides whether X-Request-Id is accepted', async () => {
    const id = { 'x-request-id': 'edge-12345678' };
    const outside = await listening(new ProbeMesh());
    const inside = await listening(new ProbeMesh(), { trustedProxies: ['127.0.0.1'] });
    expect((await fetch(`${outside}/api/probe/1`, { headers: id })).headers.get('x-request-id')).not.toBe(
      'edge-12345678',
    );
    const kept = await fetch(`${inside}/api/probe/1`, { headers: id });
    expect([kept.headers.get('x-request-id'), kept.headers.get('x-oneapi-request-id')]).toEqual([
      'edge-12345678',
      'edge-12345678',
    ]);
    const spaced = await fetch(`${inside}/api/probe/1`, { headers: { 'x-request-id': 'a b c d e f g h' } });
    expect(spaced.headers.get('x-request-id')).toMatch(/^[\w-]{36}$/);
  });

  it('makes cookies Secure and sets HSTS only if a trusted proxy reports HTTPS', async () => {
    const over = { 'x-forwarded-proto': 'https', 'content-type': 'application/json' };
    const ask = async (config: Partial<HttpConfig>) => {
      const url = await listening(new ProbeMesh(), config);
      return fetch(`${url}/api/open`, { method: 'POST', headers: over, body: '{}' });
    };
    const trusted = await ask({ trustedProxies: ['127.0.0.1'] });
    expect(trusted.headers.get('set-cookie')).toMatch(/^__Host-browser=.*; HttpOnly; Secure; SameSite=Lax$/);
    expect(trusted.headers.get('strict-transport-security')).toContain('max-age=31536000');
    const typed = await ask({});
    expect(typed.headers.get('set-cookie')).toMatch(/^browser=[^;]+; Max-Age=\d+; Path=\/; HttpOnly; SameSite=Lax$/);
    expect(typed.headers.get('strict-transport-security')).toBeNull();
  });
});

describe('input that is not HTTP', () => {
  let url: string;
  beforeAll(async () => {
    const { app } = await probeGateway(new ProbeMesh());
    await app.listen(0, '127.0.0.1');
    url = await app.getUrl();
    closers.push(() => app.close());
  });
  const closers: (() => Promise<void>)[] = [];
  afterAll(async () => {
    for (const close of closers) await close();
  });

  const host = 'Host: x\r\n';
  it.each([
    ['headers of 40 KB', `GET /api/probe/1 HTTP/1.1\r\n${host}X-Big: ${'a'.repeat(40_000)}\r\n\r\n`, 431],
    [
      'length and chunks',
      `POST /api/open HTTP/1.1\r\n${host}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
      400,
    ],
    ['two lengths', `POST /api/open HTTP/1.1\r\n${host}Content-Length: 4\r\nContent-Length: 5\r\n\r\n{}\r\n`, 400],
    [
      'an endless chunk size',
      `POST /api/open HTTP/1.1\r\n${host}Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\n`,
      400,
    ],
    ['a lower-case method', `get /api/probe/1 HTTP/1.1\r\n${host}\r\n`, 400],
    ['noise', '\x16\x03\x01\x02\x00\x01\r\n\r\n', 400],
  ])('answers %s in the envelope and ends the connection', async (_, bytes, status) => {
    const answer = await raw(url, bytes);
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(JSON.parse(answer.split('\r\n\r\n')[1] ?? '')).toMatchObject({ success: false, code: expect.any(String) });
  });

  it.each(['TRACE', 'PROPFIND', 'QUERY'])('refuses the method %s', async (method) => {
    const answer = await raw(url, `${method} /api/probe/1 HTTP/1.1\r\n${host}Connection: close\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1.1 40[04] /);
  });

  it.each(['/api/probe/../probe/1', '/api/./probe/1', '/api;x=1/probe/1', '\\api\\probe\\1', '/api/probe/1%00'])(
    'refuses the path %p',
    async (path) => {
      const answer = await raw(url, `GET ${path} HTTP/1.1\r\n${host}Connection: close\r\n\r\n`);
      expect(answer).toMatch(/^HTTP\/1.1 40[04] /);
      expect(answer).toMatch(/"success":false/);
    },
  );
});

describe('the global limit', () => {
  const limit = { count: 5, seconds: 60 };
  const statuses = async (url: string, times: number, path = '/api/probe/1') => {
    const all: number[] = [];
    for (let i = 0; i < times; i += 1) all.push((await fetch(`${url}${path}`)).status);
    return all;
  };

  it('is exact on one gateway, sends Retry-After, and counts the API reference, too', async () => {
    const url = await listening(new ProbeMesh(), { globalLimit: limit });
    expect(await statuses(url, 1, '/openapi.json')).toEqual([200]);
    expect(await statuses(url, 2, '/api/nothing')).toEqual([404, 404]);
    expect(await statuses(url, 3)).toEqual([200, 200, 429]);
    expect(await statuses(url, 1, '/docs')).toEqual([429]);
    const refused = await fetch(`${url}/api/probe/1`, { headers: { 'x-forwarded-for': '6.6.6.6' } });
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(50);
    expect(await refused.json()).toMatchObject({ success: false, code: 'RATE_LIMITED' });
  });

  it('holds across two gateways on one mesh', async () => {
    const mesh = new ProbeMesh();
    const [one, two] = [await listening(mesh, { globalLimit: limit }), await listening(mesh, { globalLimit: limit })];
    expect(await statuses(one, 5)).toEqual([200, 200, 200, 200, 200]);
    const counts = () =>
      mesh.published.map(({ payload }) => (payload as { counts: Record<string, number> }).counts['127.0.0.1']);
    const sum = () => counts().reduce<number>((a, b) => a + (b ?? 0), 0);
    while (sum() < 5) await new Promise((resolve) => setTimeout(resolve, 10));
    expect(await statuses(two, 1)).toEqual([429]);
    expect(new Set(mesh.published.map(({ subject }) => subject))).toEqual(new Set(['evt.gateway.limits.counted']));
  });

  it('refuses no call if it is switched off', async () => {
    const url = await listening(new ProbeMesh(), { globalLimit: null });
    expect(new Set(await statuses(url, 20))).toEqual(new Set([200]));
  });
});

describe('a shutdown', () => {
  it('answers running requests and those on open connections, and then ends', async () => {
    const mesh = new ProbeMesh();
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const { app } = await probeGateway(mesh);
    await app.listen(0, '127.0.0.1');
    const { port } = new URL(await app.getUrl());
    const ask = 'GET /api/probe/1 HTTP/1.1\r\nHost: x\r\n\r\n';
    const socket = connect(Number(port), '127.0.0.1');
    let answer = '';
    socket.setEncoding('utf8').on('data', (chunk: string) => (answer += chunk));
    const answers = (n: number) => answer.split('HTTP/1.1 200 OK').length - 1 >= n;
    const until = async (isDone: () => boolean) => {
      while (!isDone()) await new Promise((resolve) => setTimeout(resolve, 5));
    };

    mesh.answer = async () => {
      await held;
      return { ok: true, data: { id: 1, name: 'n' } };
    };
    socket.write(ask);
    await until(() => mesh.sent.length === 1);
    const closed = app.close();
    socket.write(ask);
    await until(() => mesh.sent.length >= 1);
    release();
    await until(() => answers(1));
    await closed;
    expect(answer).not.toContain(' 503 ');
    await expect(fetch(`http://127.0.0.1:${port}/api/probe/1`)).rejects.toThrow();
    socket.destroy();
  });

  it('ends a connection with its next answer, which does not wait for other requests', async () => {
    const mesh = new ProbeMesh();
    mesh.answer = () => ({ ok: true, data: { id: 1, name: 'n' } });
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const { app } = await probeGateway(mesh, { maxInFlight: 1 });
    await app.listen(0, '127.0.0.1');
    mesh.answer = async () => {
      await held;
      return { ok: true, data: { id: 1, name: 'n' } };
    };
    const socket = connect(Number(new URL(await app.getUrl()).port), '127.0.0.1');
    let heard = '';
    socket.setEncoding('utf8').on('data', (part: string) => (heard += part));
    socket.write('GET /api/pages HTTP/1.1\r\nHost: a\r\n\r\n');
    while (mesh.sent.length === 0) await sleep(5);
    const closed = app.close();
    while (app.getHttpServer().listening) await sleep(5);
    socket.write('GET /api/pages HTTP/1.1\r\nHost: a\r\n\r\n');
    while (mesh.sent.length === 1) await sleep(5);
    release();
    await Promise.all([closed, once(socket, 'close')]);
    const answers = heard.split('HTTP/1.1 ').slice(1);
    expect(answers.map((answer) => [answer.slice(0, 3), /connection: (.*)/i.exec(answer)?.[1]])).toEqual([
      ['200', 'keep-alive'],
      ['200', 'close'],
    ]);
  }, 20_000);
});

describe('the API reference', () => {
  it('is served as a document and as a page that loads nothing from other origins', async () => {
    const url = await listening(new ProbeMesh());
    const document = (await (await fetch(`${url}/openapi.json`)).json()) as { openapi: string; paths: object };
    expect(document.openapi).toBe('3.1.0');
    expect(Object.keys(document.paths)).toContain('/api/probe/{id}');
    const fetchDocument = (headers: Record<string, string>) => fetch(`${url}/openapi.json`, { headers });
    const zipped = await fetchDocument({ 'accept-encoding': 'gzip' });
    const plain = await fetchDocument({ 'accept-encoding': 'identity' });
    expect([zipped.headers.get('content-encoding'), plain.headers.get('content-encoding')]).toEqual(['gzip', null]);
    expect(await zipped.text()).toBe(await plain.text());
    const known = await fetchDocument({ 'if-none-match': String(plain.headers.get('etag')) });
    expect([known.status, await known.text()]).toEqual([304, '']);
    const page = await fetch(`${url}/docs/`);
    expect(page.url).toBe(`${url}/docs`);
    const html = await page.text();
    expect([page.status, page.headers.get('content-type')]).toEqual([200, expect.stringContaining('text/html')]);
    expect(html).not.toMatch(/(?:src|href)="https?:/);
    const errors = await (await fetch(`${url}/docs/errors`)).text();
    expect(errors).toContain('<tr id="RATE_LIMITED">');
    const script = await fetch(`${url}/docs/swagger-ui-bundle.js`);
    expect([script.status, (await script.text()).length > 100_000]).toEqual([200, true]);
  });
});
