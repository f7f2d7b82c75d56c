import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { type ClientOptions, CookieJar, TollgateClient, TollgateError, withCookies } from './index.js';

let servers: Server[] = [];
afterEach(() => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
  servers = [];
});

interface Seen {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** A server that answers so, a client of it, and what the server was sent. */
async function answering(listener: RequestListener, options: ClientOptions = {}) {
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += String(chunk)));
    request.on('end', () => {
      seen.push({ url: request.url ?? '', method: request.method ?? '', headers: request.headers, body });
      listener(request, response);
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { seen, client: new TollgateClient({ baseUrl, ...options }) };
}

const json = (body: object | string, status = 200, headers: Record<string, string> = {}): RequestListener => {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return (_, response) => response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(text);
};

const raised = async (call: Promise<unknown>): Promise<TollgateError> => {
  const error: unknown = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof TollgateError)) throw new Error(`raised ${String(error)}`);
  return error;
};

describe('a call', () => {
  it('puts parameters where the reference places them, and sends the caller’s credential', async () => {
    const { seen, client } = await answering(json({ success: true, message: '', data: {} }));
    const user = client.as({ userId: 7, token: 'secret' });
    await user.GET('/api/user/{id}', { params: { path: { id: 9 } } });
    await user.GET('/api/user/search', { params: { query: { keyword: 'a b&c', p: 2 } } });
    await user.PUT('/api/user/self', { body: { display_name: '小明' } });
    await user.DELETE('/api/token/{id}', { params: { path: { id: 3 } } });
    expect(seen.map(({ method, url, body }) => [method, url, body])).toEqual([
      ['GET', '/api/user/9', ''],
      ['GET', '/api/user/search?keyword=a%20b%26c&p=2', ''],
      ['PUT', '/api/user/self', '{"display_name":"小明"}'],
      ['DELETE', '/api/token/3', ''],
    ]);
    for (const { headers } of seen)
      expect(headers).toMatchObject({ 'new-api-user': '7', authorization: 'Bearer secret' });
    expect(seen[2]?.headers['content-type']).toBe('application/json');
  });

  it('resolves to the body, with what stands beside data', async () => {
    const reply = { success: true, message: 'success', data: { pid: '1' }, url: 'https://pay.example/submit.php' };
    const { client } = await answering(json(reply));
    const body = { amount: 10, payment_method: 'alipay' };
    expect(await client.POST('/api/user/pay', { body })).toEqual(reply);
  });

  it('sends its idempotency key and own headers, and no credential by default', async () => {
    const { seen, client } = await answering(json({ success: true, message: '', data: 5 }), {
      headers: { 'accept-language': 'en' },
    });
    await client.POST('/api/user/topup', { body: { key: 'k' }, idempotencyKey: 'once' });
    expect(seen[0]?.headers).toMatchObject({ 'idempotency-key': 'once', 'accept-language': 'en' });
    expect(Object.keys(seen[0]?.headers ?? {})).not.toEqual(expect.arrayContaining(['authorization']));
    expect(seen[0]?.headers).not.toHaveProperty('new-api-user');
    await client.GET('/api/status', { headers: { 'accept-language': 'zh' } });
    expect(seen[1]?.headers).toMatchObject({ 'accept-language': 'zh' });
  });

  it('is given up after its time, and by its caller', async () => {
    const { client } = await answering(() => undefined, { timeoutMs: 50 });
    await expect(client.GET('/api/status')).rejects.toMatchObject({ name: 'TimeoutError' });
    const { client: patient } = await answering(() => undefined, { timeoutMs: 60_000 });
    const abort = new AbortController();
    const call = patient.GET('/api/status', { signal: abort.signal });
    abort.abort();
    await expect(call).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('raises the error of fetch if the server cannot be reached', async () => {
    const client = new TollgateClient({ baseUrl: 'http://127.0.0.1:1' });
    await expect(client.GET('/api/status')).rejects.toMatchObject({ name: 'TypeError' });
  });
});

describe('a refusal', () => {
  it('in problem details has its true status, its parameters and the time to wait', async () => {
    const problem = {
      type: '/docs/errors#RATE_LIMITED',
      title: 'Too many requests',
      status: 429,
      code: 'RATE_LIMITED',
      instance: 'a-request',
      params: { field: 'x' },
    };
    const headers = { 'content-type': 'application/problem+json', 'retry-after': '7' };
    const { client } = await answering(json(problem, 429, headers));
    const error = await raised(client.GET('/api/status'));
    expect(error).toMatchObject({
      name: 'TollgateError',
      code: 'RATE_LIMITED',
      message: 'Too many requests',
      status: 429,
      retryAfter: 7,
      requestId: 'a-request',
      params: { field: 'x' },
    });
  });

  it('in the envelope at HTTP 200 is raised too', async () => {
    const refusal = { success: false, message: '用户名或密码错误', code: 'LOGIN_REFUSED' };
    const { client } = await answering(json(refusal, 200, { 'x-request-id': 'id-of-it' }));
    const error = await raised(client.POST('/api/user/login', { body: { username: 'a', password: 'b' } }));
    expect(error).toMatchObject({ code: 'LOGIN_REFUSED', message: '用户名或密码错误', status: 200 });
    expect([error.requestId, error.retryAfter, error.params]).toEqual(['id-of-it', undefined, {}]);
  });

  it('without a code, or of no server of ours, is UNKNOWN', async () => {
    const bare = await answering(json({ success: false, message: 'no' }));
    expect(await raised(bare.client.GET('/api/status'))).toMatchObject({ code: 'UNKNOWN', message: 'no' });
    for (const status of [200, 502]) {
      const page = await answering(json('<html>Bad Gateway</html>', status, { 'content-type': 'text/html' }));
      const error = await raised(page.client.GET('/api/status'));
      expect(error).toMatchObject({ code: 'UNKNOWN', message: `HTTP ${status}`, status });
    }
    const empty = await answering(json('', 200, { 'content-length': '0' }));
    expect(await raised(empty.client.GET('/api/status'))).toMatchObject({ code: 'UNKNOWN' });
  });

  it('may name a date to wait for', async () => {
    const date = new Date(Date.now() + 90_000).toUTCString();
    const { client } = await answering(json({}, 503, { 'retry-after': date }));
    const { retryAfter = 0 } = await raised(client.GET('/api/status'));
    expect(Math.abs(retryAfter - 90)).toBeLessThanOrEqual(2);
    const { client: odd } = await answering(json({}, 503, { 'retry-after': 'soon' }));
    expect((await raised(odd.GET('/api/status'))).retryAfter).toBeUndefined();
  });
});

describe('a download', () => {
  const batch = { params: { query: { batch_id: 1 } } };

  it('is a response that can be streamed', async () => {
    const { client } = await answering(json('id,key\r\n', 200, { 'content-type': 'text/csv; charset=utf-8' }));
    const file = await client.download('/api/redemption/export', batch);
    expect([file.bodyUsed, await file.text()]).toEqual([false, 'id,key\r\n']);
  });

  it('raises the refusal that comes in its place', async () => {
    const { client } = await answering(json({ success: false, message: '', code: 'REDEMPTION_NOT_FOUND' }));
    const error = await raised(client.download('/api/redemption/export', batch));
    expect(error.code).toBe('REDEMPTION_NOT_FOUND');
  });

  it('may be JSON where the route can answer that', async () => {
    const reply = { success: true, message: '', data: { opening_balance: 1 } };
    const { client } = await answering(json(reply));
    const query = { from: '2026-01-01', format: 'json' } as const;
    expect(await (await client.download('/api/user/statement', { params: { query } })).json()).toEqual(reply);
  });
});

describe('cookies', () => {
  it('are kept and forgotten as a browser would', async () => {
    const jar = new CookieJar();
    const lines = ['session=abc; Path=/; HttpOnly', 'browser=def=; Max-Age=100', 'gone=x; Max-Age=0'];
    let round = 0;
    const { seen, client } = await answering(
      (_, response) => {
        response.writeHead(200, {
          'content-type': 'application/json',
          'set-cookie': round++ === 0 ? lines : ['session=; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT'],
        });
        response.end('{"success":true,"message":""}');
      },
      { fetch: withCookies(jar) },
    );
    for (let i = 0; i < 3; i++) await client.as({ userId: i }).GET('/api/status');
    expect(seen.map(({ headers }) => headers.cookie)).toEqual([undefined, 'session=abc; browser=def=', 'browser=def=']);
    expect([...jar.cookies]).toEqual([['browser', 'def=']]);
  });
});
