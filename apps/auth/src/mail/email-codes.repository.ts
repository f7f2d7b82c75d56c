import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '@tollgate/platform/db';

/** A code with so many wrong attempts is void. */
const MAX_MISSES = 5;

// A new code replaces the old one and its count of attempts.
const STORE = {
  name: 'email_codes.store',
  text: `INSERT INTO auth.mail_codes (purpose, address_key, code_hash, user_id, expires_at)
         VALUES ($1, $2, $3, (SELECT id FROM auth.users WHERE id = $4), now() + make_interval(secs => $5))
         ON CONFLICT (purpose, address_key) DO UPDATE
           SET code_hash = excluded.code_hash, user_id = excluded.user_id, expires_at = excluded.expires_at, misses = 0`,
};

// The attempt is counted in the statement that compares, so the row lock orders concurrent attempts and the sixth finds a
// void code.
const TRY = {
  name: 'email_codes.try',
  text: `UPDATE auth.mail_codes SET misses = misses + (NOT code_hash = ANY($3))::int
          WHERE purpose = $1 AND address_key = $2 AND expires_at > now() AND misses < ${MAX_MISSES}
            AND ($4::bigint IS NULL OR user_id IS NULL OR user_id = $4)
      RETURNING code_hash = ANY($3) AS hit`,
};

const SPEND = {
  name: 'email_codes.spend',
  text: `DELETE FROM auth.mail_codes
          WHERE purpose = $1 AND address_key = $2 AND code_hash = ANY($3) AND expires_at > now() AND misses < ${MAX_MISSES}
      RETURNING purpose`,
};

const REVOKE = { name: 'email_codes.revoke', text: 'DELETE FROM auth.mail_codes WHERE user_id = $1' };

/** SQL of mailed codes. */
@Injectable()
export class EmailCodesRepository {
  constructor(private readonly database: Database) {}

  /** Stores a code as the only one of its address and purpose. */
  async store(
    purpose: string,
    addressKey: string,
    hash: Buffer,
    userId: number | null,
    seconds: number,
  ): Promise<void> {
    await this.database.query(STORE, [purpose, addressKey, hash, userId, seconds]);
  }

  /** Counts one attempt in its own transaction, and returns whether the code was right. */
  async countAttempt(
    purpose: string,
    addressKey: string,
    hashes: readonly Buffer[],
    userId: number | null,
  ): Promise<boolean> {
    const [row] = await this.database.query<{ hit: boolean }>(TRY, [purpose, addressKey, hashes, userId]);
    return row?.hit ?? false;
  }

  /** Consumes a code. False if another request consumed it first. */
  async spend(tx: Tx, purpose: string, addressKey: string, hashes: readonly Buffer[]): Promise<boolean> {
    return (await tx.query(SPEND, [purpose, addressKey, hashes])).length > 0;
  }

  /** Revokes the codes that a user requested. */
  async revoke(tx: Tx, userId: number): Promise<void> {
    await tx.query(REVOKE, [userId]);
  }
}
