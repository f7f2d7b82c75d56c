// The open-loop driver, in a process of its own: requests leave when they are due, whatever has been answered by then, and
// latency counts from that moment. So a stall costs what it would cost real clients, and none is omitted.
import { Agent, request as send } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { KINDS } from './traffic.mjs';

/** Longer than any request may take: then it counts as hung. */
const PATIENCE_MS = 20_000;
/** To one gateway; a request waits for one, which counts, when there are no more. */
const CONNECTIONS = 2000;
/** What became of a request; sent as its place in this list. */
const OUTCOMES = ['done', 'refused', 'bare', 'unknown', 'failed', 'cut', 'hung'];

const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS, maxFreeSockets: CONNECTIONS });
let people;

/** A number generator with a seed (mulberry32), so that a run can be had again. */
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

/** Sends one request; settles with what became of it. */
function exchange({ host, port }, kind, user) {
  const { method, path, headers, body } = KINDS[kind].request(people, user);
  return new Promise((resolve) => {
    const outgoing = send({ host, port, path, method, headers, agent, timeout: PATIENCE_MS }, (reply) => {
      const parts = [];
      reply.on('data', (part) => parts.push(part));
      reply.on('error', () => resolve({ outcome: 'cut' }));
      reply.on('end', () => {
        const text = Buffer.concat(parts).toString();
        const outcome = outcomeOf(kind, reply, text);
        if (outcome === 'done') KINDS[kind].keep?.(text, people);
        resolve({ outcome, told: outcome === 'failed' ? `${reply.statusCode} ${text.slice(0, 200)}` : undefined });
      });
    });
    outgoing.on('timeout', () => {
      resolve({ outcome: 'hung' });
      outgoing.destroy();
    });
    outgoing.on('error', (error) => resolve({ outcome: 'cut', told: error.code }));
    outgoing.end(body);
  });
}

/**
 * One phase: `steps` of `rate` arrivals a second for `seconds`, one after the other, at random intervals (Poisson), spread over
 * `origins`. Settles when all are answered.
 */
async function run({ origins, mix, steps, seed }) {
  const gateways = origins.map((origin) => new URL(origin)).map(({ hostname, port }) => ({ host: hostname, port }));
  const random = randomly(seed);
  const kindOf = chooser(mix, random);
  const kinds = Object.keys(mix);
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

process.on('message', async (message) => {
  try {
    if (message.people) people = { ...message.people, orders: [] };
    if (message.phase) process.send({ result: await run(message.phase) });
    else process.send({ result: null });
  } catch (error) {
    process.send({ error: String(error.stack) });
  }
});
process.on('disconnect', () => process.exit());
