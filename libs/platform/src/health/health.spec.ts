import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Log } from '../log/log.js';
import { DatabaseWatch, type HealthServer, listenForHealth, Monitor } from './index.js';

const lines: string[] = [];
const log = new Log('test', true, (line) => lines.push(line));
const closers: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

describe('health over HTTP', () => {
  async function served() {
    const monitor = new Monitor();
    const server: HealthServer = await listenForHealth(0, monitor.routes, log);
    closers.push(() => server.close());
    const ask = async (path: string, method = 'GET') => {
      const response = await fetch(`http://127.0.0.1:${server.port}${path}`, { method });
      return { status: response.status, text: await response.text() };
    };
    return { monitor, ask };
  }

  it('is ready only after the start, while every check holds, and until it drains', async () => {
    const { monitor, ask } = await served();
    let good = true;
    monitor.readiness.add('database', () => good);
    expect((await ask('/health/ready')).status).toBe(503);
    expect((await ask('/health/started')).status).toBe(503);
    monitor.readiness.start();
    expect((await ask('/health/started')).status).toBe(200);
    expect(await ask('/health/ready')).toEqual({
      status: 200,
      text: JSON.stringify({ ready: true, checks: { started: true, 'not draining': true, database: true } }),
    });
    good = false;
    expect((await ask('/health/ready')).status).toBe(503);
    good = true;
    expect((await ask('/health/ready')).status).toBe(200);
    monitor.readiness.drain();
    expect((await ask('/health/ready')).status).toBe(503);
    expect((await ask('/health/started')).status).toBe(200);
  });

  it('is live although its dependencies are broken', async () => {
    const { monitor, ask } = await served();
    monitor.readiness.add('database', () => false);
    expect((await ask('/health/live?probe=1')).status).toBe(200);
  });

  it('serves metrics with its own registry, and nothing else', async () => {
    const { monitor, ask } = await served();
    monitor.metrics.call('rpc.auth.session.login', 'LOGIN_REFUSED', 0.02);
    monitor.metrics.watchPool('auth', { totalCount: 10, idleCount: 3, waitingCount: 4, options: { max: 10 } });
    monitor.metrics.watchPool('idle', { totalCount: 1, idleCount: 0, waitingCount: 2, options: { max: 10 } });
    const stats = {
      connected: true,
      pending: 2,
      reconnects: 1,
      breakers: { billing: 'open', auth: 'closed' },
    } as const;
    monitor.metrics.watchClient('gateway', () => stats);
    const { status, text } = await ask('/metrics');
    expect(status).toBe(200);
    expect(text).toContain('tollgate_rpc_total{subject="rpc.auth.session.login",code="LOGIN_REFUSED"} 1');
    expect(text).toContain('tollgate_rpc_duration_seconds_bucket{le="0.025",subject="rpc.auth.session.login"} 1');
    expect(text).toContain('tollgate_rpc_duration_seconds_bucket{le="0.01",subject="rpc.auth.session.login"} 0');
    expect(text).toContain('tollgate_database_pool{service="auth",value="waiting"} 4');
    expect(text).toContain('tollgate_database_pool{service="auth",value="in_use"} 7');
    // the pool may open a connection, so nothing waits for another request
    expect(text).toContain('tollgate_database_pool{service="idle",value="waiting"} 0');
    expect(text).toContain('tollgate_mesh_client{service="gateway",value="breaker_billing"} 1');
    expect(text).toContain('tollgate_mesh_client{service="gateway",value="breaker_auth"} 0');
    expect((await ask('/etc/passwd')).status).toBe(404);
    expect((await ask('/health/ready', 'POST')).status).toBe(405);
  });
});

describe('the watch on the database', () => {
  function watching(ping: () => Promise<number>) {
    const told: string[] = [];
    const watch = new DatabaseWatch({
      ping,
      log,
      onUnfit: () => told.push('unfit'),
      onFit: () => told.push('fit'),
      everyMs: 10,
      deadAfterMs: 100,
    });
    closers.push(() => watch.stop());
    return { watch, told };
  }

  it('tells when the database has been dead for long, once, and when it is back', async () => {
    let works = true;
    const { watch, told } = watching(() => (works ? Promise.resolve(Date.now()) : Promise.reject(new Error('gone'))));
    await watch.start();
    expect(watch.answers()).toBe(true);
    works = false;
    await sleep(50);
    expect(told).toEqual([]);
    await sleep(150);
    expect(told).toEqual(['unfit']);
    works = true;
    await sleep(60);
    expect(told).toEqual(['unfit', 'fit']);
    expect(watch.answers()).toBe(true);
  });

  it('does not mistake a short loss for death', async () => {
    let works = false;
    const { watch, told } = watching(() => (works ? Promise.resolve(Date.now()) : Promise.reject(new Error('gone'))));
    await watch.start();
    expect(watch.answers()).toBe(false);
    for (let i = 0; i < 4; i += 1) {
      works = !works;
      await sleep(50);
    }
    expect(told).toEqual([]);
  });

  it('tells of a clock that is more than a second off, and when it is right again', async () => {
    let ahead = 900;
    const { watch, told } = watching(() => Promise.resolve(Date.now() + ahead));
    await watch.start();
    expect(watch.inTime()).toBe(true);
    expect(told).toEqual([]);
    ahead = 1200;
    await sleep(50);
    expect(watch.inTime()).toBe(false);
    expect(told).toEqual(['unfit']);
    ahead = -1200;
    await sleep(50);
    expect(watch.inTime()).toBe(false);
    expect(watch.answers()).toBe(true);
    ahead = 0;
    await sleep(50);
    expect(told).toEqual(['unfit', 'fit']);
  });

  it('does not take an answer that was long under way for a wrong clock', async () => {
    const { watch, told } = watching(async () => {
      const now = Date.now();
      await sleep(60);
      return now;
    });
    await watch.start();
    expect(watch.skewMs).toBe(0);
    expect(told).toEqual([]);
  });

  it('gives a ping one second', async () => {
    const { watch } = watching(() => new Promise(() => undefined));
    const started = performance.now();
    await watch.start();
    expect(performance.now() - started).toBeLessThan(1500);
    expect(watch.answers()).toBe(false);
  });
});
