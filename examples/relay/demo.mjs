/**
 * Runs the relay against its mock upstream and a platform: makes a relay credential and an API key as root, streams one answer, prints
 * the receipt, and removes both again. Settings: TOLLGATE_URL, ROOT_NAME, ROOT_PASSWORD.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startMockUpstream } from './mock-upstream.mjs';
import { readSettings, startRelay } from './relay.mjs';

const { TOLLGATE_URL = 'http://localhost:3000', ROOT_NAME = 'root', ROOT_PASSWORD = 'password123' } = process.env;
/** @type {Record<string, string>} */
const headers = { 'content-type': 'application/json' };

/** @param {string} method @param {string} path @param {object} [body] @returns {Promise<any>} */
async function call(method, path, body) {
  const response = await fetch(`${TOLLGATE_URL}${path}`, {
    method,
    headers,
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  const cookie = response.headers
    .getSetCookie()
    .find((one) => one.startsWith('session='))
    ?.split(';')[0];
  if (cookie) headers.cookie = cookie;
  const answer = await response.json();
  if (!answer.success) throw new Error(`${method} ${path}: ${answer.message}`);
  return answer.data;
}

const root = await call('POST', '/api/user/login', { username: ROOT_NAME, password: ROOT_PASSWORD });
headers['new-api-user'] = String(root.id);
const credential = await call('POST', '/api/relay-credential', { name: 'demo' });
await call('POST', '/api/token/', { name: 'relay demo', unlimited_quota: true });
const { items } = await call('GET', '/api/token/?p=1&page_size=1');
const folder = await mkdtemp(join(tmpdir(), 'tollgate-relay-'));
const upstream = await startMockUpstream();
const relay = await startRelay(
  readSettings({
    TOLLGATE_URL,
    RELAY_CREDENTIAL: credential.secret,
    UPSTREAM_URL: upstream.url,
    PORT: '0',
    SPOOL_DIR: folder,
  }),
);
try {
  const address = relay.server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const response = await fetch(`http://127.0.0.1:${port}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer sk-${items[0].key}` },
    body: JSON.stringify({
      ...{ model: 'mock', stream: true, max_tokens: 12 },
      messages: [{ role: 'user', content: 'Count to twelve.' }],
    }),
  });
  for await (const part of response.body ?? []) process.stdout.write(part);
  const id = response.headers.get('x-request-id');
  for (let n = 0; n < 50; n += 1) {
    const receipt = await call('GET', `/api/usage/receipt/${id}`).catch(() => undefined);
    if (receipt?.state === 'settled') {
      console.log(JSON.stringify(receipt, null, 2));
      break;
    }
    await sleep(100);
  }
} finally {
  await relay.close();
  await upstream.close();
  await call('DELETE', `/api/relay-credential/${credential.id}`);
  await call('DELETE', `/api/token/${items[0].id}`);
  await rm(folder, { recursive: true });
}
