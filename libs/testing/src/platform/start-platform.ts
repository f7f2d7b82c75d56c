import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TollgateClient, withCookies } from '@tollgate/client';
import { testDatabase, type TestDatabase } from '../database/index.js';
import { NatsServer } from '../nats/index.js';
import { HttpClient } from './http-client.js';
import { ServiceProcess } from './service-process.js';

export interface PlatformOptions {
  /** One process, or four over a real nats-server. Default: E2E_MESH, else in-process. */
  readonly mesh?: 'in-process' | 'nats';
  /** Processes of each service, over NATS (default 1). */
  readonly replicas?: number;
  /** Where each service finds a broker of the test's own, over NATS. */
  readonly getNatsUrl?: (service: string) => string;
  /** More of the product's environment. Rate limits are off unless switched on here. */
  readonly env?: Readonly<Record<string, string>>;
}

/** The whole product, running on a database of its own. */
export interface TestPlatform {
  readonly origin: string;
  /** Of every replica of the gateway. */
  readonly origins: readonly string[];
  readonly db: TestDatabase;
  /** The processes, callers last: one named all, or the four, a service's replicas next to each other. */
  readonly processes: readonly ServiceProcess[];
  /** Only over NATS. */
  readonly nats: NatsServer | undefined;
  /** A new browser without cookies, for what is on the wire. */
  client(): HttpClient;
  /** The published client, as an integrator uses it; its cookies are separate. */
  tollgate(): TollgateClient;
  /** Stops everything; fails where a process did not drain in time. */
  close(): Promise<void>;
}

const SERVICES = ['auth', 'billing', 'admin', 'gateway'];

/** Starts the built product (`npm run build` first). In beforeAll, with `close()` in afterAll. */
export async function startPlatform(options: PlatformOptions = {}): Promise<TestPlatform> {
  const mesh = options.mesh ?? (process.env.E2E_MESH === 'nats' ? 'nats' : 'in-process');
  const { replicas = 1, getNatsUrl } = options;
  const db = await testDatabase();
  const dataDir = await mkdtemp(join(tmpdir(), 'tollgate-e2e-'));
  const nats = mesh === 'nats' && !getNatsUrl ? await NatsServer.start() : undefined;
  const processes: ServiceProcess[] = [];
  const env = {
    NODE_ENV: 'test',
    PORT: '0',
    HEALTH_PORT: '0',
    DATA_DIR: dataDir,
    DATABASE_URL: db.url,
    GLOBAL_API_RATE_LIMIT_ENABLE: 'false',
    CRITICAL_RATE_LIMIT_ENABLE: 'false',
    ...(nats ? { NATS_URL: nats.url } : {}),
    ...options.env,
  };
  const stop = async () => {
    const codes: string[] = [];
    for (const process of [...processes].reverse()) codes.push(`${process.target}: ${await process.stop()}`);
    await nats?.kill();
    await db.close();
    await rm(dataDir, { recursive: true, force: true, maxRetries: 10 });
    return codes.filter((code) => !code.endsWith(': 0'));
  };
  try {
    for (const target of mesh === 'nats' ? SERVICES.flatMap((name) => Array<string>(replicas).fill(name)) : ['all'])
      processes.push(await ServiceProcess.start(target, getNatsUrl ? { ...env, NATS_URL: getNatsUrl(target) } : env));
  } catch (error) {
    await stop();
    throw error;
  }
  const origins = processes.slice(mesh === 'nats' ? -replicas : 0).map(({ port }) => `http://127.0.0.1:${port}`);
  const [origin = ''] = origins;
  return {
    origin,
    origins,
    db,
    processes,
    nats,
    client: () => new HttpClient(origin),
    tollgate: () => new TollgateClient({ baseUrl: origin, fetch: withCookies() }),
    close: async () => {
      const bad = await stop();
      if (bad.length > 0) throw new Error(`did not stop cleanly: ${bad.join(', ')}`);
    },
  };
}
