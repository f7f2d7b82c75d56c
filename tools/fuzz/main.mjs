// npm run fuzz: requests made from the reference, with every role, against the whole product. Ends with 1 on any fault.
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { startPlatform } from '@tollgate/testing/platform';
import { expectInvariants } from '@tollgate/testing/database';
import { startDatabase } from '../bench/processes.mjs';
import { People } from './people.mjs';
import { faultsOf } from './judge.mjs';
import { operations, requestFor } from './requests.mjs';

const { values } = parseArgs({
  options: {
    requests: { type: 'string', default: String(Math.round(500_000 * Number(process.env.SCALE ?? 1))) },
    seed: { type: 'string', default: String(randomInt(2 ** 31)) },
    only: { type: 'string', default: '' },
    mesh: { type: 'string', default: 'in-process' },
  },
});
const total = Number(values.requests);
const seed = Number(values.seed);
const AT_ONCE = 16;
/** After so many requests whoever was deleted, disabled or logged out is made anew, and options are as they were. */
const ROUND = 400;

const chosen = operations.filter(({ verb, path }) => `${verb} ${path}`.includes(values.only));
const database = process.env.TEST_DATABASE_URL ? undefined : await startDatabase();
const platform = await startPlatform({ mesh: values.mesh });
const people = new People(platform);
const faults = new Map();
const statuses = new Map();
let done = 0;

async function send(request) {
  const started = performance.now();
  const headers = { 'content-type': 'application/json', ...people.headersOf(request.role), ...request.headers };
  const response = await fetch(new URL(request.url, platform.origin), {
    method: request.verb,
    headers,
    redirect: 'manual',
    body: request.verb === 'GET' ? undefined : request.body,
  });
  const text = await response.text();
  return {
    status: response.status,
    type: response.headers.get('content-type') ?? '',
    text,
    ms: performance.now() - started,
  };
}

async function judge(request) {
  const reply = await send(request);
  statuses.set(reply.status, (statuses.get(reply.status) ?? 0) + 1);
  for (const fault of faultsOf(request, reply, people.secrets)) {
    const key = `${request.verb} ${request.operation.path}: ${fault}`;
    if (!faults.has(key))
      faults.set(key, {
        role: request.role,
        url: request.url,
        headers: request.headers,
        body: request.body?.slice(0, 500),
        reply: reply.text.slice(0, 300),
      });
  }
}

function* requests(round) {
  const size = Math.ceil(ROUND / chosen.length);
  const lists = chosen.map((operation, i) =>
    fc.sample(requestFor(operation, people.roles), { numRuns: size, seed: seed + round * chosen.length + i }),
  );
  for (let i = 0; i < size; i += 1) for (const list of lists) yield people.tame(list[i]);
}

try {
  for (let round = 0; done < total; round += 1) {
    await people.renew();
    const queue = requests(round);
    const worker = async () => {
      for (const request of queue) {
        if (done >= total) return;
        done += 1;
        await judge(request);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
  }
  await expectInvariants(platform.db);
  const serving = await fetch(new URL('/api/status', platform.origin));
  if (serving.status !== 200) faults.set('the platform serves no more', {});
} finally {
  await platform.close();
  await database?.stop();
}

for (const [fault, example] of faults) console.log(`FAULT ${fault}\n${JSON.stringify(example, null, 2)}`);
console.log(
  `seed ${seed}: ${done} requests to ${chosen.length} operations, answers by status ${JSON.stringify(Object.fromEntries([...statuses].sort()))}`,
);
console.log(`${done - faults.size} passed, ${faults.size} failed`);
process.exitCode = faults.size > 0 ? 1 : 0;
