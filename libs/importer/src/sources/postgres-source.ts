import pg from 'pg';
import { messageOf } from '../import-error.js';
import { connectionError, publicAddress } from './connection.js';
import { type Cell, type Row, type Source, toColumns } from './source.js';

const BYTEA = 17;
const CONNECT_MS = 15_000;

/** Every value as PostgreSQL writes it, so that no number loses digits; bytes as bytes. */
const types = {
  getTypeParser: (oid: number) => (oid === BYTEA ? pg.types.getTypeParser(BYTEA) : (text: string) => text),
} as pg.CustomTypesConfig;

/** Opens a PostgreSQL database in a transaction that cannot write. */
export async function openPostgres(url: URL): Promise<Source> {
  const address = publicAddress(url);
  const client = new pg.Client({
    connectionString: url.href,
    types,
    application_name: 'tollgate-import',
    connectionTimeoutMillis: CONNECT_MS,
    keepAlive: true,
  });
  // a loss shows at the next statement
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query(
      `SET TIME ZONE 'UTC'; SET datestyle TO 'ISO'; SET bytea_output TO 'hex'; SET statement_timeout TO 0`,
    );
    await client.query('BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY');
  } catch (error) {
    await client.end().catch(() => undefined);
    throw connectionError(address, error);
  }
  const query = async (sql: string, values: readonly string[] = []): Promise<Row[]> => {
    try {
      const { rows } = await client.query<Record<string, Cell>>(sql, [...values]);
      return rows;
    } catch (error) {
      const { code = '' } = error as { code?: string };
      throw connectionError(address, { code, message: `the source failed: ${messageOf(error)}` });
    }
  };
  return {
    kind: 'postgres',
    address,
    query,
    columns: async () => {
      const rows = await query(
        'SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = current_schema()',
      );
      return toColumns(rows);
    },
    quote: (name) => `"${name}"`,
    close: () => client.end(),
  };
}
