import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { testDatabase, type TestDatabase } from '@tollgate/testing/database';
import pg from 'pg';
import { poolConfig } from './connection.js';
import { Connections } from './connections.js';
import { Database } from './database.js';
import { UnitOfWork } from './unit-of-work.js';

let db: TestDatabase;
let connections: Connections;
const pools: pg.Pool[] = [];
beforeAll(async () => {
  db = await testDatabase();
  await db.owner.query('CREATE TABLE billing.tests (id int PRIMARY KEY)');
  await db.owner.query('GRANT ALL ON billing.tests TO tollgate_billing');
});
afterEach(() => Promise.all(pools.splice(0).map((pool) => pool.end())));
afterAll(() => db.close());

/** A database and a unit of work as a service has them, with so many connections at most. */
function connect(size: number): { database: Database; work: UnitOfWork } {
  connections = new Connections();
  const pool = new pg.Pool(poolConfig({ url: db.url, service: 'billing', size, connections }));
  pool.on('error', () => undefined);
  pools.push(pool);
  const database = new Database(pool);
  return { database, work: new UnitOfWork(database) };
}
const getSession = async (database: Database) =>
  (await database.query<{ pid: number }>('SELECT pg_backend_pid() AS pid'))[0]?.pid;
const getServer = async () =>
  (await db.owner.query<{ server: string }>('SELECT pg_postmaster_start_time()::text AS server'))[0]?.server ?? '';

describe('a server that takes no writes', () => {
  it('is as good as none: not even reads are sent there', async () => {
    const name = new URL(db.url).pathname.slice(1);
    const { database } = connect(1);
    await db.owner.query(`ALTER DATABASE ${name} SET default_transaction_read_only = on`);
    try {
      await expect(database.query('SELECT 1')).rejects.toMatchObject({ code: 'UNAVAILABLE', retryAfter: 1 });
    } finally {
      await db.owner.query(`ALTER DATABASE ${name} RESET default_transaction_read_only`);
    }
    expect(await database.query('SELECT 1 AS n')).toEqual([{ n: 1 }]);
  });

  it.each(['in a transaction', 'alone'])('is left when it turns out to be one, %s', async (where) => {
    const { database, work } = connect(1);
    const write = () =>
      where === 'alone'
        ? database.query('DELETE FROM billing.tests')
        : work.run((tx) => tx.query('DELETE FROM billing.tests'));
    await database.query('SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY');
    await expect(write()).rejects.toMatchObject({ code: 'UNAVAILABLE', retryAfter: 1 });
    await write();
  });
});

describe('Connections', () => {
  it('keeps those that lead to the server', async () => {
    const { database } = connect(1);
    const session = await getSession(database);
    expect(connections.keepOnly(await getServer())).toBe(0);
    expect(await getSession(database)).toBe(session);
  });

  it('breaks those that lead elsewhere, idle or waiting for an answer, and the pool makes new ones', async () => {
    const { database, work } = connect(3);
    const waiting = [
      expect(database.query('SELECT pg_sleep(30)')).rejects.toMatchObject({ code: 'OUTCOME_UNKNOWN' }),
      expect(work.run((tx) => tx.query('SELECT pg_sleep(30)'))).rejects.toMatchObject({ code: 'UNAVAILABLE' }),
    ];
    const idle = await getSession(database);
    await sleep(100);
    expect(connections.keepOnly('another')).toBe(3);
    await Promise.all(waiting);
    // the pool hears of each by an event of its own
    while (database.pool.totalCount > 0) await sleep(5);
    expect(await getSession(database)).not.toBe(idle);
    expect(connections.keepOnly('another')).toBe(1);
  });
});
