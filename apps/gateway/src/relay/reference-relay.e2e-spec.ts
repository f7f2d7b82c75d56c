import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { expectInvariants } from '@tollgate/testing/database';
import { natsIsHere } from '@tollgate/testing/nats';
import { type HttpClient, startPlatform, type TestPlatform } from '@tollgate/testing/platform';

const FOLDER = fileURLToPath(new URL('../../../../examples/relay/', import.meta.url));
const QUOTA = 1_000_000;
const [PROMPT_QUOTA, COMPLETION_QUOTA] = [1, 3];
/** The number of prompt tokens that the mock upstream reports. */
const PROMPT_TOKENS = 10;

interface Receipt {
  readonly state: string;
  readonly amount: number;
  readonly completion_tokens: number;
}

let platform: TestPlatform;
let user: HttpClient;
let key = '';
let upstream: ChildProcess;
let upstreamUrl = '';
let relay: ChildProcess;
let relayUrl = '';
let env: Record<string, string>;
const spool = mkdtempSync(join(tmpdir(), 'relay-spool-'));

/** Starts one of the example's programs; the address that it prints. */
async function start(file: string, more: Record<string, string>): Promise<[ChildProcess, string]> {
  const child = spawn(process.execPath, [join(FOLDER, file)], {
    env: { PATH: process.env.PATH, PORT: '0', ...more },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(child.stdout!, 'data')) as [Buffer];
  const url = /http:\/\/\S+/.exec(line.toString())?.[0];
  if (!url) throw new Error(`${file} printed no address: ${line.toString()}`);
  return [child, url];
}

beforeAll(async () => {
  platform = await startPlatform();
  const root = platform.client();
  await root.post('/api/setup', { username: 'root', password: 'password123', confirmPassword: 'password123' });
  await root.logIn('root', 'password123');
  await root.put('/api/option/', { key: 'QuotaForNewUser', value: String(QUOTA) });
  user = platform.client();
  await user.signUp('caller');
  await user.post('/api/token/', { name: 'first', unlimited_quota: true });
  const page = await user.get<{ data: { items: { key: string }[] } }>('/api/token/?p=1&page_size=10');
  key = page.body.data.items[0]!.key;
  const made = await root.post<{ data: { secret: string } }>('/api/relay-credential/', { name: 'example' });
  [upstream, upstreamUrl] = await start('mock-upstream.mjs', {});
  env = {
    TOLLGATE_URL: platform.origin,
    RELAY_CREDENTIAL: made.body.data.secret,
    UPSTREAM_URL: upstreamUrl,
    SPOOL_DIR: spool,
  };
  [relay, relayUrl] = await start('relay.mjs', env);
}, 120_000);
afterAll(async () => {
  relay.kill('SIGKILL');
  upstream.kill('SIGKILL');
  await expectInvariants(platform.db);
  await platform.close();
  rmSync(spool, { recursive: true });
});

const complete = (id: string, body: object, signal?: AbortSignal) =>
  fetch(`${relayUrl}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer sk-${key}`, 'content-type': 'application/json', 'x-request-id': id },
    body: JSON.stringify({ model: 'mock', messages: [{ role: 'user', content: 'hello' }], ...body }),
    ...(signal ? { signal } : {}),
  });
const self = async () => (await user.get<{ data: { quota: number } }>('/api/user/self')).body.data.quota;
const receipt = async (id: string) => (await user.get<{ data?: Receipt }>(`/api/usage/receipt/${id}`)).body.data;
const reserved = async () => {
  const [row] = await platform.db.owner.query<{ n: number }>('SELECT sum(reserved)::int AS n FROM ledger.accounts');
  return row!.n;
};

/** Waits until a request is settled. */
async function settled(id: string): Promise<Receipt> {
  for (let n = 0; n < 300; n += 1) {
    const found = await receipt(id);
    if (found?.state === 'settled') return found;
    await sleep(100);
  }
  throw new Error(`${id} was not settled`);
}

describe('the reference relay', () => {
  it('streams an answer and charges what the upstream reports', async () => {
    const before = await self();
    const response = await complete('stream-1', { stream: true, max_tokens: 40 });
    const text = await response.text();
    expect(text.match(/word/g)).toHaveLength(40);
    const { amount } = await settled(response.headers.get('x-request-id')!);
    expect(amount).toBe(PROMPT_TOKENS * PROMPT_QUOTA + 40 * COMPLETION_QUOTA);
    expect(await self()).toBe(before - amount);
    expect(await reserved()).toBe(0);
  });

  it('charges a request that is sent again once', async () => {
    const before = await self();
    const first = await complete('again-1', { max_tokens: 7 });
    await first.text();
    await settled(first.headers.get('x-request-id')!);
    const second = await complete('again-1', { max_tokens: 7 });
    expect([first.status, second.status]).toEqual([200, 409]);
    await second.text();
    expect(await self()).toBe(before - PROMPT_TOKENS * PROMPT_QUOTA - 7 * COMPLETION_QUOTA);
  });

  it('charges what was used if the client goes away', async () => {
    const before = await self();
    const abort = new AbortController();
    const response = await complete('gone-1', { stream: true, max_tokens: 2000 }, abort.signal);
    const reader = response.body!.getReader();
    for (let n = 0; n < 5; n += 1) await reader.read();
    abort.abort();
    const { amount, completion_tokens: tokens } = await settled(response.headers.get('x-request-id')!);
    expect(tokens).toBeGreaterThanOrEqual(5);
    expect(tokens).toBeLessThan(2000);
    expect(await self()).toBe(before - amount);
    expect(await reserved()).toBe(0);
  });

  it('charges nothing and repeats no text of the upstream if the upstream fails', async () => {
    const before = await self();
    const response = await complete('broken-1', { model: 'broken' });
    expect(response.status).toBe(502);
    expect(await response.text()).not.toContain('secret');
    expect([await self(), await reserved()]).toEqual([before, 0]);
  });

  it('passes on which limit refused a request', async () => {
    const response = await complete('poor-1', { max_tokens: QUOTA });
    expect(response.status).toBe(402);
    expect(await response.json()).toMatchObject({ error: { code: 'INSUFFICIENT_QUOTA' } });
  });

  it('settles what its journal holds after it was killed in the middle of a stream', async () => {
    const before = await self();
    const response = await complete('killed-1', { stream: true, max_tokens: 2000 });
    const id = response.headers.get('x-request-id')!;
    const reader = response.body!.getReader();
    const reading = (async () => {
      while (!(await reader.read()).done);
    })().catch(() => undefined);
    await sleep(1500);
    relay.kill('SIGKILL');
    await reading;
    writeFileSync(join(spool, 'torn.json.new'), '{"request_id":');
    [relay, relayUrl] = await start('relay.mjs', env);
    const { amount, completion_tokens: tokens } = await settled(id);
    expect(tokens).toBeGreaterThan(0);
    expect(await self()).toBe(before - amount);
    expect(await reserved()).toBe(0);
    for (let n = 0; n < 100 && readdirSync(spool).length > 0; n += 1) await sleep(50);
    expect(readdirSync(spool)).toEqual([]);
  });

  it('serves one of two requests with one id at the same time, and charges it once', async () => {
    const before = await self();
    const both = await Promise.all([complete('twin-1', { max_tokens: 9 }), complete('twin-1', { max_tokens: 9 })]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
    await Promise.all(both.map((one) => one.text()));
    await settled(both[0]!.headers.get('x-request-id') ?? both[1]!.headers.get('x-request-id')!);
    expect(await self()).toBe(before - PROMPT_TOKENS * PROMPT_QUOTA - 9 * COMPLETION_QUOTA);
  });

  it('waits for a client that reads slowly instead of buffering the answer', async () => {
    const response = await complete('slow-1', { stream: true, max_tokens: 300 });
    await sleep(1000);
    expect((await response.text()).match(/word/g)).toHaveLength(300);
    await settled(response.headers.get('x-request-id')!);
    expect(await reserved()).toBe(0);
  });

  it('releases what was not served when it was killed before the upstream was asked', async () => {
    const before = await self();
    relay.kill('SIGKILL');
    const id = 'begun-1';
    await fetch(`${platform.origin}/api/relay/reserve`, {
      method: 'POST',
      headers: { authorization: `Bearer ${env.RELAY_CREDENTIAL}`, 'content-type': 'application/json' },
      body: JSON.stringify({ request_id: id, key, amount: 100 }),
    });
    const settlement = { request_id: id, amount: 0, model: 'mock' };
    writeFileSync(join(spool, `${id}.json`), JSON.stringify({ state: 'begun', settlement }));
    [relay, relayUrl] = await start('relay.mjs', env);
    for (let n = 0; n < 50 && readdirSync(spool).length > 0; n += 1) await sleep(100);
    expect([await self(), await reserved(), readdirSync(spool)]).toEqual([before, 0, []]);
    expect(await receipt(id)).toMatchObject({ state: 'released' });
  });

  it('runs by the command of the README and shows the receipt', async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [join(FOLDER, 'demo.mjs')], {
      env: { PATH: process.env.PATH, TOLLGATE_URL: platform.origin },
    });
    expect(stdout.match(/word/g)).toHaveLength(12);
    expect(stdout).toContain('"state": "settled"');
  });
});

(natsIsHere(1) ? it : it.skip)(
  'charges what was served, and nothing twice, while services and relay are killed in turn',
  async () => {
    const main = fileURLToPath(new URL('../../../../tools/faults/main.mjs', import.meta.url));
    const { stdout } = await promisify(execFile)(process.execPath, [main, '--relay', '--seconds', '14'], {
      env: process.env,
    });
    expect(stdout).toContain('passed: 0 differences');
  },
  180_000,
);
