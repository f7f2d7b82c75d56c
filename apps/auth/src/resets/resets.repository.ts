import { Injectable } from '@nestjs/common';
import type { Tx } from '@tollgate/platform/db';

/** A valid token of the account that has proven the address: the newest, or one of the two before it. */
const LIVE = `t.address_key = $2 AND u.id = t.user_id AND u.email_key = $2 AND u.email_verified AND u.deleted_at IS NULL
            AND ((t.hash = $1 AND t.expires_at > now())
              OR EXISTS (SELECT FROM unnest(t.earlier, t.earlier_expire_at) AS e(hash, expires_at)
                          WHERE e.hash = $1 AND e.expires_at > now()))`;

// The user row is locked first, as everywhere, in a separate statement, so that the next statements see the result of a
// concurrent change (another address, a session, a key).
const LOCK = {
  name: 'resets.lock',
  text: `SELECT FROM auth.reset_tokens t, auth.users u WHERE ${LIVE} FOR NO KEY UPDATE OF u`,
};

// One concurrent request deletes the row, and with it the other links of the account.
const TAKE = {
  name: 'resets.take',
  text: `DELETE FROM auth.reset_tokens t USING auth.users u
          WHERE ${LIVE}
      RETURNING t.user_id`,
};

// All other access to the account ends. Passkeys are removed too, because each is a complete login method and an attacker
// may have added it.
const END_ALL = {
  name: 'resets.end_all',
  text: `WITH s AS (DELETE FROM auth.sessions WHERE user_id = $1),
              c AS (DELETE FROM auth.credentials WHERE user_id = $1 AND session_id IS NULL),
              p AS (DELETE FROM auth.pending_logins WHERE user_id = $1),
              m AS (DELETE FROM auth.mail_codes WHERE user_id = $1),
              a AS (DELETE FROM auth.address_codes WHERE user_id = $1),
              o AS (DELETE FROM auth.oauth_states WHERE user_id = $1),
              k AS (UPDATE auth.api_keys SET status = 2 WHERE user_id = $1 AND deleted_at IS NULL),
              i AS (DELETE FROM auth.identities WHERE user_id = $1 AND NOT vouched),
              w AS (DELETE FROM auth.passkeys WHERE user_id = $1 RETURNING id)
         UPDATE auth.users SET password_hash = $2 WHERE id = $1 RETURNING (SELECT count(*) FROM w)::int AS passkeys`,
};

// Older links of the account end, because this one was asked for by an operator and not by a guest.
const ISSUE = {
  name: 'resets.issue',
  text: `INSERT INTO auth.reset_tokens AS t (user_id, hash, address_key, expires_at)
         VALUES ($1, $2, $3, now() + make_interval(secs => $4))
         ON CONFLICT (user_id) DO UPDATE
           SET hash = excluded.hash, address_key = excluded.address_key, expires_at = excluded.expires_at,
               earlier = '{}', earlier_expire_at = '{}'`,
};

/** SQL of resetting passwords. */
@Injectable()
export class ResetsRepository {
  /**
   * Consumes the token of a link and locks its user. Undefined if the token is unknown, or if the account has another
   * address now.
   */
  async take(tx: Tx, hash: Buffer, addressKey: string): Promise<number | undefined> {
    await tx.query(LOCK, [hash, addressKey]);
    const [row] = await tx.query<{ user_id: number }>(TAKE, [hash, addressKey]);
    return row?.user_id;
  }

  /** Makes a link valid for `seconds`, in place of all earlier ones of the account. */
  async issue(tx: Tx, userId: number, hash: Buffer, addressKey: string, seconds: number): Promise<void> {
    await tx.query(ISSUE, [userId, hash, addressKey, seconds]);
  }

  /** Sets a new password and ends all other access. Returns the number of removed passkeys. */
  async replacePassword(tx: Tx, userId: number, passwordHash: string): Promise<number> {
    const [row] = await tx.query<{ passkeys: number }>(END_ALL, [userId, passwordHash]);
    return row?.passkeys ?? 0;
  }
}
