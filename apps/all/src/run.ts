import type { PlatformConfig } from '@tollgate/platform/config';
import type { Log } from '@tollgate/platform/log';
import { type HealthServer, Monitor } from '@tollgate/platform/health';
import { inProcessMesh, type Mesh, natsMesh } from '@tollgate/platform/rpc';
import { startTracing, type Tracing } from '@tollgate/platform/tracing';
import { type RunningService, type ServiceDefinition, startService } from '@tollgate/platform/service';
import { ensureSchema, openDatabase, type ReadyDatabase } from './database.js';
import { serveHealth } from './serve-health.js';
import { answerPrimary, isWorker, relayByPrimary, reportReady } from './workers/worker.js';

/** Everything that a process runs, in its order of start. */
export interface Running {
  readonly services: RunningService[];
  readonly database?: ReadyDatabase;
  /** In a worker the primary has it. */
  readonly health?: HealthServer;
  readonly monitor: Monitor;
  readonly tracing: Tracing;
}

/**
 * Starts the database if one is needed, then the services. If a step fails, the started ones are stopped again. In a worker the
 * primary has brought the schema up to date and serves health.
 */
export async function start(
  definitions: readonly ServiceDefinition[],
  config: PlatformConfig,
  needs: { readonly database: boolean },
  log: Log,
): Promise<Running> {
  const monitor = new Monitor();
  monitor.metrics.watchProcess();
  // first, so that probes are answered while the services wait for the database and the broker
  const health = isWorker ? undefined : await serveHealth(config, monitor.routes, log);
  const tracing = await startTracing(
    config,
    definitions.map(({ name }) => name),
    log,
  );
  const database = needs.database ? await openDatabase(config, log, config.DATABASE_WAIT_SECONDS) : undefined;
  const services: RunningService[] = [];
  try {
    if (database && !isWorker) await ensureSchema(database.url, config, log);
    const mesh = createMesh(config);
    const ready = { ...config, DATABASE_URL: database?.url };
    for (const definition of definitions) {
      services.push(await startService(definition, { mesh, config: ready, monitor }));
    }
    monitor.readiness.start();
    const port = services.find((service) => service.port !== undefined)?.port;
    if (isWorker) serveAsWorker(monitor, port);
    else log.info('ready', { port });
    return { services, database, health, monitor, tracing };
  } catch (error) {
    await stop({ services, database, health, monitor, tracing }, log);
    throw error;
  }
}

function serveAsWorker(monitor: Monitor, port: number | undefined): void {
  answerPrimary(monitor);
  reportReady(port);
}

/** The only place that chooses how services reach each other. */
function createMesh(config: PlatformConfig): Mesh {
  const { NATS_URL, NATS_CA_FILE: caFile, NATS_CERT_FILE: certFile, NATS_KEY_FILE: keyFile } = config;
  if (!NATS_URL) return inProcessMesh({}, isWorker ? relayByPrimary : undefined);
  const tls = caFile || certFile ? { caFile, certFile, keyFile } : undefined;
  return natsMesh({ url: NATS_URL, tls });
}

/** Stops callers before the services that they call, and the database last. */
export async function stop({ services, database, health, monitor, tracing }: Running, log: Log): Promise<void> {
  monitor.readiness.drain();
  for (const service of [...services].reverse()) {
    await service.close().catch((error: unknown) => log.error(`${service.name} did not stop cleanly`, { error }));
  }
  await tracing.stop();
  await database?.stop();
  await health?.close();
}
