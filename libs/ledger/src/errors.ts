import { AppError } from '@tollgate/contracts';
import { getSqlState } from '@tollgate/platform/db';

/** SQLSTATEs that the functions of the ledger raise. */
export const LedgerState = {
  tooLow: 'TG001',
  noAccount: 'TG002',
  double: 'TG003',
  malformed: 'TG004',
  outOfRange: 'TG005',
  changed: 'TG006',
  immutable: 'TG009',
  /** The user has as many subscriptions and open orders of a plan as it allows. */
  planLimit: 'TG011',
  /** A service posted what it may not: a fault of the product or an attack, so it is no refusal that a caller sees. */
  notAllowed: 'TG010',
} as const;

/** True where the ledger refused because this kind and ref are posted already. */
export function isDouble(error: unknown): boolean {
  return getSqlState(error) === LedgerState.double || (error instanceof AppError && error.code === 'ALREADY_POSTED');
}

/**
 * Maps a refusal of the ledger to the error for the caller; returns any other error unchanged. Codes: INSUFFICIENT_QUOTA,
 * AFF_QUOTA_INSUFFICIENT, ACCOUNT_NOT_FOUND, ALREADY_POSTED, QUOTA_OUT_OF_RANGE, QUOTA_CHANGED,
 * PLAN_LIMIT_REACHED.
 */
export function asAppError(error: unknown): unknown {
  const { detail } = (error ?? {}) as { detail?: string };
  switch (getSqlState(error)) {
    case LedgerState.tooLow:
      return new AppError(detail === 'affiliate' ? 'AFF_QUOTA_INSUFFICIENT' : 'INSUFFICIENT_QUOTA');
    case LedgerState.noAccount:
      return new AppError('ACCOUNT_NOT_FOUND');
    case LedgerState.double:
      return new AppError('ALREADY_POSTED');
    case LedgerState.outOfRange:
      return new AppError('QUOTA_OUT_OF_RANGE');
    case LedgerState.changed:
      return new AppError('QUOTA_CHANGED', { balance: detail ?? '' });
    case LedgerState.planLimit:
      return new AppError('PLAN_LIMIT_REACHED');
    default:
      return error;
  }
}

/** Awaits a statement that posts and throws the ledger's refusals as AppError. */
export async function refusals<T>(statement: Promise<T>): Promise<T> {
  try {
    return await statement;
  } catch (error) {
    throw asAppError(error);
  }
}
