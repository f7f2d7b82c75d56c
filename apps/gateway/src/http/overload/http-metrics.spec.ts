import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Metrics } from '@tollgate/platform/metrics';
import { probeGateway, ProbeMesh } from '../testing/probe.js';

const mesh = new ProbeMesh();
let app: NestFastifyApplication;
let metrics: Metrics;
beforeEach(async () => {
  mesh.answer = () => ({ ok: true, data: { id: 1, name: 'n' } });
  ({ app, metrics } = await probeGateway(mesh, { globalLimit: { count: 300, seconds: 60 } }));
});
afterEach(() => app.close());

/** The series of one metric, as a scrape has them. */
async function series(name: string): Promise<string[]> {
  const lines = (await metrics.text()).split('\n');
  return lines.filter((line) => line.startsWith(`${name}{`)).map((line) => line.slice(name.length));
}

describe('the metrics of requests', () => {
  it('are counted by route, method, class of the status and code', async () => {
    await app.inject({ url: '/api/probe/7?name=x' });
    await app.inject({ url: '/api/probe/8' });
    mesh.answer = () => ({ ok: false, error: { code: 'OVERLOADED' } });
    await app.inject({ url: '/api/probe/9' });
    mesh.answer = () => ({ ok: false, error: { code: 'NOT_FOUND' } });
    await app.inject({ url: '/api/probe/9' });
    await app.inject({ method: 'PUT', url: '/api/probe', payload: {} });
    expect(await series('tollgate_http_requests_total')).toEqual([
      '{route="/api/probe/:id",method="GET",status="2xx",code="ok"} 2',
      '{route="/api/probe/:id",method="GET",status="5xx",code="OVERLOADED"} 1',
      expect.stringMatching(/^\{route="\/api\/probe\/:id",method="GET",status="\dxx",code="NOT_FOUND"\} 1$/),
      expect.stringMatching(/^\{route="\/api\/probe\/?",method="PUT",status="\dxx",code="UNAUTHENTICATED"\} 1$/),
    ]);
    expect(await series('tollgate_http_request_duration_seconds_count')).toEqual([
      '{route="/api/probe/:id",method="GET"} 4',
      expect.stringContaining('method="PUT"} 1'),
    ]);
  });

  it('have one series for all unknown routes and methods', async () => {
    for (let i = 0; i < 40; i += 1) await app.inject({ url: `/api/made-up/${i}?secret=${i}` });
    for (const method of ['DELETE', 'PATCH', 'OPTIONS', 'PUT'] as const)
      await app.inject({ method, url: '/api/token' });
    await app.inject({ url: '/api/%2e%2e/x' });
    await app.inject({ url: '/api//probe/7' });
    const requests = await series('tollgate_http_requests_total');
    expect(requests).toEqual([
      expect.stringMatching(/^\{route="unknown",method="any",status="\dxx",code="NOT_FOUND"\} 46$/),
    ]);
  });
});
