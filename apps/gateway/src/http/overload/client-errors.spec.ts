import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { probeGateway, ProbeMesh } from '../testing/probe.js';

const HOST = 'Host: x\r\n';
const ask = (path: string, more = '') => `GET ${path} HTTP/1.1\r\n${HOST}${more}\r\n`;
const GARBAGE = 'GET /api/probe/9 HTTP/1.1\r\nHost : x\r\n\r\n';

let app: NestFastifyApplication;
let mesh: ProbeMesh;
let release: () => void;
const sockets: Socket[] = [];

beforeEach(async () => {
  mesh = new ProbeMesh();
  const held = new Promise<void>((resolve) => (release = resolve));
  mesh.answer = async () => {
    await held;
    return { ok: true, data: { id: 1, name: 'n' } };
  };
  ({ app } = await probeGateway(mesh, { maxInFlight: 1000 }));
  await app.listen(0, '127.0.0.1');
});
afterEach(async () => {
  release();
  for (const socket of sockets.splice(0)) socket.destroy();
  await app.close();
});

/** Sends bytes; `text` collects the answers, and `closed` is set when the server closes. */
async function send(bytes: string) {
  const port = Number(new URL(await app.getUrl()).port);
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  sockets.push(socket);
  const wire = { socket, text: '', closed: false };
  socket.setEncoding('utf8').on('data', (chunk: string) => (wire.text += chunk));
  socket.on('error', () => undefined).on('end', () => (wire.closed = true));
  socket.write(bytes);
  return wire;
}

async function until(isDone: () => boolean): Promise<void> {
  while (!isDone()) await new Promise((resolve) => setTimeout(resolve, 5));
}

const statuses = (text: string) => [...text.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status));
const quiet = () => new Promise((resolve) => setTimeout(resolve, 50));

describe('malformed input after requests on the same connection', () => {
  it.each([
    ['a bad header', GARBAGE, 400],
    ['two Hosts', ask('/api/probe/9', HOST), 400],
    ['no Host', 'GET /api/probe/9 HTTP/1.1\r\n\r\n', 400],
    ['CONNECT', `CONNECT x:1 HTTP/1.1\r\n${HOST}\r\n`, 400],
    ['headers of 40 KB', ask('/api/probe/9', `X: ${'a'.repeat(40_000)}\r\n`), 431],
  ])('answers %s after them and ends the connection', async (_, bytes, status) => {
    const wire = await send(ask('/api/probe/1') + ask('/api/probe/2') + bytes + ask('/api/probe/3'));
    await until(() => mesh.sent.length === 2);
    await quiet();
    expect(wire.text).toBe('');
    release();
    await until(() => wire.closed);
    expect(statuses(wire.text)).toEqual([200, 200, status]);
    expect(wire.text.slice(wire.text.lastIndexOf('\r\n\r\n'))).toContain('"success":false');
    expect(mesh.sent).toHaveLength(2);
  });

  it('answers a request with a broken body once, for its headers or for its body', async () => {
    const bad = `Transfer-Encoding: chunked\r\n\r\nzz\r\n`;
    const refused = await send(`POST /api/%6fpen HTTP/1.1\r\n${HOST}${bad}`);
    const broken = await send(`POST /api/open HTTP/1.1\r\n${HOST}${bad}`);
    await until(() => refused.closed && broken.closed);
    expect([statuses(refused.text), statuses(broken.text)]).toEqual([[404], [400]]);
    expect(mesh.sent).toHaveLength(0);
  });
});

describe('a body that is too large', () => {
  const chunk = `100000\r\n${' '.repeat(2 ** 20)}\r\n`;
  const chunked = `POST /api/open HTTP/1.1\r\n${HOST}Transfer-Encoding: chunked\r\n\r\n`;

  it.each([
    ['in chunks', `${chunked}${chunk.repeat(10)}0\r\n\r\n`],
    ['of a length', `POST /api/open HTTP/1.1\r\n${HOST}Content-Length: 10485760\r\n\r\n${' '.repeat(10_485_760)}`],
  ])('is refused %s, and the client can read the refusal after it has sent all', async (_, body) => {
    release();
    const bytes = ask('/api/probe/1') + body + ask('/api/probe/2');
    const wire = await send('');
    wire.socket.pause();
    for (let at = 0; at < bytes.length; at += 2 ** 21) {
      wire.socket.write(bytes.slice(at, at + 2 ** 21));
      await quiet();
    }
    wire.socket.resume();
    await until(() => wire.closed || wire.socket.destroyed);
    expect(statuses(wire.text)).toEqual([200, 413]);
    expect(mesh.sent).toHaveLength(1);
  });

  it('is read for at most five seconds', async () => {
    const { socket } = await send(chunked);
    const gone = new Promise((resolve) => socket.once('close', resolve));
    const begun = performance.now();
    const timer = setInterval(() => socket.write(chunk), 100);
    await gone.finally(() => clearInterval(timer));
    expect(performance.now() - begun).toBeGreaterThan(4000);
  }, 15_000);
});

describe('CONNECT', () => {
  it('does not disturb other connections if its own breaks', async () => {
    const wire = await send(ask('/api/probe/1') + `CONNECT x:1 HTTP/1.1\r\n${HOST}\r\n`);
    await until(() => mesh.sent.length === 1);
    wire.socket.resetAndDestroy();
    await quiet();
    release();
    const next = await send(ask('/api/probe/2'));
    await until(() => statuses(next.text).length === 1);
    expect(statuses(next.text)).toEqual([200]);
  });
});

describe('an upgrade', () => {
  it('is ignored: the request is answered, and no further one is read', async () => {
    const upgrade = 'Connection: Upgrade\r\nUpgrade: h2c\r\n';
    const wire = await send(
      ask('/api/probe/1', upgrade) + `POST /api/open HTTP/1.1\r\n${HOST}Content-Length: 500\r\n\r\n`,
    );
    await until(() => mesh.sent.length === 1);
    wire.socket.write(ask('/api/probe/2'));
    await quiet();
    release();
    await until(() => wire.closed);
    expect(statuses(wire.text)).toEqual([200]);
    expect(mesh.sent).toHaveLength(1);
  });
});

describe('a client that sends and never reads', () => {
  it('has at most 128 unanswered requests, and 8 for the API reference', async () => {
    const wire = await send(ask('/api/probe/1').repeat(130));
    await until(() => mesh.sent.length === 128);
    release();
    await until(() => statuses(wire.text).length === 130);
    expect(statuses(wire.text).filter((status) => status === 503)).toHaveLength(2);
    const reference = await send(ask('/openapi.json').repeat(10));
    await until(() => statuses(reference.text).length === 10);
    expect(statuses(reference.text).filter((status) => status === 503)).toHaveLength(2);
  });
});
