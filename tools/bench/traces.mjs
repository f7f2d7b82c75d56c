/**
 * The cost of traces: CPU time of a process for one authenticated read, with tracing off, with every request traced, and
 * with one in a hundred, in alternating rounds of one run. `npm run bench:traces [rounds] [seconds]`. It measures CPU time
 * instead of wall time, so that a busy machine changes it little.
 */
import { readFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { Collector } from '@tollgate/testing/otlp';
import { startPlatform } from '@tollgate/testing/platform';
import autocannon from 'autocannon';
import { startTestServer } from '../test/server.mjs';

const [rounds = 7, duration = 4] = process.argv.slice(2).map(Number);
/** /proc counts in hundredths of a second. */
const TICK_MS = 10;
const CONNECTIONS = 8;

const server = await startTestServer();
process.env.TEST_DATABASE_URL = server.url;
const collector = await Collector.start();
const on = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint };
const sampled = { ...on, OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: '0.01' };
const sides = [];
try {
  for (const [name, env] of Object.entries({ off: {}, 'every request': on, 'one in a hundred': sampled })) {
    const platform = await startPlatform({ env: { NODE_ENV: 'development', ...env }, mesh: 'in-process' });
    const side = { name, platform, costs: /** @type {number[]} */ ([]), headers: {} };
    sides.push(side);
    const client = platform.client();
    const id = await client.signUp('bench-user', 'correct horse battery');
    const cookie = [...client.cookies].map((pair) => pair.join('=')).join('; ');
    side.headers = { cookie, 'new-api-user': String(id) };
    await load(side);
  }
  for (let round = 0; round < rounds; round += 1) for (const side of sides) side.costs.push(await load(side));
  report();
} finally {
  for (const { platform } of sides) await platform.close();
  await collector.close();
  await server.stop();
}

/** Milliseconds of CPU time a request; NaN if a request was refused, because refusals cost less. */
async function load({ platform, headers }) {
  const before = spent(platform);
  const url = `${platform.origin}/api/user/self`;
  const result = await autocannon({ url, headers, duration, connections: CONNECTIONS });
  return result.non2xx === 0 ? (spent(platform) - before) / result['2xx'] : Number.NaN;
}

function spent({ processes: [{ pid }] }) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
}

function report() {
  const [{ costs: off }] = sides;
  for (const { name, costs } of sides) {
    const ratio = median(costs.map((cost, round) => cost / off[round]));
    const counted = costs.filter(Number.isFinite).length;
    process.stdout.write(
      `${name}: ${median(costs).toFixed(2)} ms a request, ${ratio.toFixed(2)} times off (${counted} rounds)\n`,
    );
  }
  process.stdout.write(`load average ${loadavg()[0].toFixed(1)}, Node ${process.version}\n`);
}

function median(values) {
  const sorted = values.filter(Number.isFinite).sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? Number.NaN;
}
