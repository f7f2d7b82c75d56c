import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testDatabase, type TestDatabase } from './test-database.js';

describe('testDatabase', () => {
  let db: TestDatabase;
  beforeAll(async () => {
    db = await testDatabase();
  });
  afterAll(() => db.close());

  it('gives each service its own role, timeouts and one process for a statement', async () => {
    const [row] = await db.as('billing').query<{ role: string; timeout: string; workers: string }>(
      `SELECT current_user AS role, current_setting('statement_timeout') AS timeout,
                current_setting('max_parallel_workers_per_gather') AS workers`,
    );
    expect(row).toEqual({ role: 'tollgate_billing', timeout: '5s', workers: '0' });
  });

  it('lets only the owner write a table', async () => {
    const insert = `INSERT INTO auth.users (username, username_key) VALUES ('a', 'a') RETURNING id`;
    await expect(db.as('billing').query(insert)).rejects.toMatchObject({ code: '42501' });
    const [row] = await db.as('auth').query<{ id: number }>(insert);
    expect(row?.id).toBe(1);
  });
});
