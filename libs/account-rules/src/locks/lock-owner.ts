import { AppError, type Caller, type Identity, UserStatus } from '@tollgate/contracts';
import type { Tx } from '@tollgate/platform/db';

/** The user's own account as found and locked. */
export interface Owner {
  readonly id: number;
  readonly username: string;
  readonly password_hash: string;
  readonly email: string;
  readonly email_verified: boolean;
}

const LOCK = {
  name: 'locks.owner',
  text: `SELECT id, username, password_hash, email, email_verified FROM auth.users
          WHERE id = $1 AND status = ${UserStatus.enabled} AND deleted_at IS NULL FOR NO KEY UPDATE`,
} as const;

// These are statements of their own because they must see what was revoked while the first one waited for its lock.
const ASKS = {
  session: {
    name: 'locks.session',
    text: 'SELECT FROM auth.sessions WHERE user_id = $1 AND id = $2 AND expires_at > now() FOR KEY SHARE',
  },
  token: {
    name: 'locks.token',
    text: `SELECT FROM auth.credentials WHERE user_id = $1 AND hash = $2 AND kind = 'access_token' FOR KEY SHARE`,
  },
} as const;

/**
 * Locks the caller's own account. Every change that opens the account, or uses it later on, begins with this call.
 *
 * First it locks the user's row, which serializes this change with everything that revokes sessions and tokens. Then it looks for
 * the session or access token of the request. If that was revoked while the request waited, the request is refused, so it leaves no
 * key, passkey or address behind. The session stays locked too, so a logout waits until the change is committed.
 * @throws AppError CREDENTIAL_INVALID
 */
export async function lockOwner(
  tx: Tx,
  { userId, sessionId }: Pick<Identity, 'userId' | 'sessionId'>,
  { credential }: Caller,
): Promise<Owner> {
  const [owner] = await tx.query<Owner & Record<string, unknown>>(LOCK, [userId]);
  const asking =
    sessionId === null
      ? await tx.query(ASKS.token, [userId, Buffer.from(credential?.bearer ?? '', 'base64url')])
      : await tx.query(ASKS.session, [userId, sessionId]);
  if (!owner || asking.length === 0) throw new AppError('CREDENTIAL_INVALID');
  return owner;
}
