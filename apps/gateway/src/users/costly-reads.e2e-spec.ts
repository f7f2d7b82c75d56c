import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type Envelope, type HttpClient, startPlatform, type TestPlatform } from '@tollgate/testing/platform';

/** More searches than the gateway and the service run or queue. */
const SEARCHES = 300;
const PASSWORD = 'correct horse battery';

let platform: TestPlatform;
let admin: HttpClient;
beforeAll(async () => {
  platform = await startPlatform();
  admin = platform.client();
  await admin.signUp('searcher', PASSWORD);
  await platform.db.owner.query('UPDATE auth.users SET role = 10 WHERE id = $1', [admin.userId]);
  await platform.client().signUp('alice', PASSWORD);
});
afterAll(() => platform.close());

const search = () => admin.get<Envelope>('/api/user/search', { query: { keyword: '%' } });

/** Locks the table, so that every search hangs until `release`. */
async function block(): Promise<{ release: () => Promise<void> }> {
  const client = await platform.db.owner.connect();
  await client.query('BEGIN');
  await client.query('LOCK TABLE auth.user_blocks IN ACCESS EXCLUSIVE MODE');
  return {
    release: async () => {
      await client.query('ROLLBACK');
      client.release();
    },
  };
}

/** The number of connections that the searches hold. */
async function held(): Promise<number> {
  const [row] = await platform.db.owner.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM pg_stat_activity
      WHERE datname = current_database() AND application_name = 'tollgate-admin' AND wait_event_type = 'Lock'`,
  );
  return row?.n ?? 0;
}

it('limits hanging searches to two connections, so that other requests do not wait', async () => {
  const { release } = await block();
  const settled: { code: string | undefined; status: number; retryAfter: string | null }[] = [];
  const storm = Array.from({ length: SEARCHES }, async () => {
    const { status, body, headers } = await search();
    settled.push({ status, code: body.code, retryAfter: headers.get('retry-after') });
  });
  while ((await held()) === 0) expect(settled.length).toBeLessThan(SEARCHES);

  const others = [
    platform.client().logIn('alice', PASSWORD),
    admin.get<Envelope>('/api/user/self').then(({ status }) => expect(status).toBe(200)),
    admin.get<Envelope>(`/api/user/${admin.userId ?? 0}`).then(({ status }) => expect(status).toBe(200)),
    admin
      .put<Envelope>('/api/user/self', { display_name: 'Busy' })
      .then(({ body }) => expect(body).toMatchObject({ success: true })),
  ];
  let most = 0;
  let areOthersDone = false;
  void Promise.all(others).then(() => (areOthersDone = true));
  while (settled.length < SEARCHES) most = Math.max(most, await held());
  await Promise.all(storm);
  expect(areOthersDone).toBe(true);
  await Promise.all(others);
  await release();

  expect(most).toBe(2);
  expect(settled.filter(({ status, retryAfter }) => status !== 503 || retryAfter !== '1')).toEqual([]);
  // two concurrent searches ran into the lock timeout; the others were refused
  expect(settled.filter(({ code }) => code !== 'OVERLOADED').length).toBeLessThan(20);
});

it('runs searches again when the database answers', async () => {
  const replies = await Promise.all(Array.from({ length: 10 }, search));
  expect(replies.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 200));
});
