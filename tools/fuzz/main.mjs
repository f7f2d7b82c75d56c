// npm run fuzz: sends invalid and hostile input to the whole product. Exits with 1 if there is a fault.
import { randomInt } from 'node:crypto';
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { startTestServer } from '../test/server.mjs';

/** The interfaces that are fuzzed, and the number of requests of a full run. */
const PARTS = {
  http: { full: 500_000, load: () => import('./http.mjs') },
  raw: { full: 2000, load: () => import('./raw.mjs') },
  bus: { full: 200_000, load: () => import('./bus.mjs') },
  payments: { full: 100_000, load: () => import('./payments.mjs') },
};

const { values } = parseArgs({
  options: {
    raw: { type: 'boolean', default: false },
    bus: { type: 'boolean', default: false },
    payments: { type: 'boolean', default: false },
    requests: { type: 'string' },
    seed: { type: 'string', default: String(randomInt(2 ** 31)) },
    only: { type: 'string', default: '' },
    mesh: { type: 'string', default: 'in-process' },
    minutes: { type: 'string', default: 'Infinity' },
    /** Milliseconds that a busy machine may add to what is timed. */
    slack: { type: 'string', default: '0' },
  },
});

const faults = new Set();
/** Prints each fault once, with the first request that caused it. */
function report(fault, example) {
  if (faults.has(fault)) return;
  faults.add(fault);
  console.log(`FAULT ${fault}\n${JSON.stringify(example, null, 2)}`);
}

const name = ['raw', 'bus', 'payments'].find((one) => values[one]) ?? 'http';
const part = PARTS[name];
const { run } = await part.load();
const database = process.env.TEST_DATABASE_URL ? undefined : await startTestServer();
process.env.TEST_DATABASE_URL ??= database.url;
const options = {
  total: Number(values.requests ?? Math.round(part.full * Number(process.env.SCALE ?? 1))),
  seed: Number(values.seed),
  only: values.only,
  mesh: values.mesh,
  minutes: Number(values.minutes),
  slack: Number(values.slack),
  report,
};
const { done, lines } = await run(options).finally(() => database?.stop());

for (const line of lines) console.log(line);
console.log(`seed ${options.seed}, load average ${loadavg()[0].toFixed(1)}`);
console.log(`${done - faults.size} passed, ${faults.size} failed`);
process.exitCode = faults.size > 0 ? 1 : 0;
