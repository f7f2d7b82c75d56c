import { Injectable } from '@nestjs/common';
import type { Tx } from '@tollgate/platform/db';
import type { Address } from '../mail/address.js';
import type { AddressOwner } from './email-changes.service.js';

const LOCK = {
  name: 'email_changes.lock',
  text: `SELECT id, email, email_verified FROM auth.users
          WHERE id = $1 AND status = 1 AND deleted_at IS NULL FOR UPDATE`,
};

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

/** SQL of changing addresses. */
@Injectable()
export class EmailChangesRepository {
  /** Locks a user who may change something. */
  async lock(tx: Tx, userId: number): Promise<AddressOwner | undefined> {
    const [row] = await tx.query<AddressOwner & { email: string }>(LOCK, [userId]);
    return row;
  }

  /** Gives a user an address; false where another account has proven it. */
  async set(tx: Tx, userId: number, { text, key }: Address, verified: boolean): Promise<boolean> {
    return (await tx.query(SET, [userId, text, key, verified])).length > 0;
  }

  /** Ends all sessions but one, their tokens with them. */
  async endOtherSessions(tx: Tx, userId: number, sessionId: number | null): Promise<void> {
    await tx.query(END_OTHERS, [userId, sessionId]);
  }
}
