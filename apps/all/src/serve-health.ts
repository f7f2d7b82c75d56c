import type { PlatformConfig } from '@tollgate/platform/config';
import { type HealthRoutes, type HealthServer, listenForHealth } from '@tollgate/platform/health';
import type { Log } from '@tollgate/platform/log';

/** Outside production another port is used if the port is taken, because several processes may run on one machine. */
export async function serveHealth(
  { HEALTH_PORT, NODE_ENV }: PlatformConfig,
  routes: Pick<HealthRoutes, 'answer'>,
  log: Log,
): Promise<HealthServer> {
  try {
    return await listenForHealth(HEALTH_PORT, routes, log);
  } catch (error) {
    if (NODE_ENV === 'production' || (error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    log.warn('the health port is taken; another one is used', { port: HEALTH_PORT });
    return listenForHealth(0, routes, log);
  }
}
