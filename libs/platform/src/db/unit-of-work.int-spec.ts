import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { testDatabase, type TestDatabase } from '@tollgate/testing/database';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { Database, type Tx } from './database.js';
import { poolConfig } from './connection.js';
import { dataSourceOptions } from './data-source.js';
import { UnitOfWork } from './unit-of-work.js';

let db: TestDatabase;
let work: UnitOfWork;
beforeAll(async () => {
  db = await testDatabase();
  // well before the lock timeout, however slow the machine
  await db.owner.query(`ALTER DATABASE ${new URL(db.url).pathname.slice(1)} SET deadlock_timeout = '50ms'`);
  await db.owner.query('CREATE TABLE billing.tests (id int PRIMARY KEY, value int NOT NULL)');
  await db.owner.query('GRANT ALL ON billing.tests TO tollgate_billing');
  work = db.unitOfWork('billing');
});
beforeEach(async () => {
  await db.owner.query('TRUNCATE billing.tests');
  await db.owner.query('INSERT INTO billing.tests VALUES (1, 0), (2, 0)');
});
afterAll(() => db.close());

const values = async () => {
  const rows = await db.owner.query<{ value: number }>('SELECT value FROM billing.tests ORDER BY id');
  return rows.map(({ value }) => value);
};
const add = (tx: Tx, id: number) => tx.query('UPDATE billing.tests SET value = value + 1 WHERE id = $1', [id]);
const killSessions = () =>
  db.owner.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND application_name = 'tollgate-billing'`,
  );

/** Resolves for each caller once `n` have called. */
function meeting(n: number): () => Promise<void> {
  let waiting = 0;
  let open: () => void;
  const gate = new Promise<void>((resolve) => (open = resolve));
  return () => {
    waiting += 1;
    if (waiting >= n) open();
    return gate;
  };
}

describe('UnitOfWork', () => {
  it('runs the whole work again after a deadlock', async () => {
    const meet = meeting(2);
    let runs = 0;
    const transfer = (from: number, to: number) =>
      work.run(async (tx) => {
        runs += 1;
        // a machine that stands still for a second must not make a timeout of what is a deadlock
        await tx.query("SET LOCAL lock_timeout = '4s'");
        await add(tx, from);
        await meet();
        await add(tx, to);
      });
    await Promise.all([transfer(1, 2), transfer(2, 1)]);
    // a slow machine may see both as victims before either is gone
    expect(runs).toBeGreaterThanOrEqual(3);
    expect(await values()).toEqual([2, 2]);
  });

  it('runs the whole work again after a serialization failure', async () => {
    const meet = meeting(2);
    let runs = 0;
    const increment = () =>
      work.run(async (tx) => {
        runs += 1;
        await tx.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ');
        const [row] = await tx.query<{ value: number }>('SELECT value FROM billing.tests WHERE id = 1');
        await meet();
        await tx.query('UPDATE billing.tests SET value = $1 WHERE id = 1', [(row?.value ?? 0) + 1]);
      });
    await Promise.all([increment(), increment()]);
    expect({ runs, values: await values() }).toEqual({ runs: 3, values: [2, 0] });
  });

  it('gives up after four conflicts, and on anything else at once', async () => {
    let runs = 0;
    const failing = (code: string) =>
      work.run((tx) => {
        runs += 1;
        return tx.query(`DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '${code}'; END $$`);
      });
    await expect(failing('40001')).rejects.toMatchObject({ code: '40001' });
    expect(runs).toBe(4);
    await expect(failing('23505')).rejects.toMatchObject({ code: '23505' });
    expect(runs).toBe(5);
  });

  it('undoes everything when the work throws', async () => {
    const failed = work.run(async (tx) => {
      await add(tx, 1);
      throw new Error('no');
    });
    await expect(failed).rejects.toThrow('no');
    expect(await values()).toEqual([0, 0]);
  });

  it('does not report success where a failed statement was swallowed', async () => {
    const swallowed = work.run(async (tx) => {
      await add(tx, 1);
      await tx.query('SELECT 1 / 0').catch(() => undefined);
    });
    await expect(swallowed).rejects.toThrow('rolled back');
    expect(await values()).toEqual([0, 0]);
  });

  it('answers UNAVAILABLE when the connection is lost before the commit, and works on the next call', async () => {
    const lost = work.run(async (tx) => {
      await add(tx, 1);
      await killSessions();
      await add(tx, 2);
    });
    await expect(lost).rejects.toMatchObject({ code: 'UNAVAILABLE', retryAfter: 1 });
    await work.run((tx) => add(tx, 1));
    expect(await values()).toEqual([1, 0]);
  });

  it('survives the loss of a connection between two statements of a transaction', async () => {
    const lost = work.run(async (tx) => {
      await add(tx, 1);
      await killSessions();
      await sleep(200); // the error event comes while nothing runs
      await add(tx, 2);
    });
    await expect(lost).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });

  it('survives that of the connection with which TypeORM opened the pool', async () => {
    const losses: string[] = [];
    const onLoss = (error: Error) => void losses.push(error.message);
    const pool = new pg.Pool(poolConfig({ url: db.url, service: 'billing', onLoss }));
    const source = await new DataSource(dataSourceOptions(pool, [], onLoss)).initialize();
    try {
      const lost = new UnitOfWork(new Database(pool)).run(async (tx) => {
        await add(tx, 1);
        await killSessions();
        await sleep(200);
        await add(tx, 2);
      });
      await expect(lost).rejects.toMatchObject({ code: 'UNAVAILABLE' });
      expect(losses).not.toEqual([]);
    } finally {
      await source.destroy();
    }
  });

  it('answers UNAVAILABLE where there is no server, and when no connection gets free in time', async () => {
    const nowhere = new Database(new pg.Pool({ connectionString: 'postgres://x:y@127.0.0.1:1/z' }));
    await expect(nowhere.query('SELECT 1')).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    const pool = new pg.Pool(poolConfig({ url: db.url, size: 1, patienceMs: 1000 }));
    const small = new Database(pool);
    const held = await pool.connect();
    await expect(new UnitOfWork(small).run((tx) => tx.query('SELECT 1'))).rejects.toMatchObject({
      code: 'UNAVAILABLE',
    });
    held.release();
    await pool.end();
  });

  it('answers UNAVAILABLE when a lock is not given in time', async () => {
    const started = Date.now();
    await db.unitOfWork('billing').run(async (tx) => {
      await add(tx, 1);
      await expect(work.run((other) => add(other, 1))).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    });
    expect(Date.now() - started).toBeGreaterThan(1000);
  });
});

describe('Database', () => {
  it('reads bigint as numbers and refuses what JSON cannot carry', async () => {
    const [row] = await db.as('billing').query<{ n: number }>('SELECT 9007199254740991::int8 AS n');
    expect(row?.n).toBe(Number.MAX_SAFE_INTEGER);
    await expect(db.as('billing').query('SELECT 9007199254740992::int8')).rejects.toThrow('beyond 2^53');
  });

  it('answers UNAVAILABLE when the server ends the session under a statement: it has undone it', async () => {
    const lost = expect(db.as('billing').query('SELECT pg_sleep(3)')).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await sleep(100);
    await killSessions();
    await lost;
  });
});

describe('an outcome that cannot be known', () => {
  const sockets = new Set<Socket>();
  let fragile: Database;
  beforeAll(async () => {
    const pool = new pg.Pool(poolConfig({ url: db.url, service: 'billing' }));
    pool.on('connect', (client) => {
      sockets.add((client as unknown as { connection: { stream: Socket } }).connection.stream);
    });
    fragile = new Database(pool);
    await db.owner.query(`
      CREATE FUNCTION billing.test_slow_commit() RETURNS trigger LANGUAGE plpgsql
          AS $$ BEGIN PERFORM pg_sleep(1); RETURN NULL; END $$`);
    await db.owner.query(`
      CREATE CONSTRAINT TRIGGER slow AFTER UPDATE ON billing.tests DEFERRABLE INITIALLY DEFERRED
         FOR EACH ROW WHEN (new.value = 100) EXECUTE FUNCTION billing.test_slow_commit()`);
  });
  afterAll(() => fragile.pool.end());

  /** Waits until a session of billing's is in pg_sleep, under a statement that begins so. */
  const asleep = async (statement: string) => {
    const find = () =>
      db.owner.query(
        `SELECT FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'tollgate-billing'
            AND wait_event = 'PgSleep' AND starts_with(query, $1)`,
        [statement],
      );
    while ((await find()).length === 0) await sleep(10);
  };
  const cut = () => sockets.forEach((socket) => socket.destroy());

  it('is named when the connection is cut during a commit', async () => {
    const set = new UnitOfWork(fragile).run((tx) => tx.query('UPDATE billing.tests SET value = 100 WHERE id = 1'));
    const unknown = expect(set).rejects.toMatchObject({ code: 'OUTCOME_UNKNOWN' });
    await asleep('COMMIT');
    cut();
    await unknown;
    await sleep(1500);
    expect(await values()).toEqual([100, 0]);
  });

  it('is named when the connection is cut under a statement that is a transaction by itself', async () => {
    const unknown = expect(fragile.query('SELECT pg_sleep(1)')).rejects.toMatchObject({ code: 'OUTCOME_UNKNOWN' });
    await asleep('SELECT pg_sleep');
    cut();
    await unknown;
  });
});
