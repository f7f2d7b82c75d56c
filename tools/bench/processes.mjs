import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, chmod } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A durable embedded PostgreSQL (fsync on), for the time of the benchmark. */
export async function startDatabase() {
  const { startEmbeddedPostgres } = await import('@tollgate/platform/embedded-postgres');
  const dataDir = await mkdtemp(join(tmpdir(), 'tollgate-bench-'));
  await chmod(dataDir, 0o755);
  const resolveFrom = new URL('../../apps/all/package.json', import.meta.url);
  const server = await startEmbeddedPostgres({ dataDir, resolveFrom, settings: ['max_connections=400'] });
  process.env.TEST_DATABASE_URL = server.url;
  return {
    url: server.url,
    stop: async () => {
      await server.stop();
      await rm(dataDir, { recursive: true, force: true, maxRetries: 10 });
    },
  };
}

/** The baseline server in a process of its own, answering `reply`. */
export async function startBaseline(reply) {
  const child = fork(new URL('./baseline.mjs', import.meta.url), [JSON.stringify(reply)]);
  const [{ port }] = await once(child, 'message');
  return { origin: `http://127.0.0.1:${port}`, pids: [child.pid], stop: () => void child.disconnect() };
}

const TICKS_PER_SECOND = 100;

/** CPU time that processes have used so far, in microseconds; NaN where /proc does not tell. */
export function cpuMicros(pids) {
  try {
    const ticks = pids.map((pid) => {
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
      return Number(fields[11]) + Number(fields[12]);
    });
    return (ticks.reduce((sum, n) => sum + n, 0) * 1e6) / TICKS_PER_SECOND;
  } catch (error) {
    if (error.code === 'ENOENT') return NaN;
    throw error;
  }
}
