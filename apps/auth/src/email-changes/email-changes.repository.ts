import { Injectable } from '@nestjs/common';
import type { Tx } from '@tollgate/platform/db';
import type { Address } from '../mail/address.js';

const SET = {
  name: 'email_changes.set',
  text: `UPDATE auth.users SET email = $2, email_key = $3, email_verified = $4
          WHERE id = $1 AND NOT ($4 AND EXISTS (
            SELECT 1 FROM auth.users o WHERE o.email_key = $3 AND o.email_verified AND o.id <> $1))
      RETURNING id`,
};

const END_OTHERS = {
  name: 'email_changes.end_others',
  text: 'DELETE FROM auth.sessions WHERE user_id = $1 AND id IS DISTINCT FROM $2',
};

/** SQL of address changes. */
@Injectable()
export class EmailChangesRepository {
  /** Sets the address of a user. False if another account has proven it. */
  async set(tx: Tx, userId: number, { text, key }: Address, verified: boolean): Promise<boolean> {
    return (await tx.query(SET, [userId, text, key, verified])).length > 0;
  }

  /** Ends all sessions but one, with their tokens. */
  async endOtherSessions(tx: Tx, userId: number, sessionId: number | null): Promise<void> {
    await tx.query(END_OTHERS, [userId, sessionId]);
  }
}
