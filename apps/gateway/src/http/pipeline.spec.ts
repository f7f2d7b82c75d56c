import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { ErrorCode } from '@tollgate/contracts';
import { probeGateway, ProbeMesh, SECRET, SIGNED_IN } from './testing/probe.js';

const mesh = new ProbeMesh();
let app: NestFastifyApplication;
let lines: string[];

beforeAll(async () => {
  ({ app, lines } = await probeGateway(mesh));
});
beforeEach(() => {
  mesh.sent = [];
  mesh.answer = () => ({ ok: true, data: { id: 1, name: 'n' } });
});
afterAll(() => app.close());

const json = { 'content-type': 'application/json' };

function refuse(code: ErrorCode, params = {}, retryAfter?: number): void {
  mesh.answer = () => ({ ok: false, error: { code, params, retryAfter } });
}

describe('the request of a contract', () => {
  it('is built from path, query and body by the kinds of its fields', async () => {
    await app.inject({ url: '/api/probe/7?name=x&flag=true&ids=1&ids=2&unknown=1&email=a+b@c.d' });
    expect(mesh.body).toEqual({ id: 7, name: 'x', flag: true, ids: [1, 2], email: 'a+b@c.d' });
  });

  it('keeps a text that it cannot convert, so that the service refuses it', async () => {
    await app.inject({ url: '/api/probe/abc?name=1&name=2' });
    expect(mesh.body).toEqual({ id: 'abc', name: ['1', '2'] });
  });

  it('takes only declared fields of the body, and ignores the query', async () => {
    const payload = { name: 'x', role: 100, id: '5' };
    await app.inject({ method: 'PUT', url: '/api/probe?flag=true', headers: SIGNED_IN, payload });
    expect(mesh.body).toEqual({ name: 'x', id: '5' });
  });

  it('takes the query fields that a writing route names', async () => {
    await app.inject({ method: 'POST', url: '/api/open?turnstile=t&name=x', payload: { id: 1 } });
    expect(mesh.body).toEqual({ id: 1, turnstile: 't' });
  });

  it.each([
    ['no content type', {}],
    ['text/plain', { 'content-type': 'text/plain' }],
    ['a form content type', { 'content-type': 'application/x-www-form-urlencoded' }],
    ['JSON with a charset', { 'content-type': 'application/json; charset=utf-8' }],
  ])('is read as JSON with %s', async (_, headers) => {
    const reply = await app.inject({ method: 'POST', url: '/api/open', headers, payload: '{"name":"x"}' });
    expect(reply.json()).toEqual({ success: true, message: '' });
    expect(mesh.body).toEqual({ name: 'x' });
  });

  it.each([
    ['', json],
    ['', {}],
    ['null', json],
  ] as const)('accepts an empty body: %p', async (payload, headers) => {
    const reply = await app.inject({ method: 'POST', url: '/api/open', headers, payload });
    expect([reply.statusCode, reply.json().success, mesh.body]).toEqual([200, true, {}]);
  });

  it('contains the raw body in base64 if the route takes it', async () => {
    const bytes = Buffer.from([0xff, 0x00, 0x7b]);
    const headers = { 'stripe-signature': 't=1', 'content-type': 'application/json', origin: 'https://elsewhere' };
    await app.inject({ method: 'POST', url: '/api/hook', headers, payload: bytes });
    expect(mesh.body).toEqual({ payload: bytes.toString('base64'), signature: 't=1' });
  });

  it('contains the whole query as a map if the route takes it', async () => {
    await app.inject({ url: '/api/notice?pid=1&sign=a%2Bb&money=10.00' });
    expect(mesh.body).toEqual({ params: { pid: '1', sign: 'a+b', money: '10.00' } });
  });

  it('clamps page and page size', async () => {
    await app.inject({ url: '/api/pages?p=-3&ps=500' });
    expect(mesh.body).toEqual({ p: 1, page_size: 100 });
  });
});

describe('a bad body', () => {
  it.each([
    ['broken JSON', '{"a":', 'MALFORMED_BODY'],
    ['two values', '{} {}', 'MALFORMED_BODY'],
    ['no UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]), 'MALFORMED_BODY'],
    ['a prototype key', '{"__proto__":{"role":100}}', 'MALFORMED_BODY'],
    ['a deep prototype key', '{"any":[{"constructor":{"prototype":{}}}]}', 'MALFORMED_BODY'],
    ['too deep', `{"any":${'['.repeat(40)}${']'.repeat(40)}}`, 'MALFORMED_BODY'],
    ['deep enough to overflow', `{"any":${'['.repeat(60_000)}${']'.repeat(60_000)}}`, 'MALFORMED_BODY'],
    ['a list', '[1]', 'INVALID_PARAMETER'],
    ['a text', '"x"', 'INVALID_PARAMETER'],
    ['a number', '1', 'INVALID_PARAMETER'],
  ])('is refused without a call: %s', async (_, payload, code) => {
    const reply = await app.inject({ method: 'POST', url: '/api/open', headers: json, payload });
    expect([reply.statusCode, reply.json()]).toEqual([200, expect.objectContaining({ success: false, code })]);
    expect(mesh.sent).toEqual([]);
  });

  it('of three megabytes is refused as too large', async () => {
    const payload = { name: 'x'.repeat(3_000_000) };
    const reply = await app.inject({ method: 'POST', url: '/api/open', payload });
    expect([reply.statusCode, reply.json().code]).toEqual([413, 'BODY_TOO_LARGE']);
  });

  it('may be larger if the route has a larger limit', async () => {
    const reply = await app.inject({ method: 'POST', url: '/api/hook', payload: Buffer.alloc(200_000, 0x20) });
    expect(reply.statusCode).toBe(200);
  });

  it('is refused with 401 first if the credential is missing', async () => {
    const reply = await app.inject({ method: 'PUT', url: '/api/probe', headers: json, payload: '{"a":' });
    expect([reply.statusCode, reply.json().code]).toEqual([401, 'UNAUTHENTICATED']);
  });

  it('with NUL and lone surrogates reaches the service, which refuses it', async () => {
    await app.inject({ method: 'POST', url: '/api/open', headers: json, payload: '{"name":"\\u0000\\ud800"}' });
    expect(mesh.body).toEqual({ name: '\0\ud800' });
  });
});

describe('a credential', () => {
  it.each([
    ['none', {}, 'UNAUTHENTICATED'],
    ['a cookie of another product', { cookie: 'session=MTc=', 'new-api-user': '7' }, 'UNAUTHENTICATED'],
    ['a malformed token', { authorization: 'Bearer x', 'new-api-user': '7' }, 'CREDENTIAL_INVALID'],
    ['no New-Api-User', { cookie: `session=${SECRET}` }, 'NEW_API_USER_MISSING'],
    ['a malformed New-Api-User', { ...SIGNED_IN, 'new-api-user': '-1' }, 'NEW_API_USER_MALFORMED'],
  ])('is refused with 401 without a call: %s', async (_, headers, code) => {
    const reply = await app.inject({ url: '/api/token', headers });
    expect([reply.statusCode, reply.json()]).toEqual([401, expect.objectContaining({ success: false, code })]);
    expect(mesh.sent).toEqual([]);
  });

  it('is sent hashed, both session and bearer', async () => {
    const headers = { ...SIGNED_IN, authorization: `Bearer ${'b'.repeat(32)}`, 'new-api-user': 'Bearer 7' };
    await app.inject({ url: '/api/token', headers });
    const { credential } = mesh.caller;
    expect(credential).toEqual({ session: expect.any(String), bearer: expect.any(String), userId: 7 });
    expect(JSON.stringify(mesh.sent)).not.toMatch(new RegExp(`${SECRET}|b{32}`));
  });

  it('is sent on public routes, which ignore New-Api-User', async () => {
    await app.inject({ url: '/api/probe/1', headers: { cookie: `session=${SECRET}`, 'new-api-user': '-1' } });
    expect(mesh.caller.credential).toEqual({ session: expect.any(String) });
    await app.inject({ url: '/api/probe/1', headers: { authorization: 'nonsense' } });
    expect(mesh.caller.credential).toBeUndefined();
  });

  it('needs no New-Api-User if a browser navigates to the route', async () => {
    const headers = { cookie: `session=${SECRET}`, 'sec-fetch-site': 'same-origin' };
    const reply = await app.inject({ url: '/api/navigated', headers });
    expect(reply.json().success).toBe(true);
    expect(mesh.caller.credential?.userId).toBeUndefined();
  });
});

describe('another site', () => {
  const write = { method: 'POST', url: '/api/open', payload: { name: 'x' } } as const;
  it.each([
    [{ 'sec-fetch-site': 'cross-site' }, 403],
    [{ 'sec-fetch-site': 'same-site' }, 403],
    [{ 'sec-fetch-site': 'same-origin', origin: 'https://elsewhere' }, 200],
    [{ 'sec-fetch-site': 'none' }, 200],
    [{ origin: 'https://elsewhere.example' }, 403],
    [{ origin: 'null' }, 403],
    [{ origin: 'not a url' }, 403],
    [{ origin: 'http://localhost:80' }, 200],
    [{ origin: 'http://localhost.evil' }, 403],
    [{}, 200],
  ])('that writes with %p gets %p', async (headers, status) => {
    const reply = await app.inject({ ...write, headers: { host: 'localhost:80', ...headers } });
    expect(reply.statusCode).toBe(status);
    if (status === 403) expect([reply.json().code, mesh.sent]).toEqual(['ORIGIN_REFUSED', []]);
    expect(reply.headers['access-control-allow-origin']).toBeUndefined();
  });

  it('is refused on a GET that changes state, and on no other GET', async () => {
    const headers = { ...SIGNED_IN, 'sec-fetch-site': 'cross-site' };
    expect((await app.inject({ url: '/api/token', headers })).statusCode).toBe(403);
    expect((await app.inject({ url: '/api/probe/1', headers })).statusCode).toBe(200);
  });

  const at = (referer: string) => ({ referer });
  const cookie = `session=${SECRET}`;
  it.each([
    ['a page of ours', { 'sec-fetch-site': 'same-origin' }, 200],
    ['a page of ours that hides itself', { 'sec-fetch-site': 'same-origin', ...at('https://elsewhere.example/') }, 200],
    ['another site', { 'sec-fetch-site': 'cross-site' }, 403],
    ['another site that shows our page', { 'sec-fetch-site': 'cross-site', ...at('http://localhost:80/') }, 403],
    ['a neighbour', { 'sec-fetch-site': 'same-site' }, 403],
    ['a mail, a bookmark, the address bar', { 'sec-fetch-site': 'none', 'new-api-user': '7' }, 403],
    ['without HTTPS: a page of ours', at('http://localhost:80/console/personal?a=b'), 200],
    ['without HTTPS: a proxy adds it', at('https://localhost:80/console/personal'), 200],
    ['without HTTPS: another site', at('http://elsewhere.example/localhost:80'), 403],
    ['without HTTPS: a look-alike', at('http://localhost:80@elsewhere.example/'), 403],
    ['without HTTPS: another port', at('http://localhost:8080/'), 403],
    ['without HTTPS: an app on a phone', at('android-app://com.example.evil/'), 403],
    ['without HTTPS: no page', at('about:blank'), 403],
    ['without HTTPS: another site that hides itself, or a mail', {}, 403],
    ['a program', { 'new-api-user': '7' }, 200],
  ])('that navigates with a cookie, from %s: %p gets %p', async (_, from, status) => {
    const headers = { host: 'localhost:80', cookie: `session=${SECRET}`, ...from };
    const reply = await app.inject({ url: '/api/navigated', headers });
    expect(reply.statusCode).toBe(status);
    if (status === 403) expect([reply.json().code, mesh.sent]).toEqual(['ORIGIN_REFUSED', []]);
  });

  it.each([
    ['another site', { cookie, 'sec-fetch-site': 'cross-site' }, 403],
    ['a mail', { cookie, 'sec-fetch-site': 'none' }, 403],
    ['without HTTPS: a link elsewhere', { cookie, ...at('http://elsewhere.example/') }, 403],
    ['without HTTPS: one that hides itself', { cookie }, 403],
    ['without HTTPS: a page of ours', { cookie, ...at('http://localhost:80/console') }, 200],
    ['the web client', { cookie, 'new-api-user': '-1' }, 200],
    ['a program with a token', { authorization: `Bearer ${SECRET}` }, 200],
    ['a guest', {}, 200],
  ])('that logs out by GET, from %s: %p gets %p', async (_, from, status) => {
    const reply = await app.inject({ url: '/api/logout', headers: { host: 'localhost:80', ...from } });
    expect([reply.statusCode, reply.headers['set-cookie'] !== undefined]).toEqual([status, status === 200]);
    if (status === 403) expect([reply.json().code, mesh.sent]).toEqual(['ORIGIN_REFUSED', []]);
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', ''])(
    'cannot write by a form with a cookie: %p',
    async (type) => {
      const headers = { cookie: `session=${SECRET}`, ...(type ? { 'content-type': type } : {}) };
      const reply = await app.inject({ ...write, payload: '{"name":"x"}', headers });
      expect([reply.json().code, mesh.sent]).toEqual(['UNSUPPORTED_MEDIA_TYPE', []]);
    },
  );

  it('is not assumed for clients that are no browsers', async () => {
    const reply = await app.inject({ ...write, payload: '{"name":"x"}', headers: { ...SIGNED_IN } });
    expect(reply.json().success).toBe(true);
  });
});

describe('a page of another origin', () => {
  const asking = { origin: 'https://elsewhere.example', 'access-control-request-method': 'GET' };

  it('may read routes that are open to pages, without cookies', async () => {
    const preflight = await app.inject({ method: 'OPTIONS', url: '/api/balance', headers: asking });
    expect([preflight.statusCode, preflight.headers['access-control-allow-origin']]).toEqual([204, '*']);
    expect(preflight.headers['access-control-allow-headers']).toContain('authorization');
    const reply = await app.inject({ url: '/api/balance/', headers: asking });
    expect([reply.statusCode, reply.headers['access-control-allow-origin']]).toEqual([200, '*']);
    expect(reply.headers['access-control-allow-credentials']).toBeUndefined();
  });

  it('may read no other route', async () => {
    expect((await app.inject({ method: 'OPTIONS', url: '/api/token', headers: asking })).statusCode).toBe(404);
    const reply = await app.inject({ url: '/api/probe/1', headers: asking });
    expect(reply.headers['access-control-allow-origin']).toBeUndefined();
  });
});

describe('an answer', () => {
  it('puts the named field into data, with the message in the requested language', async () => {
    const zh = await app.inject({ url: '/api/probe/1' });
    const en = await app.inject({ url: '/api/probe/1', headers: { 'accept-language': 'en' } });
    expect(zh.json()).toEqual({ success: true, message: '更新成功', data: 'n' });
    expect(en.json()).toEqual({ success: true, message: 'Updated', data: 'n' });
  });

  it('of a payment route has the message success and fields beside data', async () => {
    const reply = await app.inject({ method: 'POST', url: '/api/pay', payload: {} });
    expect(reply.json()).toEqual({ success: true, message: 'success', data: { id: 1 }, name: 'n' });
  });

  it('of a plain route is the unchanged reply', async () => {
    expect((await app.inject({ url: '/api/notice' })).json()).toEqual({ id: 1, name: 'n' });
  });

  it('to a login puts the secret into the cookie and not into the body', async () => {
    mesh.answer = () => ({ ok: true, data: { cookie: SECRET, cookie_max_age: 60, token: 't' } });
    const reply = await app.inject({ method: 'POST', url: '/api/login', payload: { username: 'a', password: 'b' } });
    expect(reply.json()).toEqual({ success: true, message: '登录成功', data: { token: 't' } });
    expect(reply.headers['set-cookie']).toBe(`session=${SECRET}; Max-Age=60; Path=/; HttpOnly; SameSite=Lax`);
  });

  it('to a login that needs a second factor contains require_2fa', async () => {
    mesh.answer = () => ({ ok: true, data: { cookie: SECRET, cookie_max_age: 60, require_2fa: true } });
    const reply = await app.inject({ method: 'POST', url: '/api/login', payload: { username: 'a', password: 'b' } });
    expect(reply.json()).toEqual({ success: true, message: '请输入两步验证码', data: { require_2fa: true } });
  });

  it('to a login method that cannot ask for the code is SECOND_FACTOR_REQUIRED with the cookie for login/2fa', async () => {
    mesh.answer = () => ({ ok: true, data: { cookie: SECRET, cookie_max_age: 60, require_2fa: true } });
    const payload = { username: 'a', password: 'b' };
    const reply = await app.inject({ method: 'POST', url: '/api/other-login', payload });
    const refusal = { success: false, message: '请输入两步验证码', code: 'SECOND_FACTOR_REQUIRED' };
    expect([reply.statusCode, reply.json()]).toEqual([200, refusal]);
    expect(reply.headers['set-cookie']).toBe(`session=${SECRET}; Max-Age=60; Path=/; HttpOnly; SameSite=Lax`);
  });

  it.each([{}, { username: 'a' }, { username: '', password: 'b' }, { username: 'a', password: 1 }])(
    'to a login with %p is a refusal without a call',
    async (payload) => {
      const reply = await app.inject({ method: 'POST', url: '/api/login', payload });
      expect([reply.statusCode, reply.json().code, mesh.sent]).toEqual([200, 'INVALID_PARAMETER', []]);
    },
  );

  it('to a logout removes the cookie', async () => {
    mesh.answer = () => ({ ok: true, data: {} });
    const reply = await app.inject({ url: '/api/logout', headers: SIGNED_IN });
    expect(reply.headers['set-cookie']).toMatch(
      /^session=; Max-Age=0; Path=\/; Expires=Thu, 01 Jan 1970.*HttpOnly; SameSite=Lax$/,
    );
  });

  it('sets the browser-binding cookie once', async () => {
    const first = await app.inject({ method: 'POST', url: '/api/open', payload: {} });
    const secret = /^browser=([\w-]{43}); Max-Age=\d+; Path=\/; HttpOnly; SameSite=Lax$/.exec(
      String(first.headers['set-cookie']),
    );
    const bound = mesh.caller.browser;
    const again = { 'content-type': 'application/json', cookie: `browser=${secret?.[1]}` };
    const second = await app.inject({ method: 'POST', url: '/api/open', payload: {}, headers: again });
    expect(bound).toMatch(/^[\w-]{43}$/);
    expect([second.headers['set-cookie'], mesh.caller.browser]).toEqual([undefined, bound]);
  });
});

describe('a refusal', () => {
  it.each([
    ['PERMISSION_DENIED', {}, 200, '无权进行此操作，权限不足'],
    ['INVALID_PARAMETER', { field: 'id' }, 200, '无效的参数：id'],
    ['USER_DISABLED', {}, 401, '用户已被封禁'],
    ['OVERLOADED', {}, 503, '服务繁忙，请稍后再试'],
    ['OUTCOME_UNKNOWN', {}, 504, '未能及时得到结果，操作可能已完成'],
    ['IDEMPOTENCY_IN_PROGRESS', {}, 409, '相同的请求正在处理中'],
  ] as const)('%s %p answers %i', async (code, params, status, message) => {
    refuse(code, params);
    const reply = await app.inject({ url: '/api/probe/1' });
    expect([reply.statusCode, reply.json()]).toEqual([status, { success: false, message, code }]);
    expect(reply.headers['retry-after']).toBe(status === 503 ? '1' : undefined);
  });

  it('of a payment route repeats the error in data', async () => {
    refuse('PERMISSION_DENIED');
    const reply = await app.inject({ method: 'POST', url: '/api/pay', payload: {} });
    const reason = '无权进行此操作，权限不足';
    expect(reply.json()).toEqual({ success: false, message: reason, data: reason, code: 'PERMISSION_DENIED' });
  });

  it('is problem details with its true status if the client prefers them', async () => {
    refuse('INVALID_PARAMETER', { field: 'id' });
    const headers = { accept: 'application/problem+json', 'accept-language': 'en' };
    const reply = await app.inject({ url: '/api/probe/1', headers });
    expect(reply.statusCode).toBe(400);
    expect(reply.headers['content-type']).toContain('application/problem+json');
    expect(reply.json()).toEqual({
      type: '/docs/errors#INVALID_PARAMETER',
      title: 'Invalid parameter: id',
      status: 400,
      code: 'INVALID_PARAMETER',
      instance: reply.headers['x-request-id'],
      params: { field: 'id' },
    });
  });

  it('of an unexpected error contains no details, and the log contains them', async () => {
    mesh.answer = () => {
      throw new Error('connect nats://user:pass@host');
    };
    const reply = await app.inject({ url: '/api/probe/1' });
    expect([reply.statusCode, reply.json()]).toEqual([
      500,
      { success: false, message: '服务器内部错误', code: 'INTERNAL' },
    ]);
    expect(lines.at(-1)).toContain('nats://');
    expect(lines.at(-1)).toContain(reply.headers['x-request-id']);
  });

  it('of an invalid Idempotency-Key comes before the call', async () => {
    const headers = { ...SIGNED_IN, 'idempotency-key': 'x'.repeat(256) };
    const reply = await app.inject({ method: 'PUT', url: '/api/probe', headers, payload: {} });
    expect([reply.json().code, mesh.sent]).toEqual(['IDEMPOTENCY_KEY_INVALID', []]);
  });
});

describe('a path', () => {
  it.each(['/api/probe/1', '/api/probe/1/', '/api/pages/?p=2', '/api/pages?p=2'])('answers %s', async (url) => {
    expect((await app.inject({ url })).statusCode).toBe(200);
  });

  it.each([
    ['GET', '/api/nothing'],
    ['POST', '/api/probe/1'],
    ['PATCH', '/api/probe/'],
    ['HEAD', '/api/probe/1'],
    ['OPTIONS', '/api/probe/1'],
    ['GET', '/api/probe/'],
    ['GET', '/api/probe//'],
    ['GET', '//api/probe/1'],
    ['GET', '/%61pi/probe/1'],
    ['GET', '/api/probe/%31'],
    ['GET', '/api/probe%2f1'],
    ['GET', '/api/%ZZ'],
    ['GET', '/API/probe/1'],
    ['GET', `/api/probe/${'1'.repeat(300)}`],
  ] as const)('answers %s %s with 404 and never 405', async (method, url) => {
    const reply = await app.inject({ method, url });
    expect(reply.statusCode).toBe(404);
    if (method !== 'HEAD') expect(reply.json()).toMatchObject({ success: false, code: 'NOT_FOUND' });
    expect(mesh.sent).toEqual([]);
  });
});

describe('every reply', () => {
  it.each(['/api/probe/1', '/api/nothing', '/api/token', '/api/%ZZ'])('of %s has the security headers', async (url) => {
    const { headers } = await app.inject({ url });
    expect(headers).toMatchObject({
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'content-security-policy': expect.stringContaining("frame-ancestors 'none'"),
      'x-request-id': expect.stringMatching(/^[\w-]{36}$/),
    });
    expect(headers['strict-transport-security']).toBeUndefined();
    expect(headers['x-powered-by']).toBeUndefined();
  });

  it.each([404, 200])('with status %p is JSON in UTF-8', async (status) => {
    const reply = await app.inject({ url: status === 404 ? '/x' : '/api/probe/1' });
    expect([reply.statusCode, reply.headers['content-type']]).toEqual([status, 'application/json; charset=utf-8']);
  });
});
