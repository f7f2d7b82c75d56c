import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';

const run = promisify(execFile);

/** A running postmaster, as the data directory names it. */
export interface Postmaster {
  readonly pid: number;
  readonly port: number;
}

/** Reads postmaster.pid: process on line 1, port on line 4. Undefined when there is none, or it is half written. */
export async function readPostmaster(cluster: string): Promise<Postmaster | undefined> {
  const text = await readFile(join(cluster, 'postmaster.pid'), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  const lines = text.split('\n');
  const [pid, port] = [Number(lines[0]), Number(lines[3])];
  return pid > 0 && port > 0 ? { pid, port } : undefined;
}

/**
 * Whether a process is alive and is the postmaster of this cluster: numbers of dead processes are given out again, and
 * no signal may reach a stranger.
 */
export async function isPostmasterOf(cluster: string, pid: number): Promise<boolean> {
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8')
    .then((text) => text.replaceAll('\0', ' '))
    .catch(async () => {
      const asked = await run('ps', ['-o', 'command=', '-p', String(pid)]).catch(() => ({ stdout: '' }));
      return asked.stdout;
    });
  return command.includes(cluster);
}

/** Whether a server answers at a URL. */
export async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 1000 });
  client.on('error', () => undefined); // it may go while it is asked; connect() or query() tells
  try {
    await client.connect();
    await client.query('SELECT 1');
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/**
 * Stops the postmaster of a cluster and waits until it is gone. Fast shutdown: sessions are ended, everything acknowledged
 * is on disk. A server that does not stop in time is stopped at once, so the next start has to recover, but no data is lost.
 */
export async function stopPostmaster(cluster: string, pid: number, patienceMs = 20_000): Promise<void> {
  for (const signal of ['SIGINT', 'SIGQUIT', 'SIGKILL'] as const) {
    if (!(await isPostmasterOf(cluster, pid))) return;
    process.kill(pid, signal);
    const until = Date.now() + patienceMs;
    while ((await isPostmasterOf(cluster, pid)) && Date.now() < until) await sleep(20);
  }
}
