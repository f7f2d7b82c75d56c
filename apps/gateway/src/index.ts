import { defineService } from '@tollgate/platform/service';
import { controllers } from './controllers.js';
import { gatewaySettings, httpConfigOf } from './gateway.config.js';
import { createGateway } from './gateway.js';
import { showHealth } from './http/health.js';

export { controllers } from './controllers.js';
export { createGateway } from './gateway.js';
export type { HttpConfig } from './http/config.js';
export { ROUTE, type RouteSpec } from './http/route-spec.js';
export { openApiDocument, routesOf } from './openapi/document.js';

export const gateway = defineService({
  name: 'gateway',
  settings: gatewaySettings,
  http: async ({ config, mesh, log, health, metrics }) => {
    const app = await createGateway(httpConfigOf(config), mesh, log, controllers, metrics);
    showHealth(app, health);
    await app.listen(config.PORT, '0.0.0.0');
    const { port } = new URL(await app.getUrl());
    return { port: Number(port), close: () => app.close() };
  },
});
