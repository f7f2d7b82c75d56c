import autocannon from 'autocannon';
import { cpuMicros } from './processes.mjs';

/**
 * A closed loop of `connections` for `seconds` against one server, each request the next of `requests`.
 * Fails where any answer is not the expected one: a fast refusal is no figure.
 */
export async function httpLoad({ origin, pids }, { requests, connections, seconds, expect = 200 }) {
  const before = cpuMicros(pids);
  const result = await autocannon({ url: origin, connections, duration: seconds, requests, timeout: 30 });
  const bad = Object.entries(result.statusCodeStats ?? {}).filter(([status]) => Number(status) !== expect);
  if (bad.length > 0 || result.errors > 0 || result.timeouts > 0) {
    throw new Error(`unexpected answers: ${JSON.stringify({ bad, errors: result.errors, timeouts: result.timeouts })}`);
  }
  const total = result.requests.total;
  return {
    perSecond: total / result.duration,
    p50: result.latency.p50,
    p99: result.latency.p99,
    cpu: (cpuMicros(pids) - before) / total,
  };
}

/** The same for a function: `inFlight` callers in a loop for `seconds`. */
export async function callLoad(call, { inFlight, seconds }) {
  const end = performance.now() + seconds * 1000;
  const times = [];
  const caller = async () => {
    while (performance.now() < end) {
      const started = performance.now();
      await call();
      times.push(performance.now() - started);
    }
  };
  const started = performance.now();
  await Promise.all(Array.from({ length: inFlight }, caller));
  return { perSecond: (times.length * 1000) / (performance.now() - started), ...quantiles(times), cpu: NaN };
}

/** The middle of times, and what one in a hundred exceeds. */
export function quantiles(times) {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
  return { p50: at(0.5), p99: at(0.99) };
}

/** The middle one. */
export function median(numbers) {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
}
