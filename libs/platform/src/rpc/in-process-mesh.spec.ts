import 'reflect-metadata';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Server } from '@nestjs/microservices';
import { Log } from '../log/log.js';
import { inProcessMesh } from './in-process-mesh.js';
import type { DirectHandler, MeshClient, MeshServer, Message } from './mesh.js';

const SUBJECT = 'rpc.probe.word.say';
const message: Message = {
  operation: '00000000-0000-4000-8000-000000000000',
  caller: { ip: '127.0.0.1', userAgent: 'test', requestId: 'r1', locale: 'en' },
  body: { at: new Date(0) },
};
const within = (ms: number) => ({ deadline: Date.now() + ms, requestId: 'r1' });

let server: MeshServer;
let client: MeshClient;
let handler: DirectHandler;
beforeEach(async () => {
  const log = new Log('test', false, () => undefined);
  const mesh = inProcessMesh({ log, concurrency: 16, waiting: 1 });
  server = mesh.server('probe');
  (server as unknown as Server).addHandler(SUBJECT, async () => ({ ok: true, data: 'by Nest' }) as never);
  server.handleDirectly(SUBJECT, (each, context) => handler(each, context));
  handler = async () => ({ ok: true, data: 'directly' });
  client = await mesh.client('gateway');
  await new Promise((listening) => server.listen(listening as () => void));
});
afterEach(async () => {
  await client.close();
  await server.close();
});

const call = (ms: number) => client.callDirectly!(SUBJECT, message, within(ms))!;

describe('a direct call', () => {
  it('passes the message and the reply without a copy', async () => {
    const reply = { ok: true, data: { at: new Date(1) } } as const;
    let received: unknown;
    handler = async (each, { headers }) => {
      received = [each, headers.requestId];
      return reply;
    };
    expect(await call(1000)).toBe(reply);
    expect(received).toEqual([message, 'r1']);
    expect((received as [Message])[0]).toBe(message);
  });

  it('is not possible for a subject that no handler of the process has, or while the service is suspended', async () => {
    expect(client.callDirectly?.('rpc.other.word.say', message, within(1000))).toBeUndefined();
    await server.suspend();
    expect(client.callDirectly?.(SUBJECT, message, within(1000))).toBeUndefined();
  });

  it('is not begun if less than 50 ms are left', async () => {
    const reply = await call(20);
    expect(reply).toMatchObject({ ok: false, error: { code: 'UNAVAILABLE' } });
    expect(server.stats()).toMatchObject({ stale: 1 });
  });

  it('has an unknown outcome if no reply comes in time, and five of them open the breaker', async () => {
    handler = () => new Promise(() => undefined);
    await expect(call(60)).rejects.toMatchObject({
      code: 'OUTCOME_UNKNOWN',
    });
    for (let n = 0; n < 4; n += 1) await call(60).catch(() => undefined);
    await call(60).catch(() => undefined);
    await expect(call(60)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });

  it('is refused if the replica runs and queues as much as it may', async () => {
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    handler = async () => {
      await held;
      return { ok: true, data: 'directly' };
    };
    const calls = Array.from({ length: 18 }, () => call(5000));
    expect(await calls[17]).toMatchObject({ ok: false, error: { code: 'OVERLOADED' } });
    release();
    expect((await Promise.all(calls.slice(0, 17))).map((reply) => reply.ok)).toEqual(Array(17).fill(true));
    expect(server.stats()).toMatchObject({ shed: 1, running: 0 });
  });
});

describe('a call through JSON', () => {
  it('uses the direct handler, too', async () => {
    expect(await client.request(SUBJECT, message, within(1000))).toEqual({ ok: true, data: 'directly' });
  });
});
