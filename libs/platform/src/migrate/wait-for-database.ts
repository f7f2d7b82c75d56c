import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { CommandError } from '../config/index.js';
import { getSqlState } from '../db/index.js';
import type { Log } from '../log/index.js';

const POLL_MS = 1000;
/** One line in the log for each of these many tries. */
const TRIES_PER_LINE = 10;
const CONNECT_MS = 3000;

/**
 * Causes that end by themselves while a cluster starts: no address yet, nothing listens, the server starts up or has no free
 * connection. A wrong password or a missing database does not.
 */
const PASSING = new Set([
  ...['ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'EPIPE'],
  ...['57P03', '53300'],
]);

/** The database cannot be used, with the reason. */
export class DatabaseUnreachable extends CommandError {}

/**
 * Returns when the database takes a connection. Tries once a second until `seconds` have passed, because in a cluster services and
 * database start in any order.
 * @param name host and name of the database, for messages
 * @throws DatabaseUnreachable after that time, or at once if waiting does not help
 */
export async function waitForDatabase(
  { url, name }: { readonly url: string; readonly name: string },
  seconds: number,
  log: Pick<Log, 'warn'>,
): Promise<void> {
  const until = Date.now() + seconds * 1000;
  for (let attempt = 0; ; attempt += 1) {
    const error = await connectOnce(url);
    if (!error) return;
    if (!isPassing(error)) throw new DatabaseUnreachable(`the database ${name} refuses: ${describe(error)}`);
    if (Date.now() >= until) {
      const waited = seconds > 0 ? ` within ${seconds} seconds (DATABASE_WAIT_SECONDS)` : '';
      throw new DatabaseUnreachable(`the database ${name} cannot be reached${waited}: ${describe(error)}`);
    }
    if (attempt % TRIES_PER_LINE === 0) log.warn(`waiting for the database ${name}: ${describe(error)}`);
    await sleep(POLL_MS);
  }
}

async function connectOnce(url: string): Promise<Error | undefined> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'tollgate-start',
    connectionTimeoutMillis: CONNECT_MS,
  });
  // a connection that breaks after it was made is the next statement's error
  client.on('error', () => undefined);
  try {
    await client.connect();
    return undefined;
  } catch (error) {
    return error as Error;
  } finally {
    // a client that never connected has nothing to end
    await client.end().catch(() => undefined);
  }
}

function isPassing(error: Error): boolean {
  return causes(error).some((cause) => PASSING.has(getSqlState(cause)) || /timeout/i.test((cause as Error).message));
}

/** A host with several addresses gives one error for each. */
function causes(error: Error): readonly unknown[] {
  return error instanceof AggregateError ? error.errors : [error];
}

function describe(error: Error): string {
  return causes(error)
    .map((cause) => (cause instanceof Error ? cause.message : String(cause)))
    .join('; ');
}
