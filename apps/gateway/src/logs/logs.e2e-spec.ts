import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { startPlatform, type TestPlatform } from '@tollgate/testing/platform';

const ATTEMPTS = 3;

let platform: TestPlatform;
beforeAll(async () => {
  platform = await startPlatform({
    env: { CRITICAL_RATE_LIMIT_ENABLE: 'true', CRITICAL_RATE_LIMIT: String(ATTEMPTS) },
  });
}, 120_000);
afterAll(() => platform.close());

it('polls the log of an API key without using up the rate limit of logins', async () => {
  const tool = platform.client();
  for (let n = 0; n < ATTEMPTS * 3; n += 1) {
    const { body } = await tool.get('/api/log/token', { query: { key: `sk-${'k'.repeat(48)}` } });
    expect(body).toEqual({ success: true, message: '', data: [] });
  }
  const login = () => tool.post('/api/user/login', { username: 'nobody', password: 'password123' });
  expect((await login()).body.code).toBe('LOGIN_REFUSED');
  for (let n = 1; n < ATTEMPTS; n += 1) await login();
  expect((await login()).status).toBe(429);
});
