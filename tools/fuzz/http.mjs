// Requests that are generated from the API reference, with every role.
import fc from 'fast-check';
import { startPlatform } from '@tollgate/testing/platform';
import { expectInvariants } from '@tollgate/testing/database';
import { faultsOf } from './judge.mjs';
import { Memory } from './memory.mjs';
import { People } from './people.mjs';
import { operations, requestFor } from './requests.mjs';

const AT_ONCE = 16;
/** After this many requests, users that were deleted, disabled or logged out are created again and the options are reset. */
const ROUND = 400;
/** Memory is measured from this request on, because by then all code was used often enough to be compiled and cached. */
const WARM = 20_000;
const TELL_MS = 60_000;

/** Sends `total` requests, or as many as `minutes` allow. */
export async function run({ total, seed, only, mesh, minutes, slack, report }) {
  const chosen = operations.filter(({ verb, path }) => `${verb} ${path}`.includes(only));
  const end = Date.now() + minutes * 60_000;
  const platform = await startPlatform({ mesh });
  const people = new People(platform);
  const statuses = new Map();
  const begun = Date.now();
  const memory = new Memory(platform);
  let done = 0;
  let told = begun;
  let held;

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
    for (const fault of faultsOf(request, reply, people.secrets, slack)) {
      report(`${request.verb} ${request.operation.path}: ${fault}`, {
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
    for (let round = 0; done < total && Date.now() < end; round += 1) {
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
      if (done >= WARM) memory.note();
      if (Date.now() > told + TELL_MS) {
        told = Date.now();
        console.log(`${done} requests, ${memory}`);
      }
    }
    await expectInvariants(platform.db);
    const serving = await fetch(new URL('/api/status', platform.origin));
    if (serving.status !== 200) report('the platform serves no more', {});
    memory.judge(report);
    held = `${memory}`;
  } finally {
    await platform.close();
  }
  const answers = JSON.stringify(Object.fromEntries([...statuses].sort()));
  const seconds = Math.round((Date.now() - begun) / 1000);
  const lines = [`${done} requests to ${chosen.length} operations in ${seconds} s, answers by status ${answers}`, held];
  return { done, lines };
}
