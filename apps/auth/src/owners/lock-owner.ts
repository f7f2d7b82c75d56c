import { AppError, type Caller, type Identity } from '@tollgate/contracts';
import type { Tx } from '@tollgate/platform/db';

/** One's own account as found and locked. */
export interface Owner {
  readonly id: number;
  readonly username: string;
  readonly password_hash: string;
  readonly email: string;
  readonly email_verified: boolean;
}

const LOCK = {
  name: 'owners.lock',
  text: `SELECT id, username, password_hash, email, email_verified FROM auth.users
          WHERE id = $1 AND status = 1 AND deleted_at IS NULL FOR NO KEY UPDATE`,
} as const;

// a statement of its own: it must see what was ended while the first one waited
const ASKS = {
  session: {
    name: 'owners.session',
    text: 'SELECT FROM auth.sessions WHERE user_id = $1 AND id = $2 AND expires_at > now() FOR KEY SHARE',
  },
  token: {
    name: 'owners.token',
    text: `SELECT FROM auth.credentials WHERE user_id = $1 AND hash = $2 AND kind = 'access_token' FOR KEY SHARE`,
  },
} as const;

/**
 * "Whoever asks may still ask", in one place: every change that opens or uses one's own account later on begins here. Locks
 * the user, for whom everything that ends sessions and tokens waits or is waited for, and then looks for the session or the
 * access token that the request came with. Ended meanwhile, it leaves nothing behind: no key, no passkey, no address. It stays
 * locked too, so that logging out waits until the change is there to be seen.
 * @throws AppError CREDENTIAL_INVALID
 */
export async function lockOwner(tx: Tx, { userId, sessionId }: Identity, { credential }: Caller): Promise<Owner> {
  const [owner] = await tx.query<Owner & Record<string, unknown>>(LOCK, [userId]);
  const asking =
    sessionId === null
      ? await tx.query(ASKS.token, [userId, Buffer.from(credential?.bearer ?? '', 'base64url')])
      : await tx.query(ASKS.session, [userId, sessionId]);
  if (!owner || asking.length === 0) throw new AppError('CREDENTIAL_INVALID');
  return owner;
}
