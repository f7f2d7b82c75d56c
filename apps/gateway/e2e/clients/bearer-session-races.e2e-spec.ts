import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { startPlatform, type TestPlatform } from '@tollgate/testing/platform';
import { BearerClient } from './bearer-client.js';

/** Bearer sessions over two replicas of each service: concurrent requests have an exact outcome. */
let platform: TestPlatform;
let root: BearerClient;
let serial = 0;

const PASSWORD = 'password123';
const ROUNDS = 25;

beforeAll(async () => {
  platform = await startPlatform({ mesh: 'nats', replicas: 2 });
  root = new BearerClient(platform.origin);
  const setup = { username: 'root', password: PASSWORD, confirmPassword: PASSWORD };
  await root.post('/api/setup', { ...setup, SelfUseModeEnabled: false, DemoSiteEnabled: false });
  await root.logIn('root', PASSWORD);
}, 240_000);
afterAll(() => platform.close());

/** A new user, logged in, in one browser that reaches both replicas. */
async function person(): Promise<{ tabs: [BearerClient, BearerClient]; id: number }> {
  const name = `racer${(serial += 1)}`;
  const [one = '', other = ''] = platform.origins;
  const client = new BearerClient(one);
  await client.post('/api/user/register', { username: name, password: PASSWORD });
  const { user } = await client.logIn(name, PASSWORD);
  return { tabs: [client, client.at(other)], id: user?.id ?? 0 };
}

/** Whether anything of a session still opens something, at either replica. */
async function survives(tabs: readonly BearerClient[]): Promise<boolean> {
  const statuses: number[] = [];
  for (const tab of tabs) {
    statuses.push((await tab.get('/api/user/self')).status);
    statuses.push((await tab.refresh()).status);
  }
  return statuses.some((status) => status === 200);
}

it('gives two refreshes at once the same cookie, and access tokens that both work', async () => {
  for (let round = 0; round < ROUNDS; round += 1) {
    const { tabs } = await person();
    const replies = await Promise.all(tabs.map((tab) => tab.refresh()));
    expect(replies.map(({ status }) => status)).toEqual([200, 200]);
    expect(tabs[0].refreshCookie).toBe(tabs[1].refreshCookie);
    for (const [at, reply] of replies.entries()) {
      tabs[at]?.take(reply.body.data);
      expect((await tabs[at]?.get('/api/user/self'))?.status).toBe(200);
    }
    expect((await tabs[0].refresh()).status).toBe(200);
  }
}, 120_000);

it('lets nothing survive a logout that meets a refresh', async () => {
  for (let round = 0; round < ROUNDS; round += 1) {
    const { tabs } = await person();
    const [refreshed] = await Promise.all([tabs[0].refresh(), tabs[1].post('/api/user/auth/logout')]);
    if (refreshed.status === 200) tabs[0].take(refreshed.body.data);
    expect(await survives(tabs)).toBe(false);
  }
}, 120_000);

it('lets nothing survive a disabling that meets a refresh, also once the user is enabled again', async () => {
  for (let round = 0; round < ROUNDS; round += 1) {
    const { tabs, id } = await person();
    const disabling = root.post('/api/user/manage', { id, action: 'disable' });
    const [refreshed, disabled] = await Promise.all([tabs[0].refresh(), disabling]);
    expect(disabled.body.success).toBe(true);
    if (refreshed.status === 200) tabs[0].take(refreshed.body.data);
    expect(await survives(tabs)).toBe(false);
    await root.post('/api/user/manage', { id, action: 'enable' });
    expect(await survives(tabs)).toBe(false);
  }
}, 120_000);

it('ends every other session, and no own one, where a new password meets refreshes', async () => {
  const { tabs, id } = await person();
  const name = `racer${serial}`;
  const other = new BearerClient(platform.origins[1] ?? '');
  await other.logIn(name, PASSWORD);
  const change = tabs[0].send('PUT', '/api/user/self', { original_password: PASSWORD, password: 'password456' });
  const refreshes = [other.refresh(), other.at(platform.origin).refresh()];
  const [changed, ...refreshed] = await Promise.all([change, ...refreshes]);
  tabs[0].take(changed.body.data);
  for (const reply of refreshed) if (reply.status === 200) other.take(reply.body.data);
  expect(await survives([other])).toBe(false);
  expect((await tabs[0].get('/api/user/self')).body.data).toMatchObject({ id });
  expect((await tabs[0].refresh()).status).toBe(200);
});
