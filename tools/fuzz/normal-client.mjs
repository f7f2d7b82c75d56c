// A client that sends only valid requests, and its latency during the attack. It runs on its own thread, so that it does
// not wait for the fuzzer.
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';

const PAUSE_MS = 5;
const MOST_SLOWER = 2;

export class NormalClient {
  #worker;
  #report;
  #summary = 'normal client: not heard of';

  /** Signs a user up and then requests the user's profile, one request after another. */
  static async start(platform, report) {
    const client = platform.client();
    const userId = await client.signUp('normal');
    // root, so that no user of the fuzzer can change this account as an administrator could
    await platform.db.owner.query('UPDATE auth.users SET role = 100 WHERE id = $1', [userId]);
    const headers = { cookie: `session=${client.cookies.get('session')}`, 'new-api-user': String(userId) };
    const normal = new NormalClient();
    normal.#report = report;
    normal.#worker = new Worker(new URL(import.meta.url), { workerData: { origin: platform.origin, headers } });
    return normal;
  }

  /** Sets the phase that the next samples belong to: `calm` or `besieged`. */
  now(when) {
    this.#worker.postMessage(when);
  }

  /** @param slack milliseconds that a busy machine may add */
  async stop(slack) {
    this.#worker.postMessage('over');
    const [{ times, refusals }] = await once(this.#worker, 'message');
    const [calm, besieged] = [p99(times.calm), p99(times.besieged)];
    const part = (when) => `${times[when].length} ${when} p99 ${p99(times[when]).toFixed(1)} ms`;
    this.#summary = `normal client: ${part('calm')}, ${part('besieged')}, ratio ${(besieged / calm).toFixed(2)}`;
    if (besieged > calm * MOST_SLOWER + slack) this.#report('a normal client is kept waiting', this.#summary);
    if (refusals.length > 0) this.#report(`a normal client is refused ${refusals.length} times`, refusals[0]);
  }

  toString() {
    return this.#summary;
  }
}

function p99(list) {
  return [...list].sort((a, b) => a - b)[Math.floor(list.length * 0.99)] ?? NaN;
}

async function work({ origin, headers }) {
  const times = { calm: [], besieged: [] };
  const refusals = [];
  let when = 'calm';
  parentPort.on('message', (now) => (when = now));
  while (when !== 'over') {
    const during = when;
    const begun = performance.now();
    const response = await fetch(new URL('/api/user/self', origin), { headers });
    const text = await response.text();
    times[during].push(performance.now() - begun);
    if (!text.includes('"username":"normal"')) refusals.push(`${response.status} ${text}`);
    await sleep(PAUSE_MS);
  }
  parentPort.postMessage({ times, refusals });
  parentPort.close();
}

if (!isMainThread) await work(workerData);
