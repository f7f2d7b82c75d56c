import { randomUUID } from 'node:crypto';
import 'reflect-metadata';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { connect } from '@nats-io/transport-node';
import { Controller, type INestMicroservice, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AppError, type Caller, Int, Json, Nothing, rpc, Text } from '@tollgate/contracts';
import { natsIsHere, NatsServer } from '@tollgate/testing/nats';
import { Limiter } from '../limits/limiter.js';
import { Log } from '../log/log.js';
import { Handles, HandlerPipeline, inProcessMesh, natsMesh, RpcClient } from './index.js';
import type { ClientStats, Mesh, MeshClient, MeshHeaders, MeshServer } from './mesh.js';
import type { MeshOptions } from './limits.js';

class Say {
  @Text({ max: 1_000_000 }) text: string;
  @Json({ optional: true }) extra?: unknown;
}
class Said extends Say {
  @Int() replica: number;
}
const access = { access: 'public', summary: 'For the test' } as const;
const echo = rpc('rpc.probe.word.echo', Say, Said, access);
const refuse = rpc('rpc.probe.word.refuse', Say, Nothing, { ...access, errors: ['RATE_LIMITED'] });
const crash = rpc('rpc.probe.word.crash', Say, Nothing, access);
const hang = rpc('rpc.probe.word.hang', Say, Nothing, { ...access, timeoutMs: 300 });
const work = rpc('rpc.probe.word.work', Say, Said, { ...access, timeoutMs: 3000 });
const huge = rpc('rpc.probe.word.huge', Say, Say, access);
const nobody = rpc('rpc.nobody.word.echo', Say, Nothing, access);

const operation = randomUUID();
const caller: Caller = { ip: '127.0.0.1', userAgent: 'test', requestId: 'r1', locale: 'en' };
const TRACE = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';

/** Records the calls that the replicas of a test executed. */
class Ward {
  readonly executed: string[] = [];
  readonly headers: MeshHeaders[] = [];
  workMs = 20;
}

@Controller()
class ProbeController {
  constructor(
    private readonly ward: Ward,
    private readonly replica: number,
  ) {}

  @Handles(echo) async echo(request: Say): Promise<Said> {
    this.ward.executed.push(request.text);
    return { ...request, replica: this.replica };
  }

  @Handles(refuse) async refuse(): Promise<Nothing> {
    throw new AppError('INVALID_VALUE', { field: 'text' }, { retryAfter: 7 });
  }

  @Handles(crash) async crash(): Promise<Nothing> {
    throw new Error('the password is secret');
  }

  @Handles(hang) hang(): Promise<Nothing> {
    return new Promise(() => undefined);
  }

  @Handles(work) async work(request: Say): Promise<Said> {
    this.ward.executed.push(request.text);
    await sleep(this.ward.workMs);
    return { text: request.text, replica: this.replica };
  }

  @Handles(huge) async huge(): Promise<Say> {
    return { text: 'x'.repeat(600_000) };
  }
}

const kinds = ['in process', 'NATS'] as const;
const TESTS = 24;
const usable = natsIsHere(TESTS) ? kinds : ([kinds[0]] as const);

let broker: NatsServer | undefined;
const logged: string[] = [];
const log = new Log('probe', true, (line) => logged.push(line));
const closers: (() => Promise<unknown>)[] = [];

function createMesh(kind: (typeof kinds)[number], options: MeshOptions = {}): Mesh {
  const all = { log, ...options };
  return kind === 'NATS' ? natsMesh({ url: broker?.url ?? '' }, all) : inProcessMesh(all);
}

async function serve(
  mesh: Mesh,
  ward: Ward,
  replica = 0,
  suspended = false,
): Promise<{ app: INestMicroservice; server: MeshServer }> {
  const server = mesh.server('probe');
  const pipeline = new HandlerPipeline(
    { admit: () => Promise.resolve(null), requireStepUp: () => Promise.resolve() },
    new Limiter({} as never, {} as never),
    log,
  );
  const run = pipeline.run.bind(pipeline);
  pipeline.run = (contract, handler, message, context, how) => {
    ward.headers.push(context.headers);
    return run(contract, handler, message, context, how);
  };
  @Module({
    controllers: [ProbeController],
    providers: [
      { provide: Ward, useValue: ward },
      { provide: Number, useValue: replica },
      { provide: HandlerPipeline, useValue: pipeline },
    ],
  })
  class ProbeModule {}
  const app = await NestFactory.createMicroservice(ProbeModule, { strategy: server, logger: false });
  if (suspended) await server.suspend();
  await app.listen();
  closers.push(() => app.close());
  return { app, server };
}

async function call(mesh: Mesh): Promise<{ rpc: RpcClient; client: MeshClient & { stats(): ClientStats } }> {
  const client = await mesh.client('gateway');
  closers.push(() => client.close());
  return { rpc: new RpcClient(client), client };
}

/** The refusal of a call, which must be one. */
async function refusal(work: Promise<unknown>): Promise<AppError> {
  const error = await work.then(
    (value) => new Error(`answered ${JSON.stringify(value)}`),
    (error: unknown) => error,
  );
  if (!(error instanceof AppError)) throw error;
  return error;
}

const soon = (ms = 1000) => ({ deadline: Date.now() + ms, requestId: 'r1' });

beforeAll(async () => {
  if (usable.length > 1) broker = await NatsServer.start();
});

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
  logged.length = 0;
});

afterAll(() => broker?.kill());

describe.each(usable)('the mesh, %s', (kind) => {
  async function one(options?: MeshOptions) {
    const mesh = createMesh(kind, options);
    const ward = new Ward();
    const served = await serve(mesh, ward);
    return { mesh, ward, ...served, ...(await call(mesh)) };
  }

  it('answers', async () => {
    const { rpc } = await one();
    await expect(rpc.call(echo, { text: 'hello' }, caller)).resolves.toEqual({ text: 'hello', replica: 0 });
  });

  it('hands a refusal over with its code, parameters and time to wait', async () => {
    const { rpc } = await one();
    const error = await refusal(rpc.call(refuse, { text: '' }, caller));
    expect(error).toMatchObject({ code: 'INVALID_VALUE', params: { field: 'text' }, retryAfter: 7 });
  });

  it('keeps the text of an unexpected error to itself', async () => {
    const { client } = await one();
    const reply = await client.request(crash.subject, { operation, caller, body: { text: '' } }, soon());
    expect(reply).toEqual({ ok: false, error: { code: 'INTERNAL' } });
    expect(logged.join()).toContain('the password is secret');
  });

  it('reports at once that a subject has no subscriber', async () => {
    const { rpc } = await one();
    const started = Date.now();
    expect(await refusal(rpc.call(nobody, { text: '' }, caller))).toMatchObject({ code: 'UNAVAILABLE', retryAfter: 1 });
    expect(Date.now() - started).toBeLessThan(1000);
  });

  it('reports that the outcome is unknown when no answer comes in time', async () => {
    const { rpc } = await one({ drainMs: 50 });
    const started = Date.now();
    expect((await refusal(rpc.call(hang, { text: '' }, caller))).code).toBe('OUTCOME_UNKNOWN');
    expect(Date.now() - started).toBeGreaterThanOrEqual(295);
    expect(Date.now() - started).toBeLessThan(1500);
  });

  it('does not begin a request whose caller has stopped waiting', async () => {
    const { client, ward, server } = await one({ concurrency: 1 });
    ward.workMs = 400;
    const first = client.request(work.subject, { operation, caller, body: { text: 'first' } }, soon());
    const late = refusal(client.request(work.subject, { operation, caller, body: { text: 'late' } }, soon(300)));
    expect((await late).code).toBe('OUTCOME_UNKNOWN');
    await first;
    await sleep(50);
    expect(ward.executed).toEqual(['first']);
    expect(server.stats().stale).toBe(1);
  });

  it('gives each request to one of three replicas', async () => {
    const mesh = createMesh(kind);
    const ward = new Ward();
    for (const replica of [1, 2, 3]) await serve(mesh, ward, replica);
    const { rpc } = await call(mesh);
    const texts = Array.from({ length: 300 }, (_, i) => `t${i}`);
    const replies = await Promise.all(texts.map((text) => rpc.call(echo, { text }, caller)));
    expect([...ward.executed].sort()).toEqual([...texts].sort());
    expect(new Set(replies.map((reply) => reply.replica)).size).toBe(3);
  });

  it('loses nothing when replicas are replaced under load', async () => {
    const mesh = createMesh(kind);
    const ward = new Ward();
    ward.workMs = 10;
    let serving = await serve(mesh, ward);
    const { rpc } = await call(mesh);
    let running = true;
    let sent = 0;
    const loop = async () => {
      for (; running; sent += 1) await rpc.call(work, { text: `w${sent}` }, caller);
    };
    const callers = Promise.all(Array.from({ length: 50 }, loop));
    for (let i = 0; i < 5; i += 1) {
      const next = await serve(mesh, ward, i);
      await serving.app.close();
      serving = next;
    }
    running = false;
    await callers;
    expect(ward.executed.length).toBe(sent);
    expect(sent).toBeGreaterThan(100);
  });

  it('loses nothing that is on its way to a replica that closes', async () => {
    const mesh = createMesh(kind);
    const ward = new Ward();
    ward.workMs = 1;
    await serve(mesh, ward);
    const { rpc } = await call(mesh);
    for (let round = 0; round < 10; round += 1) {
      const { app } = await serve(mesh, ward, round);
      const calls = Array.from({ length: 200 }, (_, i) => rpc.call(work, { text: `${round}.${i}` }, caller));
      const answers = Promise.all(calls);
      await new Promise((resolve) => setImmediate(resolve));
      await new Promise((resolve) => setImmediate(resolve));
      await Promise.all([app.close(), answers]);
    }
    expect(new Set(ward.executed).size).toBe(2000);
    expect(ward.executed.length).toBe(2000);
  });

  it('answers what it took before it closes', async () => {
    const { rpc, app, ward } = await one();
    ward.workMs = 300;
    const answer = rpc.call(work, { text: 'taken' }, caller);
    while (ward.executed.length === 0) await sleep(5);
    await app.close();
    await expect(answer).resolves.toMatchObject({ text: 'taken' });
    expect((await refusal(rpc.call(work, { text: 'after' }, caller))).code).toBe('UNAVAILABLE');
  });

  it('refuses at once what it has no room for, and works off the rest', async () => {
    const { rpc, ward, server } = await one({ concurrency: 2, waiting: 3 });
    ward.workMs = 300;
    const started = Date.now();
    let shedMs = 0;
    const calls = Array.from({ length: 20 }, (_, i) =>
      rpc.call(work, { text: `${i}` }, caller).then(
        () => 'done',
        (error: AppError) => {
          shedMs = Date.now() - started;
          return `${error.code} ${error.retryAfter}`;
        },
      ),
    );
    const outcomes = await Promise.all(calls);
    expect(outcomes.filter((o) => o === 'done').length).toBe(5);
    expect(outcomes.filter((o) => o === 'OVERLOADED 1').length).toBe(15);
    expect(shedMs).toBeLessThan(250);
    expect(ward.executed.length).toBe(5);
    expect(server.stats()).toMatchObject({ shed: 15, running: 0, waiting: 0 });
  });

  it('refuses at once what is more than it may hold, however few requests that are', async () => {
    const { rpc, ward, server } = await one({ heldBytes: 250_000 });
    ward.workMs = 100;
    const say = (text: string) =>
      rpc.call(work, { text }, caller).then(
        () => 'done',
        (error: AppError) => `${error.code} ${error.retryAfter}`,
      );
    for (let round = 0; round < 2; round += 1) {
      const outcomes = await Promise.all(Array.from({ length: 5 }, () => say('x'.repeat(100_000))));
      expect(outcomes).toEqual(['done', 'done', 'OVERLOADED 1', 'OVERLOADED 1', 'OVERLOADED 1']);
    }
    expect(server.stats()).toMatchObject({ shed: 6, running: 0, waiting: 0 });
  });

  it('copies as JSON does, both ways', async () => {
    const { rpc } = await one();
    const extra = { at: new Date(0), gone: undefined, list: [undefined] };
    const reply = await rpc.call(echo, { text: '', extra }, caller);
    expect(reply.extra).toStrictEqual({ at: '1970-01-01T00:00:00.000Z', list: [null] });
    expect(extra.at).toBeInstanceOf(Date);
    await expect(rpc.call(echo, { text: '', extra: 1n }, caller)).rejects.toThrow(TypeError);
  });

  it('refuses a message that is none', async () => {
    const { client } = await one();
    const send = (message: unknown) => client.request(echo.subject, message as never, soon());
    for (const [message, field] of [
      [null, 'caller'],
      [[], 'caller'],
      [{ caller, body: {} }, 'operation'],
      [{ operation: 'x', caller, body: {} }, 'operation'],
      [{ operation, body: {} }, 'caller'],
      [{ operation, caller: { ...caller, ip: 7 }, body: {} }, 'caller.ip'],
      [{ operation, caller: { ...caller, userAgent: 'a\0b' }, body: {} }, 'caller.userAgent'],
      [{ operation, caller: { ...caller, requestId: 'x'.repeat(300) }, body: {} }, 'caller.requestId'],
      [{ operation, caller: { ...caller, browser: '\ud800' }, body: {} }, 'caller.browser'],
      [{ operation, caller: { ...caller, locale: 'xx' }, body: {} }, 'caller.locale'],
      [{ operation, caller: { ...caller, credential: { session: {} } }, body: {} }, 'caller.credential.session'],
      [{ operation, caller }, 'body'],
      [{ operation, caller, body: { text: 5 } }, 'text'],
    ] as const) {
      expect(await send(message)).toEqual({ ok: false, error: { code: 'INVALID_PARAMETER', params: { field } } });
    }
  });

  it('reports a reply that is too large', async () => {
    const { rpc } = await one();
    expect((await refusal(rpc.call(huge, { text: '' }, caller))).code).toBe('REPLY_TOO_LARGE');
  });

  it('refuses a request that is too large, and goes on', async () => {
    const { rpc } = await one();
    expect((await refusal(rpc.call(echo, { text: 'x'.repeat(1_000_001) }, caller))).code).toBe('BODY_TOO_LARGE');
    await expect(rpc.call(echo, { text: 'x'.repeat(400_000) }, caller)).resolves.toBeDefined();
  });

  it('carries the trace', async () => {
    const { client, ward } = await one();
    const message = { operation, caller, body: { text: '' } };
    await client.request(echo.subject, message, { ...soon(), traceparent: TRACE });
    await client.request(echo.subject, message, soon());
    expect(ward.headers.map(({ traceparent }) => traceparent)).toEqual([TRACE, undefined]);
  });

  it('tells events to those who listen, and survives a listener that throws', async () => {
    const { client } = await one();
    const heard: unknown[] = [];
    client.subscribe('evt.probe.*.said', () => {
      throw new Error('bad listener');
    });
    const stop = client.subscribe('evt.probe.>', (payload, subject) => heard.push([subject, payload]));
    client.publish('evt.probe.word.said', { at: new Date(0) });
    client.publish('evt.other.word.said', {});
    await sleep(100);
    expect(heard).toEqual([['evt.probe.word.said', { at: '1970-01-01T00:00:00.000Z' }]]);
    stop();
    client.publish('evt.probe.word.said', {});
    await sleep(50);
    expect(heard.length).toBe(1);
    expect(logged.join()).toContain('bad listener');
  });

  it('takes nothing while suspended, and works again after', async () => {
    const { rpc, server } = await one();
    await server.suspend();
    expect(server.connected()).toBe(false);
    expect((await refusal(rpc.call(echo, { text: '' }, caller))).code).toBe('UNAVAILABLE');
    server.resume();
    await sleep(50);
    await expect(rpc.call(echo, { text: 'again' }, caller)).resolves.toMatchObject({ text: 'again' });
  });

  it('takes nothing from the start where it is suspended before, until it is resumed', async () => {
    const mesh = createMesh(kind);
    const { server } = await serve(mesh, new Ward(), 0, true);
    const { rpc } = await call(mesh);
    expect(server.connected()).toBe(false);
    expect((await refusal(rpc.call(echo, { text: '' }, caller))).code).toBe('UNAVAILABLE');
    server.resume();
    await sleep(50);
    await expect(rpc.call(echo, { text: 'now' }, caller)).resolves.toMatchObject({ text: 'now' });
  });

  it('stops asking a service that does not answer, probes it once a second and comes back', async () => {
    const mesh = createMesh(kind);
    const { rpc, client } = await call(mesh);
    for (let i = 0; i < 5; i += 1) await refusal(rpc.call(echo, { text: '' }, caller));
    expect(client.stats().breakers).toEqual({ probe: 'open' });
    const started = performance.now();
    expect(await refusal(rpc.call(echo, { text: '' }, caller))).toMatchObject({ code: 'UNAVAILABLE', retryAfter: 1 });
    expect(performance.now() - started).toBeLessThan(20);
    await serve(mesh, new Ward());
    await sleep(1000);
    await expect(rpc.call(echo, { text: 'back' }, caller)).resolves.toMatchObject({ text: 'back' });
    expect(client.stats().breakers).toEqual({ probe: 'closed' });
  });
});

if (usable.length > 1) {
  describe('the mesh and its broker', () => {
    const trouble = async () => {
      const own = await NatsServer.start();
      closers.push(() => own.kill());
      const mesh = natsMesh({ url: own.url }, { log, drainMs: 500 });
      const ward = new Ward();
      const { server } = await serve(mesh, ward);
      return { own, ward, server, ...(await call(mesh)) };
    };

    it('answers at once for what is pending when the broker dies, and works when it is back', async () => {
      const { own, ward, rpc, client, server } = await trouble();
      ward.workMs = 800;
      const pending = refusal(rpc.call(work, { text: 'pending' }, caller));
      while (ward.executed.length === 0) await sleep(5);
      const killed = Date.now();
      await own.kill();
      expect((await pending).code).toBe('OUTCOME_UNKNOWN');
      expect(Date.now() - killed).toBeLessThan(400);
      expect(client.connected()).toBe(false);
      expect((await refusal(rpc.call(work, { text: 'meanwhile' }, caller))).code).toBe('UNAVAILABLE');
      await own.up();
      while (!client.connected() || !server.connected()) await sleep(20);
      ward.workMs = 1;
      await expect(rpc.call(work, { text: 'again' }, caller)).resolves.toMatchObject({ text: 'again' });
      expect(ward.executed).toEqual(['pending', 'again']);
      expect(client.stats().reconnects).toBe(1);
    });

    it('does not execute what a frozen broker delivers too late', async () => {
      const { own, ward, rpc, client, server } = await trouble();
      await rpc.call(work, { text: 'before' }, caller);
      await own.freeze();
      const lost = refusal(client.request(work.subject, { operation, caller, body: { text: 'stale' } }, soon(300)));
      expect((await lost).code).toBe('OUTCOME_UNKNOWN');
      own.thaw();
      await rpc.call(work, { text: 'after' }, caller);
      expect(ward.executed).toEqual(['before', 'after']);
      expect(server.stats().stale).toBe(1);
    });

    it('never executes a packet without a place to answer to, and answers bytes that are no message', async () => {
      const { own, ward, server, rpc } = await trouble();
      const raw = await connect({ servers: own.url });
      raw.publish(echo.subject, JSON.stringify({ operation, caller, body: { text: 'fire and forget' } }));
      await raw.flush();
      const { headers } = await import('@nats-io/transport-node');
      const head = headers();
      head.set('X-Deadline', String(Date.now() + 1000));
      const ask = async (data: string | Uint8Array, with_ = head) =>
        (await raw.request(echo.subject, data, { timeout: 1000, headers: with_ })).json();
      const refused = (field: string) => ({ ok: false, error: { code: 'INVALID_PARAMETER', params: { field } } });
      expect(await ask('{"caller"')).toEqual(refused('message'));
      expect(await ask(Uint8Array.of(0xff, 0xfe))).toEqual(refused('message'));
      const unreadable = Buffer.from(JSON.stringify({ operation, caller, body: { text: '?' } }));
      unreadable[unreadable.indexOf('?')] = 0xff;
      expect(await ask(unreadable)).toEqual(refused('message'));
      expect(await ask('['.repeat(500_000))).toEqual(refused('message'));
      expect(await ask('{}', headers())).toEqual(refused('X-Deadline'));
      for (const deadline of ['0x1fffffffffff', '1e15', '-1', 'NaN', '9'.repeat(20)]) {
        const odd = headers();
        odd.set('X-Deadline', deadline);
        expect(await ask(unreadable, odd)).toEqual(refused('X-Deadline'));
      }
      const heard: string[] = [];
      raw.subscribe('evt.>', { callback: (_, { subject }) => void heard.push(subject) });
      const elsewhere = JSON.stringify({ operation, caller, body: { text: 'answer as somebody else' } });
      raw.publish(echo.subject, elsewhere, { headers: head, reply: 'evt.probe.word.said' });
      await raw.flush();
      while (server.stats().dropped < 2) await sleep(5);
      expect([ward.executed, heard]).toEqual([[], []]);
      await expect(rpc.call(echo, { text: 'good' }, caller)).resolves.toMatchObject({ text: 'good' });
      await raw.close();
    });
  });
}
