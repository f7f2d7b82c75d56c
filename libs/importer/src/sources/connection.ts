import { ImportError } from '../import-error.js';

/** An address without login, password and parameters, for people. */
export function publicAddress(url: URL): string {
  return `${url.protocol}//${url.host}${url.pathname}`;
}

/** The error text of a failed connection. It contains no password, because no driver's message does. */
export function connectionError(address: string, error: unknown): ImportError {
  const { code, message } = error as { code?: string; message?: string };
  const words = WORDS[code ?? ''] ?? message ?? String(error);
  return new ImportError(`${address} cannot be opened: ${words}`, { cause: error });
}

const WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens at this address',
  ENOTFOUND: 'the host name is unknown',
  EAI_AGAIN: 'the host name cannot be looked up',
  ETIMEDOUT: 'it does not answer',
  EHOSTUNREACH: 'the host cannot be reached',
  '28P01': 'login or password is wrong',
  '28000': 'this login is not let in from here',
  '3D000': 'there is no such database',
  '42501': 'this login may not read it; SELECT on all tables is enough',
  ER_ACCESS_DENIED_ERROR: 'login or password is wrong',
  ER_DBACCESS_DENIED_ERROR: 'this login may not read it; SELECT on all tables is enough',
  ER_BAD_DB_ERROR: 'there is no such database',
};
