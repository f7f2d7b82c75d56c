import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { resetsRpc } from '@tollgate/contracts/auth/resets';
import { sessionsRpc } from '@tollgate/contracts/auth/sessions';
import { signUpsRpc } from '@tollgate/contracts/auth/sign-ups';
import { verificationsRpc } from '@tollgate/contracts/auth/verifications';
import { testDatabase, type TestDatabase } from '@tollgate/testing/database';
import { failures, type HttpDouble, httpDouble } from '@tollgate/testing/providers';
import { type ServiceUnderTest, serviceUnderTest } from '@tollgate/testing/service';
import { auth } from '../index.js';

let db: TestDatabase;
let cloudflare: HttpDouble;
let a: ServiceUnderTest;
let b: ServiceUnderTest;
let serial = 0;

beforeAll(async () => {
  db = await testDatabase();
  cloudflare = await httpDouble();
  const env = { TURNSTILE_VERIFY_URL: `${cloudflare.url}/siteverify`, TURNSTILE_HOSTNAMES: 'ai.example.com' };
  [a, b] = await Promise.all([serviceUnderTest(auth, db, env), serviceUnderTest(auth, db, env)]);
  await a.setOptions({
    TurnstileCheckEnabled: 'true',
    TurnstileSiteKey: 'site',
    TurnstileSecretKey: 'cloudflare-secret',
  });
});
afterAll(async () => {
  await Promise.all([a.close(), b.close()]);
  await cloudflare.close();
  await db.close();
});
beforeEach(() => {
  cloudflare.on('POST /siteverify', ({ form }) => ({
    json: {
      success: (form.get('response') ?? '').startsWith('good'),
      hostname: form.get('response')?.includes('elsewhere') ? 'evil.example' : 'ai.example.com',
    },
  }));
});

const login = (turnstile?: string, at = a) =>
  at.outcome(sessionsRpc.login, { username: 'nobody', password: 'password123', turnstile });

describe('Turnstile', () => {
  it('is required for registration, login, verification and reset', async () => {
    const register = { username: 'robot', password: 'password123' };
    expect(await a.outcome(signUpsRpc.register, register)).toBe('TURNSTILE_TOKEN_MISSING');
    expect(await login()).toBe('TURNSTILE_TOKEN_MISSING');
    expect(await a.outcome(verificationsRpc.send, { email: 'a@example.com' })).toBe('TURNSTILE_TOKEN_MISSING');
    expect(await a.outcome(resetsRpc.request, { email: 'a@example.com' })).toBe('TURNSTILE_TOKEN_MISSING');
    expect(await a.outcome(signUpsRpc.register, { ...register, turnstile: 'bad' })).toBe('TURNSTILE_REFUSED');
    expect(await a.outcome(signUpsRpc.register, { ...register, turnstile: 'good-0' })).toBe('done');
  });

  it('is verified with Cloudflare each time by secret, token and address', async () => {
    expect(await login('good-1')).toBe('LOGIN_REFUSED');
    expect(Object.fromEntries(cloudflare.heard.at(-1)?.form ?? [])).toMatchObject({
      secret: 'cloudflare-secret',
      response: 'good-1',
      remoteip: '192.0.2.1',
      idempotency_key: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/),
    });
  });

  it('accepts a token once, also if twenty requests use it concurrently on two replicas', async () => {
    serial += 1;
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, (_, i) => login(`good-many-${serial}`, i % 2 ? a : b)),
    );
    expect(outcomes.filter((code) => code === 'LOGIN_REFUSED')).toHaveLength(1);
    expect(outcomes.filter((code) => code === 'TURNSTILE_REFUSED')).toHaveLength(19);
  });

  it('lets the stock web client register with the token of its code request', async () => {
    expect(await a.outcome(verificationsRpc.send, { email: 'b@example.com', turnstile: 'good-2' })).toBe(
      'MAIL_NOT_CONFIGURED',
    );
    const register = { username: 'person', password: 'password123', turnstile: 'good-2' };
    expect(await b.outcome(signUpsRpc.register, register)).toBe('done');
    expect(await b.outcome(signUpsRpc.register, { ...register, username: 'person2' })).toBe('TURNSTILE_REFUSED');
  });

  it('refuses a token that was solved on another site', async () => {
    expect(await login('good-elsewhere')).toBe('TURNSTILE_REFUSED');
  });

  it.each([
    ['silent', failures.silent],
    ['broken', failures.broken],
    ['talking nonsense', failures.nonsense],
    ['endless', failures.huge],
  ])('refuses every request within six seconds while Cloudflare is %s', async (_, answer) => {
    cloudflare.on('POST /siteverify', answer);
    const started = performance.now();
    expect(await login('good-3')).toBe('TURNSTILE_UNAVAILABLE');
    expect(performance.now() - started).toBeLessThan(6000);
  });
});
