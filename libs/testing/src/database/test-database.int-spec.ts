import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testDatabase, type TestDatabase } from './test-database.js';

describe('testDatabase', () => {
  let db: TestDatabase;
  beforeAll(async () => {
    db = await testDatabase();
  });
  afterAll(() => db.close());

  it('gives each service its own role and timeouts', async () => {
    const [row] = await db
      .as('billing')
      .query<{ role: string; timeout: string }>(
        `SELECT current_user AS role, current_setting('statement_timeout') AS timeout`,
      );
    expect(row).toEqual({ role: 'tollgate_billing', timeout: '5s' });
  });

  it('lets only the owner write a table', async () => {
    const insert = `INSERT INTO auth.users (username, username_key) VALUES ('a', 'a') RETURNING id`;
    await expect(db.as('billing').query(insert)).rejects.toMatchObject({ code: '42501' });
    const [row] = await db.as('auth').query<{ id: number }>(insert);
    expect(row?.id).toBe(1);
  });
});
