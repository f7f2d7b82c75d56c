import type { PlatformConfig } from '@tollgate/platform/config';
import type { Log } from '@tollgate/platform/log';
import { inProcessMesh, type Mesh } from '@tollgate/platform/rpc';
import { type RunningService, type ServiceDefinition, startService } from '@tollgate/platform/service';
import { ensureSchema, openDatabase, type ReadyDatabase } from './database.js';

/** Everything that a process runs, in the order in which it was started. */
interface Running {
  readonly services: RunningService[];
  readonly database?: ReadyDatabase;
}

/** Starts the database if need be, then the services; a failure stops again what had started. */
export async function start(
  definitions: readonly ServiceDefinition[],
  config: PlatformConfig,
  needs: { readonly database: boolean },
  log: Log,
): Promise<Running> {
  const database = needs.database ? await openDatabase(config, log) : undefined;
  const services: RunningService[] = [];
  try {
    if (database) await ensureSchema(database.url, config, log);
    const mesh = meshOf(config);
    const ready = { ...config, DATABASE_URL: database?.url };
    for (const definition of definitions) services.push(await startService(definition, { mesh, config: ready }));
    log.info('ready', { port: services.find(({ port }) => port !== undefined)?.port });
    return { services, database };
  } catch (error) {
    await stop({ services, database }, log);
    throw error;
  }
}

/** The only place that chooses how services reach each other. */
function meshOf(config: PlatformConfig): Mesh {
  if (config.NATS_URL) throw new Error('NATS is not connected yet');
  return inProcessMesh();
}

/** Callers stop first, so that none calls what has gone; the database last. */
async function stop({ services, database }: Running, log: Log): Promise<void> {
  for (const service of [...services].reverse()) {
    await service.close().catch((error: unknown) => log.error(`${service.name} did not stop cleanly`, { error }));
  }
  await database?.stop();
}

/**
 * Waits for SIGTERM or SIGINT, then drains within the budget. The one owner of signals: services have no hooks of their
 * own, or they would all stop at once.
 */
export function runUntilSignal(running: Running, config: PlatformConfig, log: Log): Promise<void> {
  return new Promise((resolve) => {
    const onSignal = (signal: NodeJS.Signals) => {
      log.info(`${signal}: stopping`);
      process.once(signal, () => process.exit(130)); // asked twice: at once
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
