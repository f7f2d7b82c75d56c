import mysql, { type TypeCastField } from 'mysql2/promise';
import { messageOf } from '../import-error.js';
import { connectionError, publicAddress } from './connection.js';
import { type Cell, type Row, type Source, toColumns } from './source.js';

const CONNECT_MS = 15_000;
const BLOBS = ['TINY_BLOB', 'MEDIUM_BLOB', 'LONG_BLOB', 'BLOB', 'STRING', 'VAR_STRING'];
/** The number of the character set "binary". */
const BINARY = 63;

/** Every value as text, so that no number loses digits; bytes as bytes. */
function cast(field: TypeCastField & { characterSet?: number; charset?: number }): Cell {
  const charset = field.characterSet ?? field.charset;
  return charset === BINARY && BLOBS.includes(field.type) ? field.buffer() : field.string('utf8');
}

/** Opens a MySQL or MariaDB database in a transaction that cannot write. */
export async function openMysql(url: URL): Promise<Source> {
  const address = publicAddress(url).replace(/^mariadb:/, 'mysql:');
  const connection = await mysql
    .createConnection({
      host: url.hostname,
      port: url.port === '' ? 3306 : Number(url.port),
      user: decodeURIComponent(url.username),
      password: decodeURIComponent(url.password),
      database: decodeURIComponent(url.pathname.slice(1)),
      charset: 'utf8mb4',
      dateStrings: true,
      supportBigNumbers: true,
      bigNumberStrings: true,
      connectTimeout: CONNECT_MS,
      ...(url.searchParams.get('ssl') === 'true' ? { ssl: {} } : {}),
      typeCast: cast as never,
    })
    .catch((error: unknown) => {
      throw connectionError(address, error);
    });
  // a loss shows at the next statement
  connection.on('error', () => undefined);
  const query = async (sql: string, values: readonly string[] = []): Promise<Row[]> => {
    try {
      const [rows] = await connection.query(toPositional(sql), [...values]);
      return rows as Row[];
    } catch (error) {
      throw connectionError(address, { ...(error as object), message: `the source failed: ${messageOf(error)}` });
    }
  };
  await query(`SET time_zone = '+00:00'`);
  await query('SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ');
  await query('START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY');
  return {
    kind: 'mysql',
    address,
    query,
    columns: async () => {
      const rows = await query(
        `SELECT table_name AS table_name, column_name AS column_name FROM information_schema.columns
          WHERE table_schema = database()`,
      );
      return toColumns(rows);
    },
    quote: (name) => `\`${name}\``,
    close: () => connection.end(),
  };
}

/** `$1`, `$2` in their order become `?`. */
function toPositional(sql: string): string {
  return sql.replace(/\$\d+/g, '?');
}
