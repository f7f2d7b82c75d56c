import { afterEach, expect, it } from '@jest/globals';
import { loadConfig } from '../config/index.js';
import { Monitor } from '../health/index.js';
import { inProcessMesh } from '../rpc/index.js';
import { defineService, type RunningService, startService } from './index.js';

let running: RunningService | undefined;
afterEach(() => running?.close());

it('a process without a database is not ready while its clock differs from those of all services', async () => {
  const mesh = inProcessMesh();
  const monitor = new Monitor();
  const http = async () => ({ port: 0, close: async () => undefined });
  const config = loadConfig({}, { database: false, nats: false }, { NODE_ENV: 'test' });
  running = await startService(defineService({ name: 'gateway', settings: {}, http }), { mesh, config, monitor });
  monitor.readiness.start();
  const hear = async (service: string, ahead: number) => {
    const client = await mesh.client(service);
    for (let i = 0; i < 3; i += 1) client.publish(`evt.${service}.clock.told`, { at: Date.now() + ahead });
    await new Promise((resolve) => setTimeout(resolve, 20));
    return monitor.readiness.report();
  };
  expect(await hear('auth', 5000)).toMatchObject({ ready: false, checks: { 'gateway: clock': false } });
  expect(await hear('billing', 0)).toMatchObject({ ready: true, checks: { 'gateway: clock': true } });
});
