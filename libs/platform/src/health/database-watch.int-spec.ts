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

  it('fails where nothing listens', async () => {
    const { ping, close } = connectionPing('postgres://127.0.0.1:1/none', 'test');
    await expect(ping()).rejects.toThrow('ECONNREFUSED');
    await close();
  });
});
