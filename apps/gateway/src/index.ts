import { defineService } from '@tollgate/platform/service';
import { controllers } from './controllers.js';
import { gatewaySettings, toHttpConfig } from './gateway.config.js';
import { createGateway } from './gateway.js';
import { showHealth } from './http/health.js';

export { controllers } from './controllers.js';
export { createGateway } from './gateway.js';
export type { HttpConfig } from './http/request/http-config.js';
export { ROUTE, type RouteSpec } from './http/route/route-spec.js';
export { openApiDocument, collectRoutes } from './openapi/document.js';

/**
 * Length of the listen queue: Linux's maximum. If a stall fills it (511 is usual), TCP retries a connection only after 1, 3, 7
 * and 15 seconds.
 */
const BACKLOG = 4096;

export const gateway = defineService({
  name: 'gateway',
  settings: gatewaySettings,
  http: async ({ config, mesh, log, health, metrics }) => {
    const app = await createGateway(toHttpConfig(config), mesh, log, controllers, metrics);
    showHealth(app, health);
    await app.listen({ port: config.PORT, host: '0.0.0.0', backlog: BACKLOG });
    const { port } = new URL(await app.getUrl());
    return { port: Number(port), close: () => app.close() };
  },
});
