import type { Migration } from '@tollgate/platform/migrate';
import type { TestDatabase } from '../database/index.js';
import { NatsServer } from '../nats/index.js';
import { ServiceProcess } from '../platform/index.js';
import { Balancer } from './balancer.js';
import { BreakableDatabase, type Place } from './breakable-database.js';
import { closed } from './closers.js';
import { NatsProxy } from './nats-proxy.js';

export const SERVICES = ['auth', 'billing', 'admin', 'gateway'] as const;
export type ServiceName = (typeof SERVICES)[number];
const REPLICAS = 2;

export interface ReplicasOptions {
  /** More of the product's environment. */
  readonly env?: Readonly<Record<string, string>>;
  readonly place?: Place;
  /** The entry of another build. */
  readonly main?: string;
  /** The migrations that the database has had, where it is not this build's schema. */
  readonly schema?: readonly Migration[];
}

/** The product as an operator runs it: two replicas of each service, over a real broker and a real database of their own. */
export interface Replicas {
  readonly of: Readonly<Record<ServiceName, readonly ServiceProcess[]>>;
  readonly balancer: Balancer;
  readonly database: BreakableDatabase;
  readonly db: TestDatabase;
  readonly nats: NatsServer;
  /** Between the replicas of the gateway and the broker. */
  readonly proxy: NatsProxy;
  /** Stops everything; fails where a process did not drain in time. */
  close(): Promise<void>;
}

/** Starts them. */
export async function startReplicas(options: ReplicasOptions = {}): Promise<Replicas> {
  const closers: (() => Promise<unknown>)[] = [];
  const close = () => closed(closers);
  try {
    return await start(options, closers, close);
  } catch (error) {
    await close();
    throw error;
  }
}

async function start(
  { env = {}, place = 'plain', main, schema }: ReplicasOptions,
  closers: (() => Promise<unknown>)[],
  close: () => Promise<void>,
): Promise<Replicas> {
  const database = await BreakableDatabase.start(place, closers, schema);
  const nats = await NatsServer.start();
  closers.push(() => nats.kill());
  const proxy = await NatsProxy.start(nats.port);
  closers.push(() => proxy.close());
  const settings = {
    NODE_ENV: 'test',
    PORT: '0',
    HEALTH_PORT: '0',
    DATA_DIR: database.folder,
    DATABASE_URL: database.url,
    NATS_URL: nats.url,
    TRUSTED_PROXIES: '127.0.0.1',
    GLOBAL_API_RATE_LIMIT_ENABLE: 'false',
    CRITICAL_RATE_LIMIT_ENABLE: 'false',
    ...env,
  };
  const of: Record<ServiceName, ServiceProcess[]> = { auth: [], billing: [], admin: [], gateway: [] };
  // all at once: none needs another one to start, and a busy machine is left with one wait, not eight
  const started = await Promise.allSettled(
    SERVICES.flatMap((name) => Array<ServiceName>(REPLICAS).fill(name)).map(async (name) => {
      const own = name === 'gateway' ? { ...settings, NATS_URL: proxy.url } : settings;
      const process = await ServiceProcess.start(name, own, main);
      of[name].push(process);
      closers.push(() => drained(process));
    }),
  );
  for (const result of started) if (result.status === 'rejected') throw result.reason;
  return { of, balancer: new Balancer(of.gateway), database, db: database.db, nats, proxy, close };
}

async function drained(process: ServiceProcess): Promise<void> {
  const code = await process.stop();
  if (code === 0) return;
  const told = process.lines.slice(-20).map((line) => JSON.stringify(line));
  throw new Error(`${process.target} did not stop cleanly: ${code}\n${told.join('\n')}`);
}
