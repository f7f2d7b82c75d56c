import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '@tollgate/platform/embedded-postgres';
import { testDatabase, type TestDatabase } from '../database/index.js';
import { NatsServer } from '../nats/index.js';
import { ServiceProcess } from '../platform/index.js';
import { Balancer } from './balancer.js';
import { NatsProxy } from './nats-proxy.js';

export const SERVICES = ['auth', 'billing', 'admin', 'gateway'] as const;
export type ServiceName = (typeof SERVICES)[number];
const REPLICAS = 2;
const COMPOSITION = new URL('../../../../apps/all/package.json', import.meta.url);

/** The product as an operator runs it: two replicas of each service, over a real broker and a real database of their own. */
export interface Replicas {
  readonly of: Readonly<Record<ServiceName, readonly ServiceProcess[]>>;
  readonly balancer: Balancer;
  readonly db: TestDatabase;
  readonly nats: NatsServer;
  /** Between the replicas of the gateway and the broker. */
  readonly proxy: NatsProxy;
  /** Ends the database as a crash does; it is started again by itself. Resolves when it is. */
  crashDatabase(signal: 'SIGKILL' | 'SIGQUIT'): Promise<void>;
  /** Stops everything; fails where a process did not drain in time. */
  close(): Promise<void>;
}

/** Starts them; the database is durable, as what is asked is what a crash loses. */
export async function startReplicas(env: Readonly<Record<string, string>> = {}): Promise<Replicas> {
  const closers: (() => Promise<unknown>)[] = [];
  const close = async () => {
    for (const one of closers.splice(0).reverse()) await one();
  };
  try {
    return await start(env, closers, close);
  } catch (error) {
    await close();
    throw error;
  }
}

async function start(
  env: Readonly<Record<string, string>>,
  closers: (() => Promise<unknown>)[],
  close: () => Promise<void>,
): Promise<Replicas> {
  const dataDir = await mkdtemp(join(tmpdir(), 'tollgate-faults-'));
  closers.push(() => rm(dataDir, { recursive: true, force: true, maxRetries: 10 }));
  await chmod(dataDir, 0o755); // the database's own account has to get in
  let restarted = (): void => undefined;
  const server = await startEmbeddedPostgres({
    dataDir,
    resolveFrom: COMPOSITION,
    settings: ['max_connections=300'],
    onRestart: () => restarted(),
  });
  closers.push(() => server.stop());
  const db = await testDatabase(server.url);
  closers.push(() => db.close());
  const nats = await NatsServer.start();
  closers.push(() => nats.kill());
  const proxy = await NatsProxy.start(nats.port);
  closers.push(() => proxy.close());
  const settings = {
    NODE_ENV: 'test',
    PORT: '0',
    HEALTH_PORT: '0',
    DATA_DIR: dataDir,
    DATABASE_URL: db.url,
    NATS_URL: nats.url,
    TRUSTED_PROXIES: '127.0.0.1',
    GLOBAL_API_RATE_LIMIT_ENABLE: 'false',
    CRITICAL_RATE_LIMIT_ENABLE: 'false',
    // a machine that is busy with other work is no fault of the product's
    MAX_LOOP_DELAY_MS: '60000',
    ...env,
  };
  const of: Record<ServiceName, ServiceProcess[]> = { auth: [], billing: [], admin: [], gateway: [] };
  // all at once: none needs another one to start, and a busy machine is left with one wait, not eight
  const started = await Promise.allSettled(
    SERVICES.flatMap((name) => Array<ServiceName>(REPLICAS).fill(name)).map(async (name) => {
      const own = name === 'gateway' ? { ...settings, NATS_URL: proxy.url } : settings;
      const process = await ServiceProcess.start(name, own);
      of[name].push(process);
      closers.push(() => drained(process));
    }),
  );
  for (const result of started) if (result.status === 'rejected') throw result.reason;
  return {
    of,
    balancer: new Balancer(of.gateway),
    db,
    nats,
    proxy,
    crashDatabase: async (signal) => {
      const again = new Promise<void>((resolve) => (restarted = resolve));
      process.kill(await postmasterOf(server), signal);
      await again;
    },
    close,
  };
}

async function drained(process: ServiceProcess): Promise<void> {
  const code = await process.stop();
  if (code === 0) return;
  const told = process.lines.slice(-20).map((line) => JSON.stringify(line));
  throw new Error(`${process.target} did not stop cleanly: ${code}\n${told.join('\n')}`);
}

async function postmasterOf({ place }: EmbeddedPostgres): Promise<number> {
  const pid = Number((await readFile(join(place, 'postgres', 'postmaster.pid'), 'utf8')).split('\n')[0]);
  if (!(pid > 0)) throw new Error('the database does not run');
  return pid;
}
