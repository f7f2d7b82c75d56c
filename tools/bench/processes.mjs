import { fork, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, chmod } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';

/** Starts a durable embedded PostgreSQL (fsync on) for the benchmark. */
export async function startDatabase() {
  const { startEmbeddedPostgres } = await import('@tollgate/embedded-postgres');
  const dataDir = await mkdtemp(join(tmpdir(), 'tollgate-bench-'));
  await chmod(dataDir, 0o755);
  const resolveFrom = new URL('../../apps/all/package.json', import.meta.url);
  const server = await startEmbeddedPostgres({ dataDir, resolveFrom, settings: ['max_connections=400'] });
  process.env.TEST_DATABASE_URL = server.url;
  const postmaster = () =>
    Number(readFileSync(join(server.place, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0]);
  return {
    url: server.url,
    /** The server's processes. */
    pids: () => [postmaster(), ...childrenOf(postmaster()).map(([pid]) => pid)],
    cpuMicros: () => familyMicros(postmaster()),
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

/** The fields of /proc/<pid>/stat from the third on. */
const statOf = (pid) => readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1).split(' ');
const micros = (ticks) => (ticks * 1e6) / TICKS_PER_SECOND;
const sum = (numbers) => numbers.reduce((total, n) => total + Number(n), 0);

/** The result of `read`; NaN if the system has no /proc. */
function fromProc(read) {
  try {
    return read();
  } catch (error) {
    if (error.code === 'ENOENT') return NaN;
    throw error;
  }
}

/** CPU time that processes have used so far, in microseconds; NaN if the system has no /proc. */
export function cpuMicros(pids) {
  return fromProc(() => micros(sum(pids.map((pid) => sum(statOf(pid).slice(11, 13))))));
}

/** The children of a process: pid and fields of each. */
function childrenOf(parent) {
  return fromProc(() =>
    readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map((pid) => [Number(pid), fromProc(() => statOf(pid))])
      .filter(([, fields]) => fields[1] === String(parent)),
  );
}

/**
 * Gives one process the last core and the others the rest, with taskset (util-linux). Returns false if that is not possible.
 * NATS is not moved, because it uses little CPU.
 */
export function keepApart(one, others) {
  const last = cpus().length - 1;
  const set = (cores, pid) => spawnSync('taskset', ['-acp', cores, String(pid)]).status === 0;
  const rest = (pid) => set(`0-${last - 1}`, pid) || !existsSync(`/proc/${pid}`);
  return last > 0 && set(String(last), one) && others.every(rest);
}

/** CPU time of a process and its children, including children that ended. Used for PostgreSQL. */
function familyMicros(parent) {
  return fromProc(() => {
    const children = childrenOf(parent).flatMap(([, fields]) => fields.slice(11, 13));
    return micros(sum([...statOf(parent).slice(11, 15), ...children]));
  });
}

const PAGE = 4096;

/** Resident memory (RSS) of processes, in bytes; NaN if the system has no /proc. */
export function memoryOf(pids) {
  return fromProc(() =>
    sum(pids.map((pid) => Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) * PAGE)),
  );
}
