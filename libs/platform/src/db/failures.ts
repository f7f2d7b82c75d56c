import { types } from 'node:util';
import { AppError } from '@tollgate/contracts';
import { READ_ONLY } from './connections.js';
import { getSqlState } from './sql-state.js';

/** SQLSTATE classes and codes after which the server has certainly undone the statement or transaction. */
const UNDONE = [
  /^53/, // insufficient resources
  /^57P/, // operator intervention: shut down, crash of another session, cannot connect now
  /^57014$/, // statement timeout
  /^55P03$/, // lock timeout
  /^25P03$/, // idle in transaction timeout
  /^3D000$/, // database missing
  /^28/, // the login was refused
  new RegExp(`^${READ_ONLY}$`), // no primary (any more)
];
/** Codes and messages of Node and pg if there is no connection (any more). */
const SOCKET = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH']);
const SOCKET_TEXT =
  /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Client was closed|Cannot use a pool after/;

/** How far a statement had got when it failed. */
export type Stage = 'connecting' | 'in transaction' | 'committing' | 'alone';

/**
 * Maps a failure of the database to the error for the caller. A lost connection is UNAVAILABLE where nothing can have been done,
 * and OUTCOME_UNKNOWN where a commit was under way. Anything that is not about the database's health is returned as it is.
 */
export function classify(error: unknown, stage: Stage): unknown {
  if (error instanceof AppError || !types.isNativeError(error)) return error;
  const code = getSqlState(error);
  if (UNDONE.some((pattern) => pattern.test(code))) return unavailable(error);
  if (!SOCKET.has(code) && !code.startsWith('08') && !SOCKET_TEXT.test(error.message)) return error;
  const inDoubt = stage === 'committing' || stage === 'alone';
  return inDoubt ? new AppError('OUTCOME_UNKNOWN', {}, { cause: error }) : unavailable(error);
}

function unavailable(cause: Error): AppError {
  return new AppError('UNAVAILABLE', {}, { cause, retryAfter: 1 });
}
