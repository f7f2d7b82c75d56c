import { Injectable } from '@nestjs/common';
import { canonical } from '@tollgate/accounts';
import { AppError } from '@tollgate/contracts';
import type { Tx } from '@tollgate/platform/db';

/** The account whose address changes. */
export interface AddressOwner {
  readonly id: number;
  readonly email: string;
  readonly email_verified: boolean;
}

const SET = {
  name: 'email_changes.set',
  text: 'UPDATE auth.users SET email = $2, email_key = $3, email_verified = false WHERE id = $1',
};

/** Changing the address of an account. */
@Injectable()
export class EmailChangesService {
  /**
   * Stores a new address as unverified: it neither logs in nor resets a password.
   * @throws AppError INVALID_VALUE where it is not an address
   */
  async change(tx: Tx, owner: AddressOwner, email: string): Promise<void> {
    if (!/^[^\s@]+@[^\s@]+$/.test(email)) throw new AppError('INVALID_VALUE', { field: 'email' });
    await tx.query(SET, [owner.id, email, canonical(email)]);
  }
}
