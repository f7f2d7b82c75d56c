import { Injectable } from '@nestjs/common';
import { Database } from '@tollgate/platform/db';

const SPEND = {
  name: 'spent_proofs.spend',
  text: `WITH swept AS (
           DELETE FROM auth.spent_proofs WHERE (kind, hash) IN (
             SELECT kind, hash FROM auth.spent_proofs WHERE expires_at < now() LIMIT 5 FOR UPDATE SKIP LOCKED))
         INSERT INTO auth.spent_proofs (kind, hash, expires_at)
         SELECT $1, $2, t.at + make_interval(secs => $4)
           FROM (SELECT coalesce(to_timestamp($3::bigint), now()) AS at) t
          WHERE t.at > now() - make_interval(secs => $4) AND t.at < now() + interval '1 minute'
         ON CONFLICT DO NOTHING RETURNING kind`,
};

/** Stores proofs of other sites for as long as they are valid, so that each is used once. */
@Injectable()
export class SpentProofs {
  constructor(private readonly database: Database) {}

  /**
   * Consumes a proof with one statement, so that of concurrent requests one succeeds.
   * @param seconds how long the proof is valid
   * @param madeAt when it was made, in Unix seconds; null if the proof does not contain it
   * @returns false if it was used before, is too old, or claims to be from the future
   */
  async spend(kind: string, hash: Buffer, seconds: number, madeAt: number | null = null): Promise<boolean> {
    return (await this.database.query(SPEND, [kind, hash, madeAt, seconds])).length > 0;
  }
}
