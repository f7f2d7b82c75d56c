// Forged replies that no service would send, published with the NATS accounts of services.
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { ERRORS } from '@tollgate/contracts';
import { CONTRACTS } from './bus-messages.mjs';
import { LEAK } from './judge.mjs';
import { hpub, NatsWire, pub } from './nats-wire.mjs';
import { operations, requestFor } from './requests.mjs';

const AT_ONCE = 16;
/** How much longer than its contract's timeout a reply may take, in milliseconds. */
const MORE_MS = 1000;
const LATE_MS = 6000;
const LARGEST_ANSWER = 20_000;
const PATIENCE_MS = 180_000;
/** After this time, users that were logged out are created again. */
const ROUND_MS = 20_000;
/** If this many operations are known to call the service, only those are requested. */
const FEW = 5;
const RECOVERY_MS = 10_000;
const SERVICES = ['auth', 'billing', 'admin'];
/** A marker that should not reach a client in any response. */
const GARBAGE = 'gArBaGe';
const MIB = 1024 * 1024;

const text = (name, payload) => ({ name, send: (reply) => pub(reply, '', payload) });
const json = (value) => text(JSON.stringify(value).slice(0, 100), JSON.stringify(value));
const error = (value) => json({ ok: false, error: value });
const data = (value) => json({ ok: true, data: value });
const headed = (name, head, payload = GARBAGE) => ({ name, send: (reply) => hpub(reply, '', head, payload) });
const nested = (depth) => '['.repeat(depth) + ']'.repeat(depth);

/** The forged replies. */
export const FORGERIES = [
  ...[GARBAGE, '', '\0', '{', 'null', '[]', '1', '"ok"', '\ufeff{}', `{"ok":true,"data":"${GARBAGE}`].map((payload) =>
    text(JSON.stringify(payload), payload),
  ),
  text('bytes that are no text', Buffer.from([0xff, 0xfe, 0x00, 0xc0])),
  text('a megabyte of garbage', GARBAGE.repeat(MIB / GARBAGE.length - 1)),
  text('a megabyte of spaces around', `${' '.repeat(MIB - 100)}{"ok":true,"data":{}}`),
  text('200,000 lists', nested(200_000)),
  text('200,000 lists for data', `{"ok":true,"data":${nested(200_000)}}`),
  text('10,000 lists in every field', `{"ok":true,"data":{"data":${nested(10_000)},"options":${nested(10_000)}}}`),
  text('prototype keys', `{"ok":true,"__proto__":{"data":1},"data":{"__proto__":{"id":"${GARBAGE}"}}}`),
  text('ok twice', `{"ok":true,"ok":false,"data":"${GARBAGE}"}`),
  ...[{}, { ok: 1 }, { ok: 'true' }, { ok: true }, { ok: false }, { ok: null, data: GARBAGE }].map(json),
  ...[null, GARBAGE, 7, true, [], [GARBAGE], { [GARBAGE]: GARBAGE }, { items: GARBAGE }, { items: [GARBAGE] }].map(
    data,
  ),
  ...[{ id: {}, username: [], total: '1', page: null }, { items: [{}], total: 1e300 }, { url: 7 }].map(data),
  ...[null, GARBAGE, 7, [], {}, { code: 7 }, { code: GARBAGE }, { code: '__proto__' }, { code: 'constructor' }].map(
    error,
  ),
  ...[null, 7, GARBAGE, [GARBAGE], { field: { [GARBAGE]: 1 } }, { field: null }, { field: [GARBAGE] }].map((params) =>
    error({ code: 'INVALID_VALUE', params }),
  ),
  error({ code: 'INVALID_VALUE', params: { field: GARBAGE.repeat(10_000) } }),
  error({ code: 'INVALID_VALUE', [GARBAGE]: GARBAGE, params: { [GARBAGE]: GARBAGE, field: 'x' } }),
  ...[null, '1', `${GARBAGE}\r\nX-Y: z`, -1, 1e300, {}, [1]].map((retryAfter) =>
    error({ code: 'RATE_LIMITED', retryAfter }),
  ),
  error({ code: 'UNAVAILABLE' }),
  error({ code: 'OVERLOADED', retryAfter: 0 }),
  headed('the status of nobody listening', 'NATS/1.0 503\r\n\r\n', ''),
  headed('that status over garbage', `NATS/1.0 503 ${GARBAGE}\r\n\r\n`),
  headed('another status', `NATS/1.0 200 ${GARBAGE}\r\n\r\n`),
  headed('no line of the version', `${GARBAGE}\r\n\r\n`),
  headed('a key of another script', 'NATS/1.0\r\n密钥: x\r\n\r\n'),
  headed('a header of no length', ''),
  headed(
    '100,000 headers',
    `NATS/1.0\r\n${Array.from({ length: 100_000 }, (_, i) => `${i}:`).join('\r\n')}\r\n\r\n`,
    '',
  ),
  headed('a key of a megabyte', `NATS/1.0\r\n${'X'.repeat(MIB - 100)}: y\r\n\r\n`, ''),
  headed('a proper error under bad headers', 'NATS/1.0\r\nX Y: z\r\n\r\n', '{"ok":false,"error":{"code":"FORBIDDEN"}}'),
  { name: 'twice', send: (reply) => Buffer.concat([pub(reply, '', GARBAGE), pub(reply, '', GARBAGE)]) },
  { name: 'late', send: (reply) => pub(reply, '', GARBAGE), afterMs: LATE_MS },
  { name: 'never', send: () => '' },
];

/** Replies that use up a request's whole time. They are rare, because the breaker opens if a service does not answer. */
const RARE = new Set(['late', 'never']);
const EVERY = 6;

const TIMES = new Map(CONTRACTS.map(({ subject, timeoutMs }) => [subject, timeoutMs]));
/** The body of the response to a payment provider's callback that was refused. */
const CALLBACK_REFUSED = 'fail';

/** Malformed events. */
const events = (service) => {
  const subjects = [`evt.${service}.options.updated`, `evt.${service}.x`];
  const payloads = ['', '{', GARBAGE, Buffer.from([0xff]), nested(200_000), 'x'.repeat(MIB - 100)];
  return subjects.flatMap((subject) => [
    ...payloads.map((payload) => pub(subject, '', payload)),
    hpub(subject, '', 'NATS/1.0\r\nX Y: z\r\n\r\n', GARBAGE),
    hpub(subject, '', `NATS/1.0\r\n${Array.from({ length: 100_000 }, (_, i) => `${i}:`).join('\r\n')}\r\n\r\n`, '{}'),
  ]);
};

/**
 * Subscribes with the accounts of services, so that about half of the requests get a forged reply, until each account
 * has sent `total`. Afterwards the platform should work as before.
 */
export class ForgedBus {
  answers = new Map();
  forged = 0;
  #byRequest = new Map();

  constructor({ platform, nats, people, seed, slack, report }) {
    this.platform = platform;
    this.nats = nats;
    this.people = people;
    this.seed = seed;
    this.slack = slack;
    this.report = report;
  }

  async run(total) {
    for (const service of SERVICES) {
      const begun = Date.now();
      const most = this.forged + total;
      /** Operations whose requests were seen to call this service. */
      const asking = new Set();
      for (let round = 0; this.forged < most && Date.now() < begun + PATIENCE_MS; round += 1) {
        await this.people.renew();
        await this.#impersonate(service, most, asking, round);
        await this.#recover(service);
      }
      if (this.forged < most) this.report(`${service} was asked too little: this shows little`, most - this.forged);
    }
  }

  /** Answers in place of a service for one round, or until `most` replies were forged. */
  async #impersonate(service, most, asking, round) {
    const wire = await NatsWire.open(this.nats.server.port, `${service}-a`);
    wire.listen(`rpc.${service}.>`, (asked) => void this.#forge(wire, asked), service);
    for (const bytes of events(service)) wire.write(bytes);
    if (!(await wire.flushed())) this.report(`an account of ${service} may not answer`, wire.errors);
    const end = Date.now() + ROUND_MS;
    const queue = this.#requests(asking, round);
    const worker = async () => {
      for (const request of queue) {
        if (this.forged >= most || Date.now() > end) return;
        if (await this.#attempt(service, request)) asking.add(request.operation);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    wire.end();
  }

  async #forge(wire, { subject, reply, head }) {
    const turn = Math.floor(this.forged / FORGERIES.length);
    const next = FORGERIES[this.forged % FORGERIES.length];
    const { name, send, afterMs = 0 } = RARE.has(next.name) && turn % EVERY !== 0 ? FORGERIES[0] : next;
    this.forged += 1;
    this.#byRequest.set(/X-Request-Id: (\S+)/.exec(head)?.[1], { name, ms: TIMES.get(subject) });
    await sleep(afterMs);
    wire.write(send(reply));
  }

  *#requests(asking, round) {
    for (let turn = 0; ; turn += 1) {
      const all = asking.size >= FEW ? [...asking] : operations;
      for (const [i, operation] of all.entries()) {
        const seed = this.seed + (round * 1000 + turn) * operations.length + i;
        yield* fc.sample(requestFor(operation, ['guest', 'user', 'admin', 'root']), { numRuns: 2, seed });
      }
    }
  }

  /** Whether the request was answered by a forged reply. */
  async #attempt(service, raw) {
    const request = this.people.tame(raw);
    const id = randomUUID();
    const begun = performance.now();
    const response = await fetch(new URL(request.url, this.platform.origin), {
      method: request.verb,
      headers: {
        'content-type': 'application/json',
        ...this.people.headersOf(request.role),
        ...request.headers,
        'x-request-id': id,
      },
      redirect: 'manual',
      body: request.verb === 'GET' ? undefined : request.body,
    }).catch((error) => ({ status: `${error.cause?.code ?? error}`, text: () => '' }));
    const body = await response.text();
    const forgery = this.#byRequest.get(id);
    if (forgery === undefined) return false;
    const ms = performance.now() - begun;
    this.answers.set(response.status, (this.answers.get(response.status) ?? 0) + 1);
    const fault = this.#faultOf(response.status, body, ms - forgery.ms, request);
    if (fault) {
      this.report(`${service} answers ${forgery.name}: ${fault}`, {
        asked: `${request.verb} ${request.url}`.slice(0, 200),
        answer: body.slice(0, 300),
      });
    }
    return true;
  }

  #faultOf(status, body, late, request) {
    if (typeof status !== 'number') return `the connection breaks: ${status}`;
    if (status >= 500 && status !== 503 && status !== 504) return `status ${status}`;
    if (late > MORE_MS + this.slack) return 'a client waits too long';
    if (body.includes(GARBAGE)) return 'a client sees it';
    if (body.length > LARGEST_ANSWER && !request.url.startsWith('/openapi')) return 'a client sees too much';
    const leak = LEAK.exec(body);
    if (leak && !`${request.url}${request.body}`.includes(leak[0])) return `leaks ${leak[0]}`;
    const code = /"code":"(\w+)"/.exec(body)?.[1];
    if (status >= 400 && body !== CALLBACK_REFUSED && !Object.hasOwn(ERRORS, code))
      return `no known refusal: ${status} ${code}`;
    return code === 'INTERNAL' ? 'fails inside' : undefined;
  }

  /** A breaker lets a service in again once it answers. */
  async #recover(service) {
    const client = this.platform.client();
    const end = Date.now() + RECOVERY_MS + this.slack;
    let last;
    while (Date.now() < end) {
      last = await client.signUp(`after${Math.random()}`.slice(0, 18)).catch(String);
      if (typeof last === 'number' && (await client.get('/api/user/self')).body.success) return;
      await sleep(100);
    }
    this.report(`after ${service} was impersonated the platform does not work again`, last);
  }
}
