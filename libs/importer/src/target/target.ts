import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { ImportError, messageOf } from '../import-error.js';
import { type CopyValue, encodeRow } from './copy-text.js';

/** Any number that nothing else locks: two imports into one database exclude each other by it. */
const LOCK = 7_305_411_018;

/** The database that is moved into, by the login that owns its schemas. */
export class Target {
  private constructor(
    private readonly client: pg.Client,
    /** For people: host and name, without login. */
    readonly name: string,
  ) {}

  /**
   * Connects and takes the lock that only one import can hold.
   * @throws ImportError
   */
  static async open(url: string, name: string): Promise<Target> {
    const client = new pg.Client({ connectionString: url, application_name: 'tollgate-import', keepAlive: true });
    // a loss shows at the next statement
    client.on('error', () => undefined);
    try {
      await client.connect();
      await client.query(`SET statement_timeout TO 0; SET lock_timeout TO '30s'; SET idle_in_transaction_session_timeout TO 0;
        SET TIME ZONE 'UTC'; SET work_mem TO '64MB'; SET maintenance_work_mem TO '256MB'; SET temp_buffers TO '32MB';
        SET client_min_messages TO warning`);
    } catch (error) {
      await client.end().catch(() => undefined);
      throw new ImportError(`the target ${name} cannot be opened: ${messageOf(error)}`, { cause: error });
    }
    const target = new Target(client, name);
    const [lock] = await target.query<{ taken: boolean }>('SELECT pg_try_advisory_lock($1) AS taken', [LOCK]);
    if (lock?.taken) return target;
    await target.close();
    throw new ImportError(`another import into ${name} is running: wait until it ends, or stop it`);
  }

  /** Runs a statement; bigint columns come as text. */
  async query<R extends pg.QueryResultRow>(sql: string, values: readonly unknown[] = []): Promise<R[]> {
    const { rows } = await this.client.query<R>(sql, [...values]);
    return rows;
  }

  /** Runs a statement and returns how many rows it touched. */
  async run(sql: string, values: readonly unknown[] = []): Promise<number> {
    const { rowCount } = await this.client.query(sql, [...values]);
    return rowCount ?? 0;
  }

  /** Runs `work` in one transaction. */
  async transaction<T>(work: () => Promise<T>): Promise<T> {
    await this.client.query('BEGIN');
    try {
      const result = await work();
      await this.client.query('COMMIT');
      return result;
    } catch (error) {
      // a lost connection has rolled back by itself
      await this.client.query('ROLLBACK').catch(() => undefined);
      throw error;
    }
  }

  /** Writes rows with COPY. */
  async copy(table: string, columns: readonly string[], rows: readonly (readonly CopyValue[])[]): Promise<void> {
    if (rows.length === 0) return;
    const names = columns.map((column) => `"${column}"`).join(', ');
    const stream = this.client.query(copyFrom(`COPY ${table} (${names}) FROM STDIN`));
    await pipeline(Readable.from(chunks(rows)), stream);
  }

  async close(): Promise<void> {
    await this.client.end();
  }
}

const CHUNK = 500;

function* chunks(rows: readonly (readonly CopyValue[])[]): Generator<string> {
  for (let at = 0; at < rows.length; at += CHUNK)
    yield rows
      .slice(at, at + CHUNK)
      .map(encodeRow)
      .join('');
}
