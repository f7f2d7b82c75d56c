import type { PoolClient, QueryResultRow } from 'pg';
import { type Database, queryConfig, type Tx } from './database.js';

/** Serialization failure and deadlock: the work was rolled back whole and may run again. */
const RETRYABLE = new Set(['40001', '40P01']);
const ATTEMPTS = 4;

/** Begins, commits and rolls back. The only maker of a Tx. */
export class UnitOfWork {
  constructor(private readonly database: Database) {}

  /**
   * Runs `work` in one transaction and returns its result after the commit. On a serialization failure or deadlock all of
   * `work` runs again (at most three times), so it must not touch anything but the database: no network call inside.
   */
  async run<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      const client = await this.database.pool.connect();
      let broken: Error | undefined;
      try {
        await client.query('BEGIN');
        const result = await work(transaction(client));
        await client.query('COMMIT');
        return result;
      } catch (error) {
        broken = await rollback(client);
        if (attempt >= ATTEMPTS || !RETRYABLE.has(String((error as { code?: unknown }).code))) throw error;
      } finally {
        client.release(broken);
      }
    }
  }
}

function transaction(client: PoolClient): Tx {
  const query: Tx['query'] = async <R extends QueryResultRow>(
    statement: Parameters<Tx['query']>[0],
    values: readonly unknown[] = [],
  ) => (await client.query<R>(queryConfig(statement, values))).rows;
  return { query } as Tx;
}

async function rollback(client: PoolClient): Promise<Error | undefined> {
  try {
    await client.query('ROLLBACK');
    return undefined;
  } catch (error) {
    // the connection is gone, and with it the transaction: hand it back to be closed
    return error as Error;
  }
}
