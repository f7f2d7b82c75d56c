import { defineService } from '@tollgate/platform/service';
import { gatewaySettings, httpConfigOf } from './gateway.config.js';
import { createGateway } from './gateway.js';

export { createGateway } from './gateway.js';
export { HttpConfig } from './http/config.js';

export const gateway = defineService({
  name: 'gateway',
  settings: gatewaySettings,
  http: async ({ config, rpc, log }) => {
    const app = await createGateway(httpConfigOf(config), rpc, log);
    await app.listen(config.PORT, '0.0.0.0');
    const { port } = new URL(await app.getUrl());
    return { port: Number(port), close: () => app.close() };
  },
});
