import cluster from 'node:cluster';
import type { PlatformConfig } from '@tollgate/platform/config';
import type { Log } from '@tollgate/platform/log';
import { ensureSchema, openDatabase, type ReadyDatabase } from '../database.js';
import { serveHealth } from '../serve-health.js';
import { PoolHealth } from './pool-health.js';
import { WorkerPool } from './worker-pool.js';

/** A primary whose workers serve. */
export interface RunningWorkers {
  readonly port: number | undefined;
  readonly database: ReadyDatabase | undefined;
  /** Stops the workers, which answer what they have begun, and then the database. */
  stop(): Promise<void>;
}

/**
 * Runs the services in WORKERS processes behind one port. This process owns the embedded database, the schema, the port of health and
 * metrics, and the workers. It serves no request itself, so that it stays responsive.
 */
export async function startWorkers(
  config: PlatformConfig,
  needs: { readonly database: boolean },
  log: Log,
): Promise<RunningWorkers> {
  cluster.schedulingPolicy = cluster.SCHED_RR;
  const database = needs.database ? await openDatabase(config, log, config.DATABASE_WAIT_SECONDS) : undefined;
  const pool = new WorkerPool(config.WORKERS, database ? { DATABASE_URL: database.url } : {}, log);
  const health = new PoolHealth(pool, config.WORKERS);
  pool.on('answer', (answer) => health.take(answer));
  pool.on('gone', (worker) => health.keepCounts(worker));
  const server = await serveHealth(config, health, log);
  const stop = async () => {
    health.drain();
    await pool.stop(config.SHUTDOWN_SECONDS);
    await database?.stop();
    await server.close();
  };
  try {
    if (database) await ensureSchema(database.url, config, log);
    const port = await pool.start();
    health.start();
    log.info('ready', { port, count: config.WORKERS });
    return { port, database, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
