import type { PlatformConfig } from '@tollgate/platform/config';
import type { Log } from '@tollgate/platform/log';
import { type HealthServer, listenForHealth, Monitor } from '@tollgate/platform/health';
import { inProcessMesh, type Mesh, natsMesh } from '@tollgate/platform/rpc';
import { startTracing, type Tracing } from '@tollgate/platform/tracing';
import { type RunningService, type ServiceDefinition, startService } from '@tollgate/platform/service';
import { ensureSchema, openDatabase, type ReadyDatabase } from './database.js';

/** Everything that a process runs, in its order of start. */
export interface Running {
  readonly services: RunningService[];
  readonly database?: ReadyDatabase;
  readonly health: HealthServer;
  readonly monitor: Monitor;
  readonly tracing: Tracing;
}

/** Starts the database if one is needed, then the services. If a step fails, the started ones are stopped again. */
export async function start(
  definitions: readonly ServiceDefinition[],
  config: PlatformConfig,
  needs: { readonly database: boolean },
  log: Log,
): Promise<Running> {
  const monitor = new Monitor();
  monitor.metrics.watchProcess();
  // first, so that probes are answered while the services wait for the database and the broker
  const health = await serveHealth(config, monitor, log);
  const tracing = await startTracing(
    config,
    definitions.map(({ name }) => name),
    log,
  );
  const database = needs.database ? await openDatabase(config, log) : undefined;
  const services: RunningService[] = [];
  try {
    if (database) await ensureSchema(database.url, config, log);
    const mesh = createMesh(config);
    const ready = { ...config, DATABASE_URL: database?.url };
    for (const definition of definitions) {
      services.push(await startService(definition, { mesh, config: ready, monitor }));
    }
    monitor.readiness.start();
    log.info('ready', { port: services.find(({ port }) => port !== undefined)?.port });
    return { services, database, health, monitor, tracing };
  } catch (error) {
    await stop({ services, database, health, monitor, tracing }, log);
    throw error;
  }
}

/** The only place that chooses how services reach each other. */
function createMesh(config: PlatformConfig): Mesh {
  const { NATS_URL, NATS_CA_FILE: caFile, NATS_CERT_FILE: certFile, NATS_KEY_FILE: keyFile } = config;
  if (!NATS_URL) return inProcessMesh();
  const tls = caFile || certFile ? { caFile, certFile, keyFile } : undefined;
  return natsMesh({ url: NATS_URL, tls });
}

/** Outside production another port is used if the port is taken, because several processes may run on one machine. */
async function serveHealth(
  { HEALTH_PORT, NODE_ENV }: PlatformConfig,
  monitor: Monitor,
  log: Log,
): Promise<HealthServer> {
  try {
    return await listenForHealth(HEALTH_PORT, monitor.routes, log);
  } catch (error) {
    if (NODE_ENV === 'production' || (error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    log.warn('the health port is taken; another one is used', { port: HEALTH_PORT });
    return listenForHealth(0, monitor.routes, log);
  }
}

/** Stops callers before the services that they call, and the database last. */
async function stop({ services, database, health, monitor, tracing }: Running, log: Log): Promise<void> {
  monitor.readiness.drain();
  for (const service of [...services].reverse()) {
    await service.close().catch((error: unknown) => log.error(`${service.name} did not stop cleanly`, { error }));
  }
  await tracing.stop();
  await database?.stop();
  await health.close();
}

/**
 * Waits for SIGTERM or SIGINT, then drains within SHUTDOWN_SECONDS. Only this function handles signals, because services with
 * hooks of their own would all stop at once.
 */
export function runUntilSignal(running: Running, config: PlatformConfig, log: Log): Promise<void> {
  return new Promise((resolve) => {
    const onSignal = (signal: NodeJS.Signals) => {
      log.info(`${signal}: stopping`);
      process.once(signal, () => process.exit(130)); // a second signal ends the process at once
      const late = setTimeout(() => {
        log.error('did not stop in time', { count: config.SHUTDOWN_SECONDS });
        process.exit(1);
      }, config.SHUTDOWN_SECONDS * 1000);
      void stop(running, log).finally(() => {
        clearTimeout(late);
        log.info('stopped');
        resolve();
      });
    };
    process.once('SIGTERM', onSignal);
    process.once('SIGINT', onSignal);
  });
}
