import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startPlatform, type TestPlatform } from '@tollgate/testing/platform';

/** Calls of one address in the duration. */
const LIMIT = 30;
/** The gateways send their counts ten times a second. */
const GOSSIP_MS = 400;
const UNANSWERED_MS = 5000;
/** Connections go to the workers in turn, so a few of them reach each worker. */
const FEW = 6;

let platform: TestPlatform;
let root: ReturnType<TestPlatform['client']>;
beforeAll(async () => {
  platform = await startPlatform({
    mesh: 'in-process',
    env: {
      WORKERS: '2',
      TRUSTED_PROXIES: '127.0.0.1',
      GLOBAL_API_RATE_LIMIT_ENABLE: 'true',
      GLOBAL_API_RATE_LIMIT: String(LIMIT),
    },
  });
  root = platform.client();
  await root.post('/api/setup', { username: 'root', password: 'password123', confirmPassword: 'password123' });
  await root.logIn('root', 'password123');
}, 120_000);
afterAll(() => platform.close());

/** One request over a connection of its own, from an address of its choice. Undefined if it was not answered. */
function ask(path: string, address: string, headers: Record<string, string> = {}) {
  return new Promise<{ status: number; text: string } | undefined>((resolve) => {
    const sent = { 'x-forwarded-for': address, ...headers };
    const asked = request(`${platform.origin}${path}`, { headers: sent, agent: false }, (response) => {
      let text = '';
      response.on('data', (part: Buffer) => (text += part.toString()));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
    });
    // a connection that was handed to a worker in the moment of its death stays without an answer
    asked.setTimeout(UNANSWERED_MS, () => asked.destroy());
    asked.once('error', () => resolve(undefined)).end();
  });
}

async function statuses(count: number, path: string, address: string, headers?: Record<string, string>) {
  const found: (number | undefined)[] = [];
  for (let n = 0; n < count; n += 1) found.push((await ask(path, address, headers))?.status);
  return found;
}

const times = (count: number, status: number) => Array<number>(count).fill(status);

async function probe(path: string): Promise<{ status: number; text: string }> {
  const port = platform.processes[0]?.lines.find(({ event }) => event === 'health and metrics')?.port;
  const response = await fetch(`http://127.0.0.1:${String(port)}${path}`);
  return { status: response.status, text: await response.text() };
}

async function metric(series: string): Promise<number> {
  const { text } = await probe('/metrics');
  const line = text.split('\n').find((one) => one.startsWith(`${series} `));
  return Number(line?.slice(series.length + 1) ?? NaN);
}

function workerPids(): number[] {
  const { pid } = platform.processes[0]!;
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').map(Number);
  return children.filter((child) => readFileSync(`/proc/${child}/cmdline`, 'utf8').includes('main.js'));
}

const REQUESTS = 'tollgate_http_requests_total{route="/api/about",method="GET",status="2xx",code="ok"}';

describe('two workers behind one port', () => {
  it('count the calls of an address together', async () => {
    expect(workerPids()).toHaveLength(2);
    expect(await statuses(LIMIT / 2, '/api/about', '203.0.113.1')).toEqual(times(LIMIT / 2, 200));
    await sleep(GOSSIP_MS);
    expect(await statuses(LIMIT / 2, '/api/about', '203.0.113.1')).toEqual(times(LIMIT / 2, 200));
    await sleep(GOSSIP_MS);
    expect(await statuses(FEW, '/api/about', '203.0.113.1')).toEqual(times(FEW, 429));
    expect(await statuses(FEW, '/api/about', '203.0.113.2')).toEqual(times(FEW, 200));
  });

  it('show the sum of their counters on one port', async () => {
    const before = await metric(REQUESTS);
    expect(await statuses(FEW, '/api/about', '203.0.113.3')).toEqual(times(FEW, 200));
    expect(await metric(REQUESTS)).toBe(before + FEW);
    expect(await metric('tollgate_workers{value="serving"}')).toBe(2);
    expect(await metric('tollgate_database_up{service="auth"}')).toBe(1);
  });

  it('know a changed option at once, and refuse a session that has ended', async () => {
    await root.put('/api/option/', { key: 'SystemName', value: 'Two workers' });
    await sleep(GOSSIP_MS);
    const shown = await Promise.all(Array.from({ length: FEW }, () => ask('/api/status', '203.0.113.4')));
    expect(shown.map((reply) => reply?.text.includes('Two workers'))).toEqual(Array(FEW).fill(true));
    const client = platform.client();
    const id = await client.logIn('root', 'password123');
    const headers = { cookie: client.jar.header ?? '', 'new-api-user': String(id) };
    expect(await statuses(FEW, '/api/user/self', '203.0.113.4', headers)).toEqual(times(FEW, 200));
    await client.get('/api/user/logout');
    expect(await statuses(FEW, '/api/user/self', '203.0.113.4', headers)).toEqual(times(FEW, 401));
  });

  it('serve on while a dead one is replaced, and lose none of its counts', async () => {
    const before = await metric(REQUESTS);
    const pids = workerPids();
    process.kill(pids[0]!, 'SIGKILL');
    for (let served = 0; served < FEW;) served += (await ask('/api/about', '203.0.113.5'))?.status === 200 ? 1 : 0;
    expect((await probe('/health/ready')).status).toBe(200);
    while ((await metric('tollgate_workers{value="serving"}')) < 2) await sleep(100);
    expect(await metric('tollgate_workers{value="replaced"}')).toBe(1);
    expect(workerPids().filter((pid) => !pids.includes(pid))).toHaveLength(1);
    expect(await metric(REQUESTS)).toBe(before + FEW);
    expect(await statuses(FEW, '/api/about', '203.0.113.6')).toEqual(times(FEW, 200));
  }, 60_000);
});
