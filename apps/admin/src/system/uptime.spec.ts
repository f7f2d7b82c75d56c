import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Log } from '@tollgate/platform/log';
import type { Options } from '@tollgate/options';
import { UptimeService } from './uptime.service.js';

const log = new Log('test', true, () => undefined);
let server: Server;
let url: string;
let asked = 0;

beforeAll(async () => {
  server = createServer((request, response) => {
    asked += 1;
    const answers: Record<string, object> = {
      '/api/status-page/main': { publicGroupList: [{ name: 'Core', monitorList: [{ id: 7, name: 'API' }] }] },
      '/api/status-page/heartbeat/main': {
        heartbeatList: { 7: [{ status: 0 }, { status: 1 }] },
        uptimeList: { '7_24': 0.995 },
      },
    };
    const answer = answers[request.url ?? ''];
    response.writeHead(answer ? 200 : 404).end(JSON.stringify(answer ?? {}));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

function uptime(groups: object[], enabled = true) {
  const values: Record<string, unknown> = {
    'console_setting.uptime_kuma_enabled': enabled,
    'console_setting.uptime_kuma_groups': groups,
  };
  return new UptimeService({ version: 1, get: (key: string) => values[key] } as unknown as Options, log);
}

it('reads the pages root named, once for many who ask, and shows one that fails without monitors', async () => {
  const service = uptime([
    { categoryName: 'A', url, slug: 'main' },
    { categoryName: 'B', url: `${url}/`, slug: 'gone' },
  ]);
  const states = await Promise.all([service.get(), service.get(), service.get()]);
  expect(states[0]).toEqual({
    categories: [
      { categoryName: 'A', monitors: [{ name: 'API', group: 'Core', uptime: 0.995, status: 1 }] },
      { categoryName: 'B', monitors: [] },
    ],
  });
  // two addresses a page; the second of a page that failed may not have arrived yet
  expect(asked).toBeLessThanOrEqual(4);
});

it('has nothing to show while it is off or nothing is named', async () => {
  expect(await uptime([{ categoryName: 'A', url, slug: 'main' }], false).get()).toEqual({ categories: [] });
  expect(await uptime([]).get()).toEqual({ categories: [] });
});
