import { afterEach, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { HttpConfig } from '../http/request/http-config.js';
import { probeGateway, ProbeMesh } from '../http/testing/probe.js';

const BROWSER = { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' };
const open: NestFastifyApplication[] = [];

async function gateway(frontEnd: NonNullable<HttpConfig['frontEnd']>): Promise<NestFastifyApplication> {
  const { app } = await probeGateway(new ProbeMesh(), { frontEnd });
  open.push(app);
  return app;
}

afterEach(async () => {
  for (const app of open.splice(0)) await app.close();
});

describe('another front end (FRONTEND_BASE_URL)', () => {
  it('gets the browser with path and query, for a while only', async () => {
    const app = await gateway({ url: 'https://web.example.com/' });
    const reply = await app.inject({ url: '/login?next=%2Fconsole', headers: BROWSER });
    expect([reply.statusCode, reply.headers.location]).toEqual([302, 'https://web.example.com/login?next=%2Fconsole']);
  });

  it('gets neither API calls, nor writes, nor programs', async () => {
    const app = await gateway({ url: 'https://web.example.com' });
    const asked = [
      { url: '/api/none', headers: BROWSER },
      { url: '/v1/none', headers: BROWSER },
      { url: '/login', headers: BROWSER, method: 'POST' as const },
      { url: '/login', headers: { accept: 'application/json' } },
      { url: '/login' },
    ];
    for (const request of asked) {
      const reply = await app.inject(request);
      expect([reply.statusCode, reply.json<{ code: string }>().code]).toEqual([404, 'NOT_FOUND']);
    }
  });
});

describe('no front end (CONSOLE=off)', () => {
  it('answers browsers with the JSON 404', async () => {
    const app = await gateway('none');
    const reply = await app.inject({ url: '/', headers: BROWSER });
    expect([reply.statusCode, reply.json<{ code: string }>().code]).toEqual([404, 'NOT_FOUND']);
  });
});
