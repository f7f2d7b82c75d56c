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
  private readonly turns: ConnectionQueue;

  /** @param turnMs how long to wait for a connection of a full pool, in milliseconds (default 900) */
  constructor(
    readonly pool: Pool,
    turnMs?: number,
  ) {
    this.turns = new ConnectionQueue(pool, turnMs);
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
    this.turns.served();
  }

  /** What a failure of a statement means to the caller, as `classify` says. */
  failed(error: unknown, stage: Stage): unknown {
    const failure = classify(error, stage);
    // what is refused by a rule has had its connection and its locks
    if (failure === error) this.turns.served();
    else this.turns.failed(error);
    return failure;
  }

  /**
   * A connection of the pool; the caller releases it.
   * @throws AppError UNAVAILABLE when there is none in time
   */
  async connect(): Promise<PoolClient> {
    try {
      return await this.turns.take();
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
