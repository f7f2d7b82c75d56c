import type { TestDatabase } from './test-database.js';

/** The clock of a database, as statements of the services read it. */
export interface TestClock {
  /** From now on `now()` is this moment (ISO 8601), until it is set again. */
  set(moment: string): Promise<void>;
}

/**
 * Puts a clock that a test sets in place of `now()`, for sessions that are opened from here on. Functions with a search path of their
 * own (those of the ledger) keep the real clock. Call it before a service connects.
 */
export async function testClock({ owner }: Pick<TestDatabase, 'owner'>): Promise<TestClock> {
  await owner.query('CREATE SCHEMA test_clock');
  await owner.query('CREATE TABLE test_clock.moment (at timestamptz)');
  await owner.query('INSERT INTO test_clock.moment VALUES (pg_catalog.now())');
  await owner.query(
    `CREATE FUNCTION test_clock.now() RETURNS timestamptz LANGUAGE sql STABLE AS 'SELECT at FROM test_clock.moment'`,
  );
  await owner.query('GRANT USAGE ON SCHEMA test_clock TO PUBLIC');
  await owner.query('GRANT SELECT ON test_clock.moment TO PUBLIC');
  const [row] = await owner.query<{ name: string }>('SELECT current_database()::text AS name');
  await owner.query(`ALTER DATABASE ${row?.name} SET search_path = test_clock, pg_catalog, public`);
  return { set: async (moment) => void (await owner.query('UPDATE test_clock.moment SET at = $1', [moment])) };
}
