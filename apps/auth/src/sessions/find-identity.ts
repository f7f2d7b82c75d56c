import { AppError, type Caller, type Identity } from '@tollgate/contracts';
import type { Authenticator } from '@tollgate/account-rules';

/** The identity of a caller on a public route. Null for a guest, and for a credential that expired or was revoked. */
export async function findIdentity(authenticator: Authenticator, caller: Caller): Promise<Identity | null> {
  try {
    return await authenticator.identify(caller);
  } catch (error) {
    if (error instanceof AppError && error.status === 401) return null;
    throw error;
  }
}
