import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Caller } from '@tollgate/contracts';
import { GuardedNats, natsIsHere, buildPassword } from '@tollgate/testing/nats';
import { Log } from '../log/log.js';
import { natsMesh } from './index.js';
import type { Message, MeshClient, MeshServer } from './mesh.js';

const operation = randomUUID();
const caller: Caller = { ip: '127.0.0.1', userAgent: 'test', requestId: 'r1', locale: 'en' };
const message: Message = { operation, caller, body: {} };
const soon = (ms = 1000) => ({ deadline: Date.now() + ms, requestId: 'r1' });

(natsIsHere(6) ? describe : describe.skip)('the mesh under NATS permissions', () => {
  let broker: GuardedNats;
  let executed: string[] = [];
  const lines: string[] = [];
  const log = new Log('test', true, (line) => lines.push(line));
  const closers: (() => Promise<unknown>)[] = [];

  beforeAll(async () => {
    broker = await GuardedNats.start();
  });

  afterEach(async () => {
    for (const close of closers.splice(0).reverse()) await close();
    executed = [];
    lines.length = 0;
  });

  afterAll(async () => {
    await broker.kill();
  });

  const meshAs = (service: string, account = `${service}-a`) =>
    natsMesh({ url: broker.server.url, user: account, password: buildPassword(account) }, { log });

  async function serve(as: string, service: string): Promise<MeshServer> {
    const server = meshAs(as).server(service) as MeshServer & {
      addHandler(pattern: string, handler: () => Promise<unknown>): void;
    };
    server.addHandler(`rpc.${service}.word.say`, async () => {
      executed.push(service);
      return { ok: true, data: {} };
    });
    await new Promise<void>((resolve, reject) => {
      server.listen((error: unknown) => (error ? reject(error as Error) : resolve()));
    });
    closers.push(() => server.close());
    return server;
  }

  async function call(as: string, account?: string): Promise<MeshClient> {
    const client = await meshAs(as, account).client(as);
    closers.push(() => client.close());
    return client;
  }

  it('lets the gateway ask and a service answer', async () => {
    await serve('auth', 'auth');
    const client = await call('gateway');
    await expect(client.request('rpc.auth.word.say', message, soon())).resolves.toEqual({ ok: true, data: {} });
  });

  it('lets no service ask another', async () => {
    await serve('billing', 'billing');
    const client = await call('auth');
    await expect(client.request('rpc.billing.word.say', message, soon(300))).rejects.toMatchObject({
      code: 'OUTCOME_UNKNOWN',
    });
    expect(executed).toEqual([]);
    expect(lines.join()).toContain('Permissions Violation');
  });

  it('lets no service answer for another, and such a replica is not ready', async () => {
    const impostor = await serve('auth', 'billing');
    await sleep(50);
    expect(impostor.connected()).toBe(false);
    const client = await call('gateway');
    await expect(client.request('rpc.billing.word.say', message, soon())).rejects.toMatchObject({
      code: 'UNAVAILABLE',
    });
    expect(executed).toEqual([]);
  });

  it('lets a service in by either of its two accounts, so that a password can be changed', async () => {
    await serve('auth', 'auth');
    const client = await call('gateway', 'gateway-b');
    await expect(client.request('rpc.auth.word.say', message, soon())).resolves.toEqual({ ok: true, data: {} });
  });

  it('lets a relay ask its own questions and nothing else', async () => {
    const server = await serve('billing', 'billing');
    const relay = await call('relay');
    await expect(relay.request('rpc.billing.usage.charge', message, soon())).rejects.toMatchObject({
      code: 'UNAVAILABLE', // allowed to ask; no service answers in this test
    });
    await expect(relay.request('rpc.billing.relay.reserve', message, soon())).rejects.toMatchObject({
      code: 'UNAVAILABLE',
    });
    await expect(relay.request('rpc.billing.word.say', message, soon(300))).rejects.toMatchObject({
      code: 'OUTCOME_UNKNOWN',
    });
    expect(server.connected()).toBe(true);
    expect(executed).toEqual([]);
  });

  it('lets a service tell its own events, not those of another', async () => {
    const heard: string[] = [];
    const gateway = await call('gateway');
    gateway.subscribe('evt.>', (_, subject) => heard.push(subject));
    const auth = await call('auth');
    await sleep(50);
    auth.publish('evt.auth.session.ended', {});
    auth.publish('evt.billing.order.paid', {});
    await sleep(100);
    expect(heard).toEqual(['evt.auth.session.ended']);
  });
});
