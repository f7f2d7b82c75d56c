import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Controller } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Bool, Nothing, rpc, Text } from '@tollgate/contracts';
import { type Forwarded, Route } from '../route.js';
import { RpcController } from '../route/rpc-controller.js';
import { probeGateway, ProbeMesh, SIGNED_IN } from '../testing/probe.js';
import { SharedAnswers } from './shared-answers.js';

class Facts {
  @Text() name: string;
  @Bool() final: boolean;
}
const summary = 'A route of the tests';
const read = rpc('rpc.admin.fact.read', Nothing, Facts, { access: 'public', summary });
const write = rpc('rpc.admin.fact.write', Nothing, Nothing, { access: 'user', summary });

@Controller()
class FactsController extends RpcController {
  @Route('GET', '/api/facts', read, { shared: ({ final }) => final })
  readonly read: Forwarded;

  @Route('PUT', '/api/facts', write)
  readonly write: Forwarded;
}

const mesh = new ProbeMesh();
let app: NestFastifyApplication;
let facts = { name: 'first', final: true };
beforeAll(async () => {
  ({ app } = await probeGateway(mesh, {}, [FactsController]));
});
beforeEach(async () => {
  await app.inject({ method: 'PUT', url: '/api/facts', headers: SIGNED_IN });
  facts = { name: 'first', final: true };
  mesh.answer = () => ({ ok: true, data: facts });
  mesh.sent = [];
});
afterAll(() => app.close());

const get = (headers: Record<string, string> = {}) => app.inject({ url: '/api/facts', headers });

describe('an answer that is the same for every caller', () => {
  it('is fetched once for many requests, and revalidated by its ETag', async () => {
    const first = await get();
    const second = await get(SIGNED_IN);
    expect([first.json().data, second.body]).toEqual([facts, first.body]);
    expect(first.headers).toMatchObject({
      'cache-control': 'no-cache',
      'content-type': 'application/json; charset=utf-8',
      etag: expect.stringMatching(/^"[\w-]{22}"$/),
    });
    const known = await get({ 'if-none-match': String(first.headers.etag) });
    expect([known.statusCode, known.body]).toEqual([304, '']);
    expect(mesh.sent).toHaveLength(1);
  });

  it('is fetched anew after an administrative write through this gateway', async () => {
    await get();
    facts = { name: 'second', final: true };
    await app.inject({ method: 'PUT', url: '/api/facts', headers: SIGNED_IN });
    expect((await get()).json().data.name).toBe('second');
  });

  it('is not kept while the route does not share it', async () => {
    facts = { name: 'not yet', final: false };
    await get();
    facts = { name: 'final', final: true };
    const reply = await get();
    expect([reply.json().data.name, mesh.sent.length]).toEqual(['final', 2]);
  });

  it('is not stored if a write happened while it was fetched', async () => {
    let release: () => void = () => undefined;
    mesh.answer = () =>
      new Promise((resolve) => (release = () => resolve({ ok: true, data: { name: 'old', final: true } })));
    const slow = get();
    while (mesh.sent.length === 0) await new Promise(setImmediate);
    mesh.answer = () => ({ ok: true, data: facts });
    await app.inject({ method: 'PUT', url: '/api/facts', headers: SIGNED_IN });
    release();
    expect((await slow).json().data.name).toBe('old');
    expect((await get()).json().data.name).toBe('first');
  });
});

describe('the age of an answer', () => {
  it('is at most a fifth of a second', () => {
    let now = 0;
    const shared = new SharedAnswers(() => now);
    const reply = { header: () => reply, send: () => reply, code: () => reply };
    const route = {} as never;
    shared.begin(route)('{}');
    const send = () => shared.send(route, { headers: {} } as never, reply as never);
    now = 200;
    expect(send()).toBe(true);
    now = 201;
    expect(send()).toBe(false);
  });
});
