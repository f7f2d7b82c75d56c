import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { natsIsHere } from '@tollgate/testing/nats';
import { type Envelope, startPlatform, type TestPlatform } from '@tollgate/testing/platform';

/** The behaviour while only the gateway and auth run. */
const run = natsIsHere(1) ? describe : describe.skip;

run('without billing and admin', () => {
  let platform: TestPlatform;
  beforeAll(async () => {
    platform = await startPlatform({ mesh: 'nats' });
    for (const process of platform.processes) if (/billing|admin/.test(process.target)) await process.kill();
  }, 120_000);
  afterAll(async () => {
    // two processes were killed, so their exit codes are not 0
    await platform.close().catch((error: Error) => expect(error.message).toMatch(/billing|admin/));
  });

  it('users sign up, log in and read their account, and requests to the others are refused at once with Retry-After', async () => {
    const client = platform.client();
    const id = await client.signUp('early');
    expect((await client.get<Envelope<{ id: number }>>('/api/user/self')).body.data.id).toBe(id);
    const started = performance.now();
    const refused = await client.post('/api/user/topup', { key: '0'.repeat(32) });
    expect([refused.status, refused.body.code]).toEqual([503, 'UNAVAILABLE']);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(performance.now() - started).toBeLessThan(3000);
    expect((await client.get('/api/user/self')).body.success).toBe(true);
  });
});
