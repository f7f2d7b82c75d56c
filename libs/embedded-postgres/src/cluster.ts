import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { access, mkdir, open, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Account } from './account.js';
import type { Binaries } from './binaries.js';
import { answers, isPostmasterOf, readPostmaster, stopPostmaster } from './postmaster.js';

const run = promisify(execFile);
const READY_MS = 60_000;
const START_ATTEMPTS = 6;
/** An attempt that began longer ago than this has been abandoned. */
const HALF_LIFE_MS = 600_000;
const LOG_LIMIT = 10 * 1024 * 1024;
/** The character classification of the database. Trigram search over Chinese finds nothing with C, hence it comes last. */
const CTYPES = ['C.UTF-8', 'C.utf8', 'en_US.UTF-8', 'UTF-8', 'C'];
/** The whole environment of the database's programs: nothing of this process's (LANG, PGDATA, ...) may reach them. */
const ENVIRONMENT = { PATH: '/usr/bin:/bin', TZ: 'UTC' };

/** One database cluster on disk, and what it takes to run it. */
export interface Cluster {
  /** The data directory. */
  readonly path: string;
  readonly binaries: Binaries;
  readonly account: Account;
  /** Server settings as `name=value`. */
  readonly settings: readonly string[];
  /** A URL of the maintenance database at a port. */
  urlAt(port: number): string;
}

/**
 * Makes the cluster unless it exists. It is built beside its place and renamed into it, so that a start that was killed
 * half-way leaves nothing that looks whole.
 */
export async function initialise(cluster: Cluster, password: string): Promise<void> {
  if (await exists(cluster.path)) return;
  await forgetHalves(cluster.path);
  const half = `${cluster.path}.half-${randomBytes(4).toString('hex')}`;
  const passwordFile = `${half}.password`;
  try {
    await writeFile(passwordFile, password, { mode: 0o600 });
    await cluster.account.give(passwordFile);
    await initdb(cluster, half, passwordFile);
    await rename(half, cluster.path).catch(async (error: NodeJS.ErrnoException) => {
      if (!(await exists(cluster.path))) throw error; // another process was first
    });
  } finally {
    await rm(passwordFile, { force: true });
    await rm(half, { recursive: true, force: true });
  }
}

/** Removes what starts that were killed half-way left, but not what another process may be making now. */
async function forgetHalves(path: string): Promise<void> {
  const folder = dirname(path);
  for (const entry of await readdir(folder)) {
    if (!entry.startsWith(`${basename(path)}.half-`)) continue;
    const half = join(folder, entry);
    const { mtimeMs } = await stat(half).catch(() => ({ mtimeMs: Infinity }));
    if (mtimeMs < Date.now() - HALF_LIFE_MS) await rm(half, { recursive: true, force: true });
  }
}

async function initdb({ binaries, account }: Cluster, target: string, passwordFile: string): Promise<void> {
  let refused: unknown;
  for (const ctype of CTYPES) {
    await rm(target, { recursive: true, force: true });
    await mkdir(target, { mode: 0o700 });
    await account.give(target);
    const args = ['-D', target, '-U', 'tollgate', '--auth=scram-sha-256', `--pwfile=${passwordFile}`];
    args.push('--encoding=UTF8', '--locale=C', `--lc-ctype=${ctype}`, '--data-checksums');
    try {
      await run(binaries.initdb, args, { ...account.spawn, env: ENVIRONMENT, cwd: '/' });
      return;
    } catch (error) {
      refused = error; // most likely this system has no such locale
    }
  }
  throw new Error('PostgreSQL could not make its data directory', { cause: refused });
}

/**
 * The running server of a cluster: the one that an earlier process left behind, or a new one. A new one is tried several
 * times, as children of a killed one hold its memory for a moment, and as a free port can be taken in between.
 */
export async function ensureRunning(cluster: Cluster, port?: number): Promise<{ pid: number; port: number }> {
  let failure: unknown;
  for (let attempt = 1; attempt <= START_ATTEMPTS; attempt += 1) {
    const left = await adoptable(cluster);
    if (left) return left;
    try {
      return await start(cluster, port ?? (await freePort()));
    } catch (error) {
      failure = error;
      await sleep(200 * attempt);
    }
  }
  throw new Error(`PostgreSQL did not start, see ${getLogFile(cluster)}`, { cause: failure });
}

async function adoptable(cluster: Cluster): Promise<{ pid: number; port: number } | undefined> {
  const left = await readPostmaster(cluster.path);
  if (!left) return undefined;
  if (!(await isPostmasterOf(cluster.path, left.pid))) {
    // another process may have its number by now, and then PostgreSQL would refuse to start
    await rm(join(cluster.path, 'postmaster.pid'), { force: true });
    return undefined;
  }
  for (const until = Date.now() + 10_000; Date.now() < until; await sleep(50)) {
    if (await answers(cluster.urlAt(left.port))) return left;
    if (!(await isPostmasterOf(cluster.path, left.pid))) return undefined;
  }
  await stopPostmaster(cluster.path, left.pid);
  return undefined;
}

async function start(cluster: Cluster, port: number): Promise<{ pid: number; port: number }> {
  const settings = ['listen_addresses=127.0.0.1', "unix_socket_directories=''", 'timezone=UTC', ...cluster.settings];
  const log = await openLog(getLogFile(cluster));
  const server = spawn(
    cluster.binaries.postgres,
    ['-D', cluster.path, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting.replaceAll("'", '')])],
    {
      ...cluster.account.spawn,
      env: ENVIRONMENT,
      cwd: '/',
      // a process group of its own: Ctrl-C reaches this process, which stops the database after the services
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
    },
  );
  server.unref();
  try {
    const pid = await ready(server, cluster.urlAt(port));
    return { pid, port };
  } finally {
    await log.close();
  }
}

async function ready(server: ChildProcess, url: string): Promise<number> {
  let ended: Error | undefined;
  server.once('error', (error) => (ended = error));
  server.once('exit', (code, signal) => (ended = new Error(`postgres ended with ${signal ?? String(code)}`)));
  for (const until = Date.now() + READY_MS; Date.now() < until; await sleep(20)) {
    if (ended) throw ended;
    if (server.pid !== undefined && (await answers(url))) return server.pid;
  }
  server.kill('SIGQUIT');
  throw new Error('postgres was not ready in a minute');
}

export function getLogFile(cluster: Pick<Cluster, 'path'>): string {
  return `${cluster.path}.log`;
}

async function openLog(file: string) {
  const size = await stat(file).then(
    (found) => found.size,
    () => 0,
  );
  if (size > LOG_LIMIT) await rename(file, `${file}.1`);
  return open(file, 'a', 0o600);
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() =>
        address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
