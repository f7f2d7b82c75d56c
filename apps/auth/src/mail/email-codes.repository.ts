import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '@tollgate/platform/db';

/** A code with so many wrong attempts is void. */
const MAX_MISSES = 5;

// One statement stores the code and claims its order, so that a retry of the order does not store a used code again. Each
// insert deletes a few codes that no retry can renew any more.
const STORE = {
  name: 'email_codes.store',
  text: `WITH claimed AS (
           INSERT INTO auth.spent_proofs (kind, hash, expires_at) VALUES ('mail_order', $6, now() + interval '3 days')
           ON CONFLICT DO NOTHING RETURNING kind),
              swept AS (
           DELETE FROM auth.address_codes WHERE (purpose, address_key, requester) IN (
             SELECT purpose, address_key, requester FROM auth.address_codes
              WHERE expires_at < now() - interval '3 days' LIMIT 5 FOR UPDATE SKIP LOCKED))
         INSERT INTO auth.address_codes (purpose, address_key, requester, code_hash, user_id, expires_at)
         SELECT $1, $2, $3, $4, (SELECT id FROM auth.users WHERE id = $5), now() + make_interval(secs => $7) FROM claimed
         ON CONFLICT (purpose, address_key, requester) DO UPDATE
           SET code_hash = excluded.code_hash, user_id = excluded.user_id, expires_at = excluded.expires_at, misses = 0
         RETURNING purpose`,
};

const RENEW = {
  name: 'email_codes.renew',
  text: `UPDATE auth.address_codes SET expires_at = now() + make_interval(secs => $5)
          WHERE purpose = $1 AND address_key = $2 AND requester = $3 AND code_hash = ANY($4) RETURNING purpose`,
};

// The attempt is counted in the statement that compares, so the row locks order concurrent attempts and the sixth finds a
// void code. A guest's attempt does not touch the codes of accounts, and a miss counts only against codes of the same requester,
// because a stranger could void the owner's code otherwise. The misses of a stranger count for the stranger's network.
const TRY = {
  name: 'email_codes.try',
  text: `UPDATE auth.address_codes SET misses = misses + (NOT code_hash = ANY($3) AND requester = $5)::int
          WHERE purpose = $1 AND address_key = $2 AND expires_at > now() AND misses < ${MAX_MISSES}
            AND (user_id IS NULL AND requester LIKE 'guest:%' OR user_id = $4)
      RETURNING code_hash = ANY($3) AS hit`,
};

const SPEND = {
  name: 'email_codes.spend',
  text: `DELETE FROM auth.address_codes
          WHERE purpose = $1 AND address_key = $2 AND code_hash = ANY($3) AND expires_at > now() AND misses < ${MAX_MISSES}
      RETURNING purpose`,
};

const REVOKE = { name: 'email_codes.revoke', text: 'DELETE FROM auth.address_codes WHERE user_id = $1' };

/** A code to store. */
export interface NewEmailCode {
  readonly purpose: string;
  readonly addressKey: string;
  /** `user:<id>` or `guest:<network>`. */
  readonly requester: string;
  readonly hashes: readonly [Buffer, ...Buffer[]];
  readonly userId: number | null;
  readonly seconds: number;
  /** Hash of the order that the code belongs to. */
  readonly order: Buffer;
}

/** SQL of mailed codes. */
@Injectable()
export class EmailCodesRepository {
  constructor(private readonly database: Database) {}

  /**
   * Makes a code the valid one of its address, purpose and requester. A retry of the same order renews the code. False if the
   * code has been used, revoked or replaced since, so its mail must not be sent.
   */
  async store(c: NewEmailCode): Promise<boolean> {
    const { purpose, addressKey, requester, hashes, userId, seconds, order } = c;
    const stored = [purpose, addressKey, requester, hashes[0], userId, order, seconds];
    if ((await this.database.query(STORE, stored)).length > 0) return true;
    return (await this.database.query(RENEW, [purpose, addressKey, requester, hashes, seconds])).length > 0;
  }

  /** Counts one attempt in its own transaction, and returns whether the code was right. */
  async countAttempt(
    purpose: string,
    addressKey: string,
    hashes: readonly Buffer[],
    { userId, requester }: Pick<NewEmailCode, 'userId' | 'requester'>,
  ): Promise<boolean> {
    const rows = await this.database.query<{ hit: boolean }>(TRY, [purpose, addressKey, hashes, userId, requester]);
    return rows.some(({ hit }) => hit);
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
