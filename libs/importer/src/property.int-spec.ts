import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { findBreaches } from '@tollgate/ledger';
import { testDatabase } from '@tollgate/testing/database';
import fc from 'fast-check';
import Database from 'libsql';
import { importInto } from './testing/import-into.js';
import { type LoadedSample, loadSample } from './testing/samples.js';

const RUNS = process.env.SCALE === 'full' ? 200 : 6;
const TABLES = [
  'users',
  'tokens',
  'redemptions',
  'top_ups',
  'logs',
  'quota_data',
  'two_fas',
  'two_fa_backup_codes',
  'passkey_credentials',
  'options',
];

type Value = string | number | bigint | null | Buffer;

const numbers = fc.oneof(
  fc.integer({ min: -5, max: 12 }),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.constantFrom<Value>(null, 1.5, '', 'seven', '-1', 9_007_199_254_740_993n, 1_796_000_000, 0),
);
const texts = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom<Value>(
    null,
    '',
    ' ',
    'Alice',
    'alice',
    'ＡＬＩＣＥ',
    'a\0b',
    'tab\tname\nline',
    '$2a$10$short',
    '{"a":',
    'null',
    '[1]',
    'x@y',
    'X@Y',
    'success',
    'pending',
    'paid',
    '2026-12-01 01:28:19+08:00',
    '0000-00-00',
    '\\N',
    '\\.',
  ),
  fc.constant(Buffer.from([0xff, 0x00, 0xc3])),
);
const ids = fc.oneof(fc.integer({ min: 1, max: 30 }), fc.constantFrom<Value>(0, -4, 2n ** 53n, 2n ** 62n));

/** Rows for the columns of a table. The first column is the id. A column that is declared as a number mostly gets one. */
const rowsOf = (columns: readonly { name: string; type: string; notnull: number }[]) =>
  fc.uniqueArray(
    fc.tuple(
      ids,
      ...columns.slice(1).map(({ name, type, notnull }): fc.Arbitrary<Value> => {
        const value: fc.Arbitrary<Value> = /int|num|real/i.test(type)
          ? name.endsWith('_id')
            ? fc.oneof(ids, numbers)
            : numbers
          : texts;
        return notnull ? value.map((one) => one ?? '') : value;
      }),
    ),
    { maxLength: 25, selector: (row) => String(row[0]) },
  );

let source: LoadedSample;
let file: string;
beforeAll(async () => {
  source = await loadSample('newapi-2025-11-sqlite');
  file = source.address.slice('sqlite:'.length);
}, 60_000);
afterAll(() => source.close());

function columnsOf(database: Database.Database, table: string) {
  return database.prepare(`SELECT name, type, "notnull" FROM pragma_table_info('${table}')`).all() as {
    name: string;
    type: string;
    notnull: number;
  }[];
}

describe('a source of any shape', () => {
  it('is imported without a crash, and the findings explain every difference', async () => {
    const database = new Database(file);
    const shape = fc.record(Object.fromEntries(TABLES.map((table) => [table, rowsOf(columnsOf(database, table))])));
    await fc.assert(
      fc.asyncProperty(shape, async (rows) => {
        database.exec(TABLES.map((table) => `DELETE FROM ${table}`).join(';'));
        for (const table of TABLES) {
          const columns = columnsOf(database, table);
          const insert = database.prepare(
            `INSERT OR IGNORE INTO ${table} VALUES (${columns.map(() => '?').join(', ')})`,
          );
          for (const row of rows[table] ?? []) insert.run(...row);
        }
        const db = await testDatabase();
        try {
          const ran = await importInto(db, '--from', source.address, '--on-name-conflict', 'rename');
          expect(ran.report.sums.filter(({ reconciled }) => !reconciled)).toEqual([]);
          expect(await findBreaches(db.owner)).toEqual([]);
          const verified = await importInto(db, 'verify', '--from', source.address);
          expect(verified.report.findings.filter(({ reason }) => reason === 'differs')).toEqual([]);
          expect([verified.code, verified.report.sums.filter(({ reconciled }) => !reconciled)]).toEqual([0, []]);
        } finally {
          await db.close();
        }
      }),
      { numRuns: RUNS, endOnFailure: true },
    );
    database.close();
  }, 600_000);
});
