import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { testDatabase, type TestDatabase } from '@tollgate/testing/database';
import { DataSource } from 'typeorm';
import * as entities from '../index.js';

/** A difference that entities do not state is no error: keys, checks, special indexes and comments live in migrations only. */
const MIGRATIONS_ONLY = /DROP CONSTRAINT|DROP INDEX|COMMENT ON TABLE/;

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());

it('gives the tables that the entities describe', async () => {
  const source = new DataSource({
    type: 'postgres',
    url: db.url,
    entities: Object.values(entities),
    installExtensions: false,
  });
  await source.initialize();
  try {
    const { upQueries } = await source.driver.createSchemaBuilder().log();
    expect(upQueries.map(({ query }) => query).filter((query) => !MIGRATIONS_ONLY.test(query))).toEqual([]);
  } finally {
    await source.destroy();
  }
});
