import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppError } from '@tollgate/contracts';
import { Log } from '@tollgate/platform/log';
import type { MeshClient, Message } from '@tollgate/platform/rpc';
import { createGateway } from '../gateway.js';

const SECRET = 'A'.repeat(43);
const signedIn = { cookie: `session=${SECRET}`, 'new-api-user': '7' };

let app: NestFastifyApplication;
let sent: { subject: string; message: Message }[] = [];
let answer: () => object = () => ({});

const mesh = {
  request: (subject: string, message: Message) => {
    sent.push({ subject, message });
    return Promise.resolve({ ok: true as const, data: answer() });
  },
  connected: () => true,
  publish: () => undefined,
  subscribe: () => () => undefined,
  close: () => Promise.resolve(),
} satisfies MeshClient;

beforeAll(async () => {
  const config = { trustedProxies: ['10.0.0.0/8'], globalLimit: null, maxInFlight: 512, maxLoopDelayMs: 5000 };
  app = await createGateway(config, mesh, new Log('gateway', false, () => undefined));
  await app.init();
});

afterAll(() => app.close());

describe('a route', () => {
  it('forwards the presented credential and puts the reply into the envelope', async () => {
    sent = [];
    answer = () => ({ id: 7, username: 'alice' });
    const reply = await app.inject({ url: '/api/user/self', headers: signedIn });
    expect(reply.json()).toEqual({ success: true, message: '', data: { id: 7, username: 'alice' } });
    expect(reply.statusCode).toBe(200);
    expect(sent).toHaveLength(1);
    expect(sent[0]?.message.caller.credential).toMatchObject({ userId: 7 });
    expect(JSON.stringify(sent)).not.toContain(SECRET);
  });

  it('refuses nobody at the service without asking it', async () => {
    sent = [];
    const reply = await app.inject({ url: '/api/user/self' });
    expect([reply.statusCode, reply.json().code]).toEqual([401, 'UNAUTHENTICATED']);
    expect(sent).toEqual([]);
  });

  it('renders what a service throws', async () => {
    answer = () => {
      throw new AppError('RATE_LIMITED', {}, { retryAfter: 12.2 });
    };
    const reply = await app.inject({ url: '/api/user/self/', headers: { ...signedIn, 'accept-language': 'en' } });
    expect(reply.statusCode).toBe(429);
    expect(reply.headers['retry-after']).toBe('13');
    expect(reply.json()).toEqual({
      success: false,
      message: 'Too many requests, try again later',
      code: 'RATE_LIMITED',
    });
  });

  it.each([
    ['GET', '/api/nothing'],
    ['POST', '/api/user/self/x'],
    ['PATCH', '/api/user/self'],
    ['HEAD', '/api/user/self'],
    ['OPTIONS', '/api/user/self'],
    ['GET', '//api/user/self'],
    ['GET', '/%61pi/user/self'],
    ['GET', '/api/user/%73elf'],
    ['GET', '/api/%ZZ'],
    ['GET', '/api/../api/user/self/..;/x'],
    ['GET', '/API/user/self'],
  ] as const)('%s %s is no route', async (method, url) => {
    const reply = await app.inject({ method, url, headers: signedIn });
    expect(reply.statusCode).toBe(404);
    if (method !== 'HEAD') expect(reply.json()).toMatchObject({ success: false, code: 'NOT_FOUND' });
    expect(reply.headers['x-request-id']).toBeTruthy();
  });
});
