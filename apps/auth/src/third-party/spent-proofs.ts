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

/** Remembers proofs that others made, for as long as they would hold: each is good once. */
@Injectable()
export class SpentProofs {
  constructor(private readonly database: Database) {}

  /**
   * Spends a proof. One statement: of any number at once, one succeeds.
   * @param seconds how long the proof holds
   * @param madeAt Unix seconds at which it was made, where it says so
   * @returns false for one that was spent before, is too old, or claims to be from the future
   */
  async spend(kind: string, hash: Buffer, seconds: number, madeAt: number | null = null): Promise<boolean> {
    return (await this.database.query(SPEND, [kind, hash, madeAt, seconds])).length > 0;
  }
}
