import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '@tollgate/platform/db';

/** Wrong tries that kill a code. */
const MISSES = 5;

// the new code replaces the old one, with its tries
const STORE = {
  name: 'email_codes.store',
  text: `INSERT INTO auth.mail_codes (purpose, address_key, code_hash, user_id, expires_at)
         VALUES ($1, $2, $3, (SELECT id FROM auth.users WHERE id = $4), now() + make_interval(secs => $5))
         ON CONFLICT (purpose, address_key) DO UPDATE
           SET code_hash = excluded.code_hash, user_id = excluded.user_id, expires_at = excluded.expires_at, misses = 0`,
};

// counts before it tells: the row's lock puts parallel tries in one order, so that the sixth finds the code dead
const TRY = {
  name: 'email_codes.try',
  text: `UPDATE auth.mail_codes SET misses = misses + (NOT code_hash = ANY($3))::int
          WHERE purpose = $1 AND address_key = $2 AND expires_at > now() AND misses < ${MISSES}
            AND ($4::bigint IS NULL OR user_id IS NULL OR user_id = $4)
      RETURNING code_hash = ANY($3) AS hit`,
};

const SPEND = {
  name: 'email_codes.spend',
  text: `DELETE FROM auth.mail_codes
          WHERE purpose = $1 AND address_key = $2 AND code_hash = ANY($3) AND expires_at > now() AND misses < ${MISSES}
      RETURNING purpose`,
};

const REVOKE = { name: 'email_codes.revoke', text: 'DELETE FROM auth.mail_codes WHERE user_id = $1' };

/** SQL of mailed codes. */
@Injectable()
export class EmailCodesRepository {
  constructor(private readonly database: Database) {}

  /** Makes a code the only one of its address and purpose. */
  async store(
    purpose: string,
    addressKey: string,
    hash: Buffer,
    userId: number | null,
    seconds: number,
  ): Promise<void> {
    await this.database.query(STORE, [purpose, addressKey, hash, userId, seconds]);
  }

  /** Counts one try, committed by itself, and tells whether it was right. */
  async try(purpose: string, addressKey: string, hashes: readonly Buffer[], userId: number | null): Promise<boolean> {
    const [row] = await this.database.query<{ hit: boolean }>(TRY, [purpose, addressKey, hashes, userId]);
    return row?.hit ?? false;
  }

  /** Uses a code up; false where somebody else just did. */
  async spend(tx: Tx, purpose: string, addressKey: string, hashes: readonly Buffer[]): Promise<boolean> {
    return (await tx.query(SPEND, [purpose, addressKey, hashes])).length > 0;
  }

  /** Voids the codes a user asked for. */
  async revoke(tx: Tx, userId: number): Promise<void> {
    await tx.query(REVOKE, [userId]);
  }
}
