import type { Pool, PoolClient, QueryResultRow } from 'pg';
import { inSpan, traced } from '../tracing/index.js';
import { classify, type Stage } from './failures.js';
import { statementSpan } from './statement-span.js';
import { ConnectionQueue } from './connection-queue.js';

/** A statement that the server plans once per connection: `name` is unique to `text`. */
export interface Statement {
  readonly name: string;
  readonly text: string;
}

/** Something that runs SQL: the pool or a transaction. */
export interface Sql {
  /** Runs a statement; values are bound, never written into the text. */
  query<R extends QueryResultRow>(statement: Statement | string, values?: readonly unknown[]): Promise<R[]>;
}

declare const brand: unique symbol;

/** An open transaction. Only UnitOfWork makes one, and every method that writes asks for it. */
export interface Tx extends Sql {
  readonly [brand]: 'Tx';
}

/** The service's connection pool, for reads and for single statements that are a transaction by themselves. */
export class Database implements Sql {
  private readonly queue: ConnectionQueue;

  /** @param turnMs how long to wait for a connection of a full pool, in milliseconds (default 900) */
  constructor(
    readonly pool: Pool,
    turnMs?: number,
  ) {
    this.queue = new ConnectionQueue(pool, turnMs);
  }

  /** @throws AppError UNAVAILABLE, or OUTCOME_UNKNOWN when the connection was lost under the statement */
  query<R extends QueryResultRow>(statement: Statement | string, values: readonly unknown[] = []): Promise<R[]> {
    if (!inSpan()) return this.run<R>(statement, values);
    return traced(
      () => statementSpan(statement),
      () => this.run<R>(statement, values),
    );
  }

  private async run<R extends QueryResultRow>(statement: Statement | string, values: readonly unknown[]): Promise<R[]> {
    const client = await this.connect();
    let broken: Error | undefined;
    try {
      const { rows } = await client.query<R>(queryConfig(statement, values));
      this.served();
      return rows;
    } catch (error) {
      const failure = this.failed(error, 'alone');
      if (failure !== error) broken = error as Error;
      throw failure;
    } finally {
      client.release(broken);
    }
  }

  /** Something was carried out. */
  served(): void {
    this.queue.served();
  }

  /** Maps a failure of a statement to the error for the caller (see `classify`). */
  failed(error: unknown, stage: Stage): unknown {
    const failure = classify(error, stage);
    // a statement that a rule refused has had its connection and its locks
    if (failure === error) this.queue.served();
    else this.queue.failed(error);
    return failure;
  }

  /**
   * A connection of the pool; the caller releases it.
   * @throws AppError UNAVAILABLE when there is none in time
   */
  async connect(): Promise<PoolClient> {
    try {
      return await this.queue.take();
    } catch (error) {
      throw classify(error, 'connecting');
    }
  }
}

/** How pg wants a statement: named ones are prepared once per connection. */
export function queryConfig(statement: Statement | string, values: readonly unknown[]) {
  return typeof statement === 'string'
    ? { text: statement, values: [...values] }
    : { ...statement, values: [...values] };
}
