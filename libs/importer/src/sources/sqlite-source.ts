import { existsSync, statSync } from 'node:fs';
import Database from 'libsql';
import { ImportError, messageOf } from '../import-error.js';
import { type Cell, type Row, type Source, toColumns } from './source.js';

const BUSY_MS = 30_000;

/** Opens a SQLite file in a read transaction. A program that writes the file then waits, or continues if the file is in WAL mode. */
export function openSqlite(file: string): Promise<Source> {
  const address = `sqlite:${file}`;
  // the driver would make a file that is not there
  if (!existsSync(file) || !statSync(file).isFile())
    throw new ImportError(`${address} cannot be opened: there is no such file`);
  const database = open(address, file);
  const query = (sql: string, values: readonly string[] = []): Promise<Row[]> => {
    try {
      const statement = database.prepare(sql.replace(/\$(\d+)/g, '?$1'));
      const names = statement.columns().map(({ name }) => name);
      const rows = statement
        .raw(true)
        .safeIntegers(true)
        .all(...values) as unknown[][];
      return Promise.resolve(rows.map((row) => Object.fromEntries(names.map((name, i) => [name, toCell(row[i])]))));
    } catch (error) {
      return Promise.reject(new ImportError(`${address} cannot be read: ${messageOf(error)}`, { cause: error }));
    }
  };
  return Promise.resolve({
    kind: 'sqlite',
    address,
    query,
    columns: async () =>
      toColumns(
        await query(
          `SELECT m.name AS table_name, c.name AS column_name
             FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table'`,
        ),
      ),
    quote: (name) => `"${name}"`,
    close: () => {
      // a statement that is not collected yet would keep the file locked
      database.exec('ROLLBACK');
      return Promise.resolve(void database.close());
    },
  });
}

function open(address: string, file: string): Database.Database {
  try {
    const database = new Database(file, { readonly: true, timeout: BUSY_MS } as Database.Options);
    database.exec('BEGIN');
    // the snapshot begins with the first read
    database.prepare('SELECT count(*) FROM sqlite_master').get();
    return database;
  } catch (error) {
    throw new ImportError(`${address} cannot be opened: ${messageOf(error)}`, { cause: error });
  }
}

function toCell(value: unknown): Cell {
  if (value === null || value === undefined) return null;
  if (value instanceof Uint8Array || value instanceof ArrayBuffer) return Buffer.from(value as Uint8Array);
  return String(value);
}
