import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testDatabase, type TestDatabase } from '@tollgate/testing/database';
import { connectionPing } from './index.js';

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());

describe('the ping', () => {
  it('reads the time of the database, again after its connection was ended', async () => {
    const { ping, close } = connectionPing(db.url, 'test');
    expect(Math.abs((await ping()) - Date.now())).toBeLessThan(500);
    const ended = await db.owner.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'test health' AND datname = current_database()`,
    );
    expect(ended.length).toBe(1);
    await sleep(50);
    const answers = await Promise.allSettled([ping()]);
    expect(answers[0].status).toBe('rejected');
    expect(Math.abs((await ping()) - Date.now())).toBeLessThan(500);
    await close();
  });

  it('tells where it leads, whenever it connects, and counts a server that takes no writes as dead', async () => {
    const servers: string[] = [];
    const { ping, close } = connectionPing(db.url, 'test', (server) => void servers.push(server));
    await ping();
    await ping();
    expect(servers).toEqual([expect.stringMatching(/^\d{4}-/)]);
    await close();
    const name = new URL(db.url).pathname.slice(1);
    await db.owner.query(`ALTER DATABASE ${name} SET default_transaction_read_only = on`);
    try {
      await expect(ping()).rejects.toMatchObject({ code: '25006' });
    } finally {
      await db.owner.query(`ALTER DATABASE ${name} RESET default_transaction_read_only`);
    }
    await ping();
    expect(servers).toEqual([servers[0], servers[0]]);
    await close();
  });

  it('fails where nothing listens', async () => {
    const { ping, close } = connectionPing('postgres://127.0.0.1:1/none', 'test');
    await expect(ping()).rejects.toThrow('ECONNREFUSED');
    await close();
  });
});
