import { Injectable } from '@nestjs/common';
import type { Tx } from '@tollgate/platform/db';

// once: of any number at the same time, one deletes the row; the account must still have the address it was sent to
const TAKE = {
  name: 'resets.take',
  text: `DELETE FROM auth.reset_tokens t USING auth.users u
          WHERE t.hash = $1 AND t.address_key = $2 AND t.expires_at > now()
            AND u.id = t.user_id AND u.email_key = t.address_key AND u.email_verified AND u.deleted_at IS NULL
      RETURNING t.user_id`,
};

// whoever was in the account, by whatever they hold, is out; what needed one of these is void
const END_ALL = {
  name: 'resets.end_all',
  text: `WITH s AS (DELETE FROM auth.sessions WHERE user_id = $1),
              c AS (DELETE FROM auth.credentials WHERE user_id = $1 AND session_id IS NULL),
              p AS (DELETE FROM auth.pending_logins WHERE user_id = $1),
              m AS (DELETE FROM auth.mail_codes WHERE user_id = $1),
              o AS (DELETE FROM auth.oauth_states WHERE user_id = $1),
              k AS (UPDATE auth.api_keys SET status = 2 WHERE user_id = $1 AND deleted_at IS NULL),
              i AS (DELETE FROM auth.identities WHERE user_id = $1 AND NOT vouched)
         UPDATE auth.users SET password_hash = $2 WHERE id = $1`,
};

/** SQL of resetting passwords. */
@Injectable()
export class ResetsRepository {
  /** Takes the link's token; the user it is for, or undefined. */
  async take(tx: Tx, hash: Buffer, addressKey: string): Promise<number | undefined> {
    const [row] = await tx.query<{ user_id: number }>(TAKE, [hash, addressKey]);
    return row?.user_id;
  }

  /** Gives a user another password, and ends everything that another way in had begun. */
  async replacePassword(tx: Tx, userId: number, passwordHash: string): Promise<void> {
    await tx.query(END_ALL, [userId, passwordHash]);
  }
}
