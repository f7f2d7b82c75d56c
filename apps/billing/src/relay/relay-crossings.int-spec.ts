import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type AppError, type Identity } from '@tollgate/contracts';
import { ledger } from '@tollgate/ledger';
import { makeUser } from '@tollgate/testing/accounts';
import { auditPostings, expectInvariants, testDatabase, type TestDatabase } from '@tollgate/testing/database';
import { makeKey, relayReplica, type RelayReplica } from '../testing/relay.js';

let db: TestDatabase;
let replicas: RelayReplica[];
beforeAll(async () => {
  db = await testDatabase();
  replicas = await Promise.all([relayReplica(db), relayReplica(db)]);
  await db.owner.query(
    `INSERT INTO admin.webhook_endpoints (url, events, sealed)
     VALUES ('https://example.com', ARRAY['quota.low', 'quota.exhausted', 'api_key.exhausted'], '')`,
  );
});
afterAll(async () => {
  await Promise.all(replicas.map((one) => one.close()));
  await db.close();
});

const later = () => Date.now() + 30_000;
let made = 0;
const newId = () => `request-${(made += 1)}`;
const reserve = (user: Identity, request_id: string, amount: number, apiKeyId?: number, on = 0) =>
  replicas[on]!.reservations.reserve(
    { request_id, user_id: user.userId, amount, ...(apiKeyId === undefined ? {} : { api_key_id: apiKeyId }) },
    later(),
  );
const settle = (request_id: string, amount: number, on = 0) =>
  replicas[on]!.settling.settle({ request_id, amount, model: 'gpt-4' }, later());
async function use(user: Identity, amount: number, apiKeyId?: number, on = 0): Promise<void> {
  const id = newId();
  await reserve(user, id, amount, apiKeyId, on);
  await settle(id, amount, on);
}
const events = async (user: Identity) => {
  const rows = await db.owner.query<{ type: string }>(
    'SELECT type FROM admin.webhook_events WHERE subject = $1 ORDER BY id',
    [String(user.userId)],
  );
  return rows.map(({ type }) => type);
};
const notices = async (user: Identity) => {
  const [row] = await db.owner.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM graphile_worker._private_jobs j JOIN graphile_worker._private_tasks t ON t.id = j.task_id
      WHERE t.identifier = 'quota.notify' AND (j.payload ->> 'userId')::bigint = $1`,
    [user.userId],
  );
  return row!.n;
};
const setThreshold = (user: Identity, threshold: number) =>
  db.owner.query(
    `UPDATE auth.users SET setting = jsonb_build_object('quota_warning_threshold', $2::int) WHERE id = $1`,
    [user.userId, threshold],
  );
/** A debit by ledger.post, of a kind that billing may post. */
const debit = (user: Identity, amount: number) =>
  db.unitOfWork('billing').run((tx) =>
    ledger.post(tx, {
      ...{ kind: 'usage', ref: newId(), actor: user.userId },
      legs: [
        { userId: user.userId, account: 'quota', amount: -amount },
        { account: 'usage', amount },
      ],
      counts: [{ userId: user.userId, usedQuota: amount, requestCount: 1 }],
    }),
  );
const override = (user: Identity, target: number) =>
  db
    .unitOfWork('admin')
    .run((tx) =>
      ledger.adjust(tx, { ref: newId(), actor: user.userId, requestId: 'test', userId: user.userId, target }),
    );

const expectSound = async () => {
  await auditPostings(db);
  await expectInvariants(db);
};

describe('a debit by ledger.post', () => {
  it('leaves what reservations hold, also when both arrive together at two replicas', async () => {
    const user = await makeUser(db, { quota: 1000 });
    await reserve(user, newId(), 700);
    await expect(debit(user, 301)).rejects.toMatchObject({ code: 'INSUFFICIENT_QUOTA' });
    await debit(user, 100);
    const attempts = Array.from({ length: 20 }, (_, n) =>
      n % 2 ? debit(user, 15) : reserve(user, newId(), 15, undefined, (n / 2) % 2),
    );
    const done = await Promise.allSettled(attempts);
    const refused = done.filter((one) => one.status === 'rejected').map(({ reason }) => (reason as AppError).code);
    expect(done.length - refused.length).toBe(13);
    expect(new Set(refused)).toEqual(new Set(['INSUFFICIENT_QUOTA']));
    const [row] = await db.owner.query<{ free: number }>(
      `SELECT balance - reserved AS free FROM ledger.accounts WHERE user_id = $1 AND kind = 'quota'`,
      [user.userId],
    );
    expect(row!.free).toBe(5);
    await expectSound();
  });
});

describe('a balance that falls below the threshold', () => {
  it('is reported once, and again only after it was above the threshold', async () => {
    const user = await makeUser(db, { quota: 1000 });
    await setThreshold(user, 500);
    await use(user, 400);
    expect([await events(user), await notices(user)]).toEqual([[], 0]);
    await Promise.all(Array.from({ length: 10 }, (_, n) => use(user, 20, undefined, n % 2)));
    expect([await events(user), await notices(user)]).toEqual([['quota.low'], 1]);
    await override(user, 600);
    await override(user, 499);
    expect([await events(user), await notices(user)]).toEqual([['quota.low', 'quota.low'], 2]);
    await expectSound();
  });

  it('is reported by the option of the platform if the user has set no threshold, and at 0 as exhausted', async () => {
    const user = await makeUser(db, { quota: 2000 });
    await use(user, 1001);
    await use(user, 999);
    expect(await events(user)).toEqual(['quota.low', 'quota.exhausted']);
  });

  it('reports an API key whose limit is used up', async () => {
    const user = await makeUser(db, { quota: 50_000 });
    const key = await makeKey(db, user, { remain: 30 });
    await use(user, 10, key.id);
    await use(user, 20, key.id);
    expect(await events(user)).toEqual(['api_key.exhausted']);
  });
});

it('charges nothing if the table of kinds does not let billing post usage', async () => {
  const user = await makeUser(db, { quota: 1000 });
  const id = newId();
  await reserve(user, id, 100);
  const taken = await db.owner.query<{ account: string }>(
    `DELETE FROM ledger.kinds WHERE kind = 'usage' AND service = 'billing' RETURNING account`,
  );
  await expect(settle(id, 50)).rejects.toMatchObject({ code: 'TG010' });
  for (const { account } of taken)
    await db.owner.query(`INSERT INTO ledger.kinds VALUES ('usage', 'billing', $1)`, [account]);
  expect(await settle(id, 50)).toMatchObject({ charged: 50, duplicate: false });
});

describe('the budget of a window', () => {
  const windowEnd = async (at: string, period: string, zone: string) => {
    const [row] = await db
      .as('billing')
      .query<{ end: Date }>('SELECT ledger.window_end($1, $2, $3) AS end', [at, period, zone]);
    return row!.end.toISOString();
  };

  it.each([
    ['day', '2026-03-28T23:30:00Z', 'Europe/Berlin', '2026-03-29T22:00:00.000Z'],
    ['day', '2026-10-24T22:30:00Z', 'Europe/Berlin', '2026-10-25T23:00:00.000Z'],
    ['hour', '2026-10-25T00:30:00Z', 'Europe/Berlin', '2026-10-25T01:00:00.000Z'],
    ['hour', '2026-10-25T01:30:00Z', 'Europe/Berlin', '2026-10-25T02:00:00.000Z'],
    ['hour', '2026-05-01T10:20:00Z', 'Asia/Kolkata', '2026-05-01T10:30:00.000Z'],
    ['week', '2026-11-29T23:00:00Z', 'Asia/Shanghai', '2026-12-06T16:00:00.000Z'],
    ['month', '2026-02-10T00:00:00Z', 'America/New_York', '2026-03-01T05:00:00.000Z'],
    ['day', '2026-09-06T02:00:00Z', 'America/Santiago', '2026-09-06T04:00:00.000Z'],
  ])('of a %s that holds %s in %s ends at %s', async (period, at, zone, end) => {
    expect(await windowEnd(at, period, zone)).toBe(end);
  });

  it('limits a user over all keys and both replicas, by what is settled and reserved', async () => {
    const user = await makeUser(db, { quota: 50_000 });
    const key = await makeKey(db, user);
    await db.as('admin').query(`SELECT ledger.set_budget('user', $1, 1000, 'month', 'UTC')`, [user.userId]);
    await use(user, 300, key.id);
    const done = await Promise.allSettled(
      Array.from({ length: 30 }, (_, n) => reserve(user, newId(), 50, n % 3 ? key.id : undefined, n % 2)),
    );
    const refused = done.flatMap((one) => (one.status === 'rejected' ? [one.reason as AppError] : []));
    expect(refused).toHaveLength(16);
    expect(refused[0]).toMatchObject({
      code: 'USER_BUDGET_EXHAUSTED',
      params: { scope: 'user_window', limit: 1000, used: 300, reserved: 700, remaining: 0 },
    });
    expect(refused[0]!.params!.resets_at).toBeGreaterThan(Date.now() / 1000);
    await expectSound();
  });

  it('begins anew when its period changes while it is used', async () => {
    const user = await makeUser(db, { quota: 50_000 });
    const set = (period: string) =>
      db.as('admin').query(`SELECT ledger.set_budget('user', $1, 40000, $2, 'UTC')`, [user.userId, period]);
    await set('day');
    for (const period of ['month', 'day', 'month', 'day', 'month']) {
      await Promise.all([use(user, 10), use(user, 10, undefined, 1), set(period), use(user, 10), use(user, 10)]);
    }
    const [row] = await db.owner.query<{ right: boolean }>(
      `SELECT resets_at = ledger.window_end(now(), period, timezone) AS right FROM ledger.budgets WHERE scope = 'user' AND id = $1`,
      [user.userId],
    );
    expect(row!.right).toBe(true);
  });
});
