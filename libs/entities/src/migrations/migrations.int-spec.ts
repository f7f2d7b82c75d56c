import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { testDatabase, type TestDatabase } from '@tollgate/testing/database';
import { DataSource } from 'typeorm';
import * as entities from '../index.js';
import { entitiesIn, type Schema } from '../service-entities.js';

const SCHEMAS: Schema[] = ['admin', 'auth', 'billing', 'ledger'];

/** A difference that entities do not state is no error: keys, checks, special indexes and comments live in migrations only. */
const MIGRATIONS_ONLY = /DROP CONSTRAINT|DROP INDEX|COMMENT ON (?:TABLE|COLUMN)/;

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
    uuidExtension: 'pgcrypto',
  });
  await source.initialize();
  try {
    const { upQueries } = await source.driver.createSchemaBuilder().log();
    expect(upQueries.map(({ query }) => query).filter((query) => !MIGRATIONS_ONLY.test(query))).toEqual([]);
  } finally {
    await source.destroy();
  }
});

interface ColumnFacts {
  readonly type: string;
  readonly nullable: boolean;
}

/** The columns of every table of the product, partitions left out because they follow their parent. */
const COLUMNS = `SELECT c.table_schema || '.' || c.table_name AS table, c.column_name AS name,
       CASE c.data_type WHEN 'ARRAY' THEN ltrim(c.udt_name, '_') || '[]' ELSE c.data_type END AS type,
       c.is_nullable = 'YES' AS nullable
  FROM information_schema.columns c
  JOIN pg_class r ON r.oid = format('%I.%I', c.table_schema, c.table_name)::regclass
 WHERE c.table_schema IN ('admin', 'auth', 'billing', 'ledger') AND r.relkind IN ('r', 'p') AND NOT r.relispartition`;

/** Short names that entities use, as information_schema spells them. */
const SPELLED: Readonly<Record<string, string>> = { timestamptz: 'timestamp with time zone', int8: 'bigint' };

function spell(type: string): string {
  return type.endsWith('[]') ? `${spell(type.slice(0, -2))}[]` : (SPELLED[type] ?? type);
}

it('describes every table, with each column, its type and whether it may be null', async () => {
  const found = new Map<string, Record<string, ColumnFacts>>();
  const rows = await db.owner.query<ColumnFacts & { table: string; name: string }>(COLUMNS);
  for (const { table, name, type, nullable } of rows) {
    found.set(table, { ...found.get(table), [name]: { type: spell(type), nullable } });
  }
  const source = new DataSource({ type: 'postgres', url: db.url, entities: entitiesIn(...SCHEMAS) });
  await source.initialize();
  try {
    const described = source.entityMetadatas.map(({ schema, tableName, columns }) => {
      const facts = columns.map(({ databaseName, type, isArray, isNullable }) => {
        const spelled = spell(source.driver.normalizeType({ type })) + (isArray ? '[]' : '');
        return [databaseName, { type: spelled, nullable: isNullable }] as const;
      });
      return [`${schema}.${tableName}`, Object.fromEntries(facts)] as const;
    });
    expect(Object.fromEntries(described)).toEqual(Object.fromEntries(found));
  } finally {
    await source.destroy();
  }
});
