/** SQLSTATE of a unique violation. */
const UNIQUE_VIOLATION = '23505';

/** The SQLSTATE of an error of PostgreSQL, or the code of a system error (`ECONNRESET`); empty if the error has none. */
export function getSqlState(error: unknown): string {
  const { code } = (error ?? {}) as { code?: unknown };
  return typeof code === 'string' ? code : '';
}

/** The name of the unique index that refused a row, or undefined for any other error. */
export function getViolatedIndex(error: unknown): string | undefined {
  if (getSqlState(error) !== UNIQUE_VIOLATION) return undefined;
  return (error as { constraint?: string }).constraint;
}
