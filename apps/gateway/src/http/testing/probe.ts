import { Controller, type Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Bool, type Caller, Int, Json, List, MapOf, Nothing, PageRequest, rpc, Text } from '@tollgate/contracts';
import { Log } from '@tollgate/platform/log';
import { Metrics } from '@tollgate/platform/metrics';
import type { MeshClient, Message, Reply } from '@tollgate/platform/rpc';
import { createGateway } from '../../gateway.js';
import type { HttpConfig } from '../request/http-config.js';
import { type Forwarded, Route } from '../route.js';
import { RpcController } from '../route/rpc-controller.js';

class ProbeRequest {
  @Int({ optional: true }) id?: number;
  @Text({ optional: true }) name?: string;
  @Text({ optional: true }) email?: string;
  @Bool({ optional: true }) flag?: boolean;
  @List('integer', { optional: true }) ids?: number[];
  @Json({ optional: true }) any?: unknown;
  @Text({ optional: true }) turnstile?: string;
}
class ProbeReply {
  @Int() id: number;
  @Text() name: string;
}
class ProbeWebhook {
  @Text() payload: string;
  @Text() signature: string;
}
class ProbeNotice {
  @MapOf('string') params: Record<string, string>;
}
class ProbeLogin {
  @Text() username: string;
  @Text() password: string;
}
class ProbeSignedIn {
  @Text() cookie: string;
  @Int() cookie_max_age: number;
  @Text({ optional: true }) token?: string;
  @Bool({ optional: true }) require_2fa?: boolean;
}

const summary = 'A route of the tests';
export const probe = {
  read: rpc('rpc.probe.thing.read', ProbeRequest, ProbeReply, { access: 'public', summary }),
  write: rpc('rpc.probe.thing.write', ProbeRequest, Nothing, { access: 'user', summary, idempotent: true }),
  open: rpc('rpc.probe.thing.open', ProbeRequest, Nothing, { access: 'public', summary }),
  token: rpc('rpc.probe.thing.token', Nothing, ProbeReply, { access: 'user', summary }),
  list: rpc('rpc.probe.thing.list', PageRequest, Nothing, { access: 'public', summary }),
  pay: rpc('rpc.probe.thing.pay', ProbeRequest, ProbeReply, { access: 'public', summary }),
  hook: rpc('rpc.probe.thing.hook', ProbeWebhook, Nothing, { access: 'public', summary }),
  notice: rpc('rpc.probe.thing.notice', ProbeNotice, ProbeReply, { access: 'public', summary }),
  login: rpc('rpc.probe.thing.login', ProbeLogin, ProbeSignedIn, { access: 'public', summary }),
  logout: rpc('rpc.probe.thing.logout', Nothing, Nothing, { access: 'public', summary }),
};
/** Routes of every kind, for the specs of the pipeline. */
@Controller()
export class ProbeController extends RpcController {
  @Route('GET', '/api/probe/:id', probe.read, { data: 'name', success: 'updated' })
  readonly read: Forwarded;

  @Route('PUT', '/api/probe/', probe.write, { success: 'updated' })
  readonly write: Forwarded;

  @Route('POST', '/api/open', probe.open, { query: ['turnstile'], bindsBrowser: true })
  readonly open: Forwarded;

  @Route('GET', '/api/token', probe.token, { changesState: true })
  readonly token: Forwarded;

  @Route('GET', '/api/navigated', probe.token, {
    changesState: true,
    fromOwnPages: true,
    newApiUser: 'ignored',
  })
  readonly navigated: Forwarded;

  @Route('GET', '/api/pages', probe.list)
  readonly list: Forwarded;

  @Route('POST', '/api/pay', probe.pay, { envelope: 'payment', beside: ['name'] })
  readonly pay: Forwarded;

  @Route('POST', '/api/hook', probe.hook, {
    take: { raw: 'payload', headers: { signature: 'stripe-signature' } },
    anyOrigin: true,
    bodyLimit: 256 * 1024,
  })
  readonly hook: Forwarded;

  @Route('GET', '/api/notice', probe.notice, { take: { query: 'params' }, envelope: 'plain' })
  readonly notice: Forwarded;

  @Route('POST', '/api/other-login', probe.login, { signsIn: true, password: true, success: 'loggedIn' })
  readonly otherLogin: Forwarded;

  @Route('POST', '/api/login', probe.login, {
    signsIn: true,
    secondFactor: 'asked',
    password: true,
    success: 'loggedIn',
  })
  readonly login: Forwarded;

  @Route('GET', '/api/balance', probe.logout, { openToPages: true })
  readonly balance: Forwarded;

  @Route('GET', '/api/logout', probe.logout, { signsOut: true, changesState: true, fromOwnPages: true })
  readonly logout: Forwarded;
}

/** A mesh that records its messages and answers as the test sets it up. */
export class ProbeMesh implements MeshClient {
  sent: { subject: string; message: Message }[] = [];
  published: { subject: string; payload: unknown }[] = [];
  answer: () => Reply | Promise<Reply> = () => ({ ok: true, data: { id: 1, name: 'n' } });
  private readonly listeners: ((payload: unknown, subject: string) => void)[] = [];

  async request(subject: string, message: Message): Promise<Reply> {
    this.sent.push({ subject, message: JSON.parse(JSON.stringify(message)) as Message });
    return this.answer();
  }

  /** The body of the last request. */
  get body(): unknown {
    return this.sent.at(-1)?.message.body;
  }

  /** The caller of the last request. */
  get caller(): Caller {
    const last = this.sent.at(-1);
    if (!last) throw new Error('nothing was sent');
    return last.message.caller;
  }

  publish(subject: string, payload: unknown): void {
    this.published.push({ subject, payload });
    for (const on of this.listeners) on(payload, subject);
  }

  subscribe(_: string, on: (payload: unknown, subject: string) => void): () => void {
    this.listeners.push(on);
    return () => void this.listeners.splice(this.listeners.indexOf(on), 1);
  }

  connected(): boolean {
    return true;
  }

  async close(): Promise<void> {
    this.listeners.splice(0);
  }
}

const COOKIE = { name: 'session', secure: false, sameSite: 'lax' } as const;

export const SECRET = 'A'.repeat(43);
export const SIGNED_IN = { cookie: `session=${SECRET}`, 'new-api-user': '7' };

/** A gateway with the probe's routes, its log lines and its metrics. */
export async function probeGateway(
  mesh: ProbeMesh,
  config: Partial<HttpConfig> = {},
  routes: readonly Type[] = [ProbeController],
): Promise<{ app: NestFastifyApplication; lines: string[]; metrics: Metrics }> {
  const metrics = new Metrics();
  const lines: string[] = [];
  const log = new Log('gateway', false, (line) => void lines.push(line));
  const merged = {
    trustedProxies: [],
    globalLimit: null,
    maxInFlight: 512,
    maxWaitMs: 10_000,
    maxHashingWaitMs: 30_000,
    cookie: COOKIE,
    ...config,
  };
  const app = await createGateway(merged, mesh, log, routes, metrics);
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  return { app, lines, metrics };
}
