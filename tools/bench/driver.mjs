// The open-loop driver, in a process of its own. It sends each request when it is due, even if earlier ones are not answered
// yet, and counts latency from that moment. So a stall costs as much as for real clients, and no sample is omitted.
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'undici';
import { KINDS } from './traffic.mjs';

/** Longer than any request may take. If no answer came by then, the request counts as hung. */
const PATIENCE_MS = 20_000;
/** Connections to one gateway, as an ingress keeps them. If all are in use a request waits, and the wait counts as latency. */
const CONNECTIONS = 512;
const HUNG = ['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT'];
/** The outcomes of a request. A sample holds the index in this list. */
const OUTCOMES = ['done', 'refused', 'bare', 'unknown', 'failed', 'cut', 'hung'];

/** The connections to one gateway: the free ones, their number, and the requests that wait for one. */
class Connections {
  free = [];
  waiting = [];
  made = 0;

  constructor(origin) {
    this.origin = origin;
  }

  /** Calls back with a connection, immediately if one is free. */
  take(use) {
    const one = this.free.pop();
    if (one) return use(one);
    if (this.made === CONNECTIONS) return void this.waiting.push(use);
    this.made += 1;
    use(new Client(this.origin, { headersTimeout: PATIENCE_MS, bodyTimeout: PATIENCE_MS }));
  }

  give(one) {
    const next = this.waiting.shift();
    if (next) next(one);
    else this.free.push(one);
  }
}

const gateways = new Map();
function connectionsTo(origin) {
  if (!gateways.has(origin)) gateways.set(origin, new Connections(origin));
  return gateways.get(origin);
}

let people;

/** A random number generator with a seed (mulberry32), so that you can repeat a run. */
function randomly(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

function chooser(mix, random) {
  const all = Object.entries(mix);
  const total = all.reduce((sum, [, share]) => sum + share, 0);
  return () => {
    let left = random() * total;
    return all.find(([, share]) => (left -= share) < 0)?.[0] ?? all[0][0];
  };
}

function outcomeOf(kind, { statusCode, headers }, text) {
  if (statusCode === 503 || statusCode === 429) return Number(headers['retry-after']) > 0 ? 'refused' : 'bare';
  if (statusCode === 504) return 'unknown';
  return statusCode === 200 && KINDS[kind].done(text) ? 'done' : 'failed';
}

/** Sends one request. Resolves with its outcome. */
function exchange(gateway, kind, user) {
  const { method, path, headers, body } = KINDS[kind].request(people, user);
  return new Promise((resolve) => {
    gateway.take((client) => {
      const parts = [];
      let reply;
      const settle = (result) => {
        gateway.give(client);
        resolve(result);
      };
      client.dispatch(
        { method, path, headers, body },
        {
          onRequestStart() {},
          onResponseStart(_, statusCode, headers) {
            reply = { statusCode, headers };
          },
          onResponseData: (_, part) => parts.push(part),
          onResponseEnd() {
            const text = Buffer.concat(parts).toString();
            const outcome = outcomeOf(kind, reply, text);
            if (outcome === 'done') KINDS[kind].keep?.(text, people);
            settle({ outcome, told: outcome === 'failed' ? `${reply.statusCode} ${text.slice(0, 200)}` : undefined });
          },
          onResponseError: (_, { code }) => settle({ outcome: HUNG.includes(code) ? 'hung' : 'cut', told: code }),
        },
      );
    });
  });
}

/**
 * One phase: `steps` of `rate` arrivals a second for `seconds`, one after the other, at random intervals (Poisson), spread over
 * `origins`. Settles when all are answered.
 */
async function run({ origins, mix, steps, seed }) {
  const gateways = origins.map(connectionsTo);
  const random = randomly(seed);
  const kindOf = chooser(mix, random);
  const kinds = Object.keys(mix);
  /** @type {Record<string, number[]>} */
  const samples = { kind: [], due: [], late: [], ms: [], outcome: [] };
  const told = {};
  const pending = [];
  const cpu = process.cpuUsage();
  const started = performance.now();
  const elapsed = () => performance.now() - started;
  let n = 0;
  const fire = (at) => {
    const kind = kindOf();
    const user = people.users[Math.floor(random() * people.users.length)];
    const late = elapsed() - at;
    const answered = exchange(gateways[(n += 1) % gateways.length], kind, user).then((result) => {
      samples.kind.push(kinds.indexOf(kind));
      samples.due.push(at);
      samples.late.push(late);
      samples.ms.push(elapsed() - at);
      samples.outcome.push(OUTCOMES.indexOf(result.outcome));
      if (result.told) told[`${kind}: ${result.told}`] = (told[`${kind}: ${result.told}`] ?? 0) + 1;
    });
    pending.push(answered);
  };
  let due = 0;
  let end = 0;
  for (const { rate, seconds } of steps) {
    end += seconds * 1000;
    while (due < end) {
      for (; due <= elapsed() && due < end; due += -Math.log(1 - random()) * (1000 / rate)) fire(due);
      await sleep(Math.min(5, Math.max(1, due - elapsed())));
    }
  }
  await Promise.all(pending);
  const { user, system } = process.cpuUsage(cpu);
  return { kinds, outcomes: OUTCOMES, samples, told, driverMicros: user + system };
}

process.on('message', async (/** @type {{ people?: object, phase?: Parameters<typeof run>[0] }} */ message) => {
  try {
    if (message.people) people = { ...message.people, orders: [] };
    if (message.phase) process.send?.({ result: await run(message.phase) });
    else process.send?.({ result: null });
  } catch (error) {
    process.send?.({ error: error instanceof Error ? error.stack : String(error) });
  }
});
process.on('disconnect', () => process.exit());
