import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { testDatabase, type TestDatabase } from '@tollgate/testing/database';
import pg, { type PoolClient } from 'pg';
import { BatchLoader } from './batch-loader.js';
import { poolConfig } from './connection.js';
import { Database } from './database.js';
import { UnitOfWork } from './unit-of-work.js';

/** A refusal comes within 1.1 s; the rest is allowance for a busy machine. Each wait by itself had 1.5 or 2 s once. */
const PROMPT_MS = 1800;
const SIZE = 3;

let db: TestDatabase;
let database: Database;
let held: PoolClient[] = [];

beforeAll(async () => {
  db = await testDatabase();
  await db.owner.query('CREATE TABLE billing.tests (id int PRIMARY KEY, value int NOT NULL)');
  await db.owner.query('GRANT ALL ON billing.tests TO tollgate_billing');
  await db.owner.query('INSERT INTO billing.tests VALUES (1, 0)');
  database = new Database(new pg.Pool(poolConfig({ url: db.url, service: 'billing', size: SIZE })));
});
afterEach(() => {
  for (const client of held.splice(0)) client.release();
});
afterAll(async () => {
  await database.pool.end();
  await db.close();
});

/** Takes every connection of the pool until `letGo` releases them. */
async function holdAll(): Promise<void> {
  held = await Promise.all(Array.from({ length: SIZE }, () => database.pool.connect()));
}
const letGo = () => held.splice(0).forEach((client) => client.release());

/** Holds a lock in another session while the work runs. */
async function locked<T>(statement: string, work: () => Promise<T>): Promise<T> {
  const client = await db.owner.pool.connect();
  try {
    await client.query('BEGIN');
    await client.query(statement);
    return await work();
  } finally {
    await client.query('ROLLBACK');
    client.release();
  }
}

/** How many statements wait for a lock. */
async function waiting(): Promise<number> {
  const [row] = await db.owner.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
  );
  return row?.n ?? 0;
}

const add = () =>
  new UnitOfWork(database).run((tx) => tx.query('UPDATE billing.tests SET value = value + 1 WHERE id = 1'));
const ask = () => database.query('SELECT 1');
const LOCK_ROW = 'SELECT 1 FROM billing.tests WHERE id = 1 FOR UPDATE';

/** How long each took, and the codes they were refused with. */
async function refusals(requests: readonly Promise<unknown>[]): Promise<{ codes: unknown[]; slowestMs: number }> {
  const began = performance.now();
  const took: number[] = [];
  const codes = requests.map((request) =>
    request.then(
      () => 'served',
      (error: { code: unknown; retryAfter: unknown }) => {
        took.push(performance.now() - began);
        return `${error.code} ${error.retryAfter}`;
      },
    ),
  );
  return { codes: [...new Set(await Promise.all(codes))], slowestMs: Math.max(...took) };
}
/** A pool that was jammed a moment ago is given the time after which it no longer counts as such. */
const calm = () => sleep(1000);

describe('a pool whose connections are all in use', () => {
  it('refuses every request within a second, and within half a second if the pool was exhausted for that long before', async () => {
    await holdAll();
    const early = await refusals(Array.from({ length: 50 }, ask));
    expect(early).toMatchObject({ codes: ['UNAVAILABLE 1'] });
    expect(early.slowestMs).toBeLessThan(PROMPT_MS);
    const late = await refusals(Array.from({ length: 50 }, ask));
    expect(late).toMatchObject({ codes: ['UNAVAILABLE 1'] });
    expect(late.slowestMs).toBeLessThan(PROMPT_MS / 2);
  });

  it('serves at once after the connections are released, although other requests gave up', async () => {
    await holdAll();
    await refusals(Array.from({ length: 50 }, ask));
    letGo();
    const began = performance.now();
    await Promise.all(Array.from({ length: 20 }, ask));
    expect(performance.now() - began).toBeLessThan(500);
    expect(database.pool).toMatchObject({ waitingCount: 0, idleCount: SIZE });
  });

  it('serves who has waited, when a connection gets free in time', async () => {
    await calm();
    await holdAll();
    const waiting = Promise.all(Array.from({ length: 20 }, ask));
    await sleep(400);
    letGo();
    expect(await waiting).toHaveLength(20);
  });

  it('serves a long queue that moves', async () => {
    const pool = new pg.Pool(poolConfig({ url: db.url, service: 'billing', size: SIZE, patienceMs: 10_000 }));
    const slow = new Database(pool);
    const began = performance.now();
    const served = await Promise.all(Array.from({ length: 40 }, () => slow.query('SELECT pg_sleep(0.1)')));
    expect(served).toHaveLength(40);
    expect(performance.now() - began).toBeGreaterThan(1300);
    await pool.end();
  });

  it('leaves one who has waited for a connection only the rest of the time for a lock', async () => {
    await calm();
    const { codes, slowestMs } = await locked(LOCK_ROW, async () => {
      await holdAll();
      const request = refusals([add()]);
      await sleep(700);
      letGo();
      return request;
    });
    expect(codes).toEqual(['UNAVAILABLE 1']);
    expect(slowestMs).toBeGreaterThan(700);
    expect(slowestMs).toBeLessThan(PROMPT_MS);
    await calm();
    const each = await Promise.all(
      Array.from({ length: SIZE }, () => new UnitOfWork(database).run((tx) => tx.query('SHOW lock_timeout'))),
    );
    expect(each).toEqual(Array.from({ length: SIZE }, () => [{ lock_timeout: '1100ms' }]));
  });
});

describe('a row that another session has locked', () => {
  it('refuses all who want it, some of whom wait for a connection first', async () => {
    await calm();
    const { codes, slowestMs } = await locked(LOCK_ROW, () => refusals(Array.from({ length: 12 }, add)));
    expect(codes).toEqual(['UNAVAILABLE 1']);
    // the second in line for a row has a time of its own once the first has given up
    expect(slowestMs).toBeLessThan(2 * PROMPT_MS);
    expect(await db.owner.query('SELECT value FROM billing.tests')).toEqual([{ value: 0 }]);
  });

  it('refuses a request early if others have failed to get the lock', async () => {
    await calm();
    const { codes, slowestMs } = await locked(LOCK_ROW, async () => {
      await refusals([add()]);
      return refusals([add()]);
    });
    expect(codes).toEqual(['UNAVAILABLE 1']);
    expect(slowestMs).toBeLessThan(PROMPT_MS / 2);
  });

  it('serves all requests in order if every holder releases the row quickly', async () => {
    await calm();
    await Promise.all(Array.from({ length: 60 }, add));
    expect(await db.owner.query('SELECT value FROM billing.tests')).toEqual([{ value: 60 }]);
  });
});

describe('a table that another session has locked', () => {
  it('does not make a request wait behind those that came first', async () => {
    await calm();
    const loader = new BatchLoader<number, object>(async (ids) => {
      const text = 'SELECT id, value FROM billing.tests WHERE id = ANY($1)';
      const rows = await database.query<{ id: number }>(text, [ids]);
      return new Map(rows.map((row) => [row.id, row]));
    });
    const { codes, slowestMs } = await locked('LOCK TABLE billing.tests IN ACCESS EXCLUSIVE MODE', async () => {
      let isFirstOver = false;
      const first = refusals([loader.load(1)]).finally(() => (isFirstOver = true));
      await sleep(50);
      const later = refusals([loader.load(2), loader.load(3)]);
      while (!isFirstOver && (await waiting()) < 2) await sleep(10);
      // theirs was sent, and waits for the lock by itself
      expect(isFirstOver).toBe(false);
      await first;
      return later;
    });
    expect(codes).toEqual(['UNAVAILABLE 1']);
    expect(slowestMs).toBeLessThan(PROMPT_MS);
  });
});
