import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { controllers } from '../../controllers.js';
import { collectRoutes } from '../../openapi/document.js';
import type { HttpConfig } from '../request/http-config.js';
import { probeGateway, ProbeMesh, SIGNED_IN } from '../testing/probe.js';

const CALLS = 20;
const DONE = { ok: true, data: { id: 1, name: 'n' } } as const;

let app: NestFastifyApplication | undefined;
const sockets: Socket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await app?.close();
});

/** A gateway on a real port, whose service answers when `release` is called. */
async function start(config: Partial<HttpConfig>, routes?: readonly Type[]) {
  const mesh = new ProbeMesh();
  let isHeld = true;
  const held: (() => void)[] = [];
  mesh.answer = () => (isHeld ? new Promise((resolve) => held.push(() => resolve(DONE))) : DONE);
  const release = () => {
    isHeld = false;
    for (const answer of held.splice(0)) answer();
  };
  const gateway = await probeGateway(mesh, config, routes);
  app = gateway.app;
  await app.listen(0, '127.0.0.1');
  return { mesh, release, url: await app.getUrl(), metrics: gateway.metrics };
}

async function until(isDone: () => boolean): Promise<void> {
  while (!isDone()) await sleep(5);
}

/** Opens a connection that sends requests and collects the answers. */
function open(url: string, text: string) {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  sockets.push(socket);
  const wire = { socket, text: '' };
  socket.setEncoding('utf8').on('data', (part: string) => (wire.text += part));
  socket.on('error', () => undefined).write(text);
  return wire;
}

const get = (path: string) => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`;

describe('requests beyond the concurrency of their kind', () => {
  it('wait and are answered, each over a connection of its own', async () => {
    // a quarter of four is one
    const { mesh, release, url } = await start({ maxInFlight: 4 });
    const replies = Promise.all(Array.from({ length: CALLS }, (_, n) => fetch(`${url}/api/probe/${n}`)));
    await until(() => mesh.sent.length === 1);
    await sleep(50);
    expect(mesh.sent).toHaveLength(1);
    release();
    expect((await replies).map(({ status }) => status)).toEqual(Array(CALLS).fill(200));
  });

  it('are refused with Retry-After and never run if they have waited too long', async () => {
    const { mesh, release, url, metrics } = await start({ maxInFlight: 4, maxWaitMs: 300 });
    const first = fetch(`${url}/api/probe/1`);
    await until(() => mesh.sent.length === 1);
    const second = await fetch(`${url}/api/probe/2`);
    expect([second.status, second.headers.get('retry-after')]).toEqual([503, '1']);
    expect(await second.json()).toMatchObject({ success: false, code: 'OVERLOADED' });
    release();
    expect((await first).status).toBe(200);
    expect(mesh.sent).toHaveLength(1);
    expect(await metrics.text()).toContain('tollgate_http_shed_total{reason="expired"} 1');
  });

  it('never run if their client has disconnected', async () => {
    const { mesh, release, url } = await start({ maxInFlight: 4 });
    const first = fetch(`${url}/api/probe/1`);
    await until(() => mesh.sent.length === 1);
    const leaving = new AbortController();
    const second = fetch(`${url}/api/probe/2`, { signal: leaving.signal }).catch((error: Error) => error.name);
    await sleep(50);
    leaving.abort();
    expect(await second).toBe('AbortError');
    await sleep(50);
    release();
    await first;
    expect((await fetch(`${url}/api/probe/3`)).status).toBe(200);
    expect(mesh.sent).toHaveLength(2);
  });

  it('do not delay another kind of work, or another service', async () => {
    const { mesh, release, url } = await start({ maxInFlight: 4 }, controllers);
    const kinds = new Map(
      collectRoutes(controllers)
        .filter(({ verb, contract, path }) => verb === 'GET' && contract.access !== 'public' && !path.includes(':'))
        .map((route) => [`${route.contract.work} ${route.contract.subject.split('.')[1]}`, route]),
    );
    expect(kinds.size).toBeGreaterThan(3);
    const replies: Promise<Response>[] = [];
    for (const { path } of kinds.values()) {
      for (let n = 0; n < 3; n += 1) replies.push(fetch(url + path, { headers: SIGNED_IN }));
    }
    await until(() => mesh.sent.length === kinds.size);
    await sleep(50);
    expect(new Set(mesh.sent.map(({ subject }) => subject)).size).toBe(kinds.size);
    release();
    await Promise.all(replies);
  });
});

describe('a slot', () => {
  it('is freed if the client disconnects without its answer', async () => {
    const { mesh, url } = await start({ maxInFlight: 1 });
    mesh.answer = () => new Promise(() => undefined);
    const leaving = new AbortController();
    const gone = fetch(`${url}/api/probe/1`, { signal: leaving.signal }).catch((error: Error) => error.name);
    await until(() => mesh.sent.length === 1);
    leaving.abort();
    expect(await gone).toBe('AbortError');
    mesh.answer = () => DONE;
    expect((await fetch(`${url}/api/probe/2`)).status).toBe(200);
  });

  it('is freed when the answer is made, also if the client never reads it', async () => {
    const { mesh, url } = await start({ maxInFlight: 1 });
    mesh.answer = () => ({ ok: true, data: { id: 1, name: 'n'.repeat(500_000) } });
    for (let n = 1; n <= 3; n += 1) {
      open(url, '').socket.pause();
      sockets.at(-1)?.write(get('/api/probe/1').repeat(8));
      await until(() => mesh.sent.length === 8 * n);
    }
    const wire = open(url, get('/api/probe/2'));
    await until(() => wire.text.startsWith('HTTP/1.1 200'));
  });
});

describe('a connection', () => {
  it('may have 128 unanswered requests', async () => {
    const { mesh, release, url, metrics } = await start({});
    const wire = open(url, get('/api/probe/1').repeat(130));
    await until(() => mesh.sent.length === 128);
    release();
    await until(() => wire.text.split('HTTP/1.1 ').length === 131);
    expect(wire.text.split('HTTP/1.1 503').length - 1).toBe(2);
    expect(await metrics.text()).toContain('tollgate_http_shed_total{reason="pipelined"} 2');
  });
});
