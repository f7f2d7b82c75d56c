import pg, { type PoolConfig } from 'pg';
import { Connections } from './connections.js';
import { LOCK_MS } from './connection-queue.js';

const INT8 = 20;

/** Parses a bigint column. Every one is kept below 2^53 by its table, so a larger value is damage, not data. */
export function safeInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`bigint ${text} is beyond 2^53`);
  return value;
}

/** pg's type parsers, with bigint columns as numbers. */
export const types: NonNullable<PoolConfig['types']> = {
  getTypeParser: ((oid: number, format?: 'text') =>
    oid === INT8 && format !== ('binary' as unknown)
      ? safeInteger
      : pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser,
};

/**
 * Settings of every session of a service. Time-outs, in milliseconds, are the role's own (first migration), but that for locks,
 * which is shorter. No statement gets parallel workers: to start one takes ten times as long as a search does, and one search
 * should not have the processors of several.
 */
const SESSION = {
  statement_timeout: 5000,
  lock_timeout: LOCK_MS,
  idle_in_transaction_session_timeout: 5000,
  max_parallel_workers_per_gather: 0,
} as const;

export interface ConnectionOptions {
  readonly url: string;
  /** The service whose role the sessions take; without one they keep the login's rights. */
  readonly service?: string;
  /** Connections at most (default 10). */
  readonly size?: number;
  /** How long opening a connection may take, and at most the wait for one, in milliseconds (default 1500). */
  readonly patienceMs?: number;
  /** Called when a connection was lost. */
  readonly onLoss?: (error: Error) => void;
  /** The registry of open connections, if the service needs one. */
  readonly connections?: Connections;
}

/**
 * How a service connects: with its own login, and with the rights and timeouts of its role for any login (PostgreSQL applies
 * the settings of a role only to a login of that name). The loss of a connection never ends the process, which an error event
 * without a listener would do: the pool drops the connection, and the statement that used it fails. A server that takes no
 * writes is as good as none.
 */
export function poolConfig(options: ConnectionOptions): PoolConfig {
  const { url, service, size = 10, patienceMs = 1500, onLoss = () => undefined } = options;
  const { connections = new Connections() } = options;
  const session = Object.entries(SESSION).map(([name, value]) => `-c ${name}=${value}`);
  return {
    connectionString: url,
    application_name: service ? `tollgate-${service}` : 'tollgate',
    options: service ? [`-c role=tollgate_${service}`, ...session].join(' ') : undefined,
    max: size,
    connectionTimeoutMillis: patienceMs,
    idleTimeoutMillis: 30_000,
    maxLifetimeSeconds: 1800,
    keepAlive: true,
    // from the first connection on, which TypeORM opens before anybody else has the pool
    // eslint-disable-next-line @typescript-eslint/no-misused-promises -- the pool waits for it, which its types do not say
    onConnect: (client) => connections.join(client.on('error', onLoss)),
    types,
  };
}
