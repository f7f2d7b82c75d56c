import type { PoolClient, QueryResult, QueryResultRow } from 'pg';
import { inSpan, traced } from '../tracing/index.js';
import { READ_ONLY } from './connections.js';
import { type Database, queryConfig, type Statement, type Tx } from './database.js';
import type { Stage } from './failures.js';
import { getSqlState } from './sql-state.js';
import { statementSpan } from './statement-span.js';

/** Serialization failure and deadlock: the work was rolled back whole and may run again. */
const RETRYABLE = new Set(['40001', '40P01']);
const ATTEMPTS = 4;

/** Begins, commits and rolls back. The only maker of a Tx. */
export class UnitOfWork {
  constructor(private readonly database: Database) {}

  /**
   * Runs `work` in one transaction and returns its result after the commit. On a serialization failure or deadlock all of
   * `work` runs again (at most three times), so it must not touch anything but the database: no network call inside.
   * @throws AppError UNAVAILABLE (nothing was done), or OUTCOME_UNKNOWN when the connection was lost during the commit
   */
  async run<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      const client = await this.database.connect();
      let broken: Error | undefined;
      let stage: Stage = 'connecting';
      try {
        await send(client, 'BEGIN');
        stage = 'in transaction';
        const result = await work(transaction(client));
        stage = 'committing';
        const { command } = await send(client, 'COMMIT');
        // a transaction in which a statement failed is rolled back by COMMIT without an error
        if (command !== 'COMMIT') throw new Error('the transaction was rolled back: a failed statement was ignored');
        this.database.served();
        return result;
      } catch (error) {
        broken = (await rollback(client)) ?? endless(error);
        const failure = this.database.failed(error, stage);
        // a connection of the pool had died unnoticed, and nothing was begun on it: the next one is tried
        const isStale = stage === 'connecting' && failure !== error;
        if (attempt >= ATTEMPTS || !(isStale || isRetryable(error))) throw failure;
      } finally {
        client.release(broken);
      }
    }
  }
}

function isRetryable(error: unknown): boolean {
  return RETRYABLE.has(getSqlState(error));
}

/** A server that takes no writes: the connection would go on leading there. */
function endless(error: unknown): Error | undefined {
  return getSqlState(error) === READ_ONLY ? (error as Error) : undefined;
}

function transaction(client: PoolClient): Tx {
  const query: Tx['query'] = async <R extends QueryResultRow>(
    statement: Parameters<Tx['query']>[0],
    values: readonly unknown[] = [],
  ) => (await send<R>(client, statement, values)).rows;
  return { query } as Tx;
}

function send<R extends QueryResultRow>(
  client: PoolClient,
  statement: Statement | string,
  values: readonly unknown[] = [],
): Promise<QueryResult<R>> {
  if (!inSpan()) return client.query<R>(queryConfig(statement, values));
  return traced(
    () => statementSpan(statement),
    () => client.query<R>(queryConfig(statement, values)),
  );
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
