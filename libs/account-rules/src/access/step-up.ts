import { AppError, type Identity } from '@tollgate/contracts';
import type { Sql } from '@tollgate/platform/db';
import type { Options } from '@tollgate/options';

/** Seconds for which a proof by POST /api/verify holds (New API's). */
export const STEP_UP_SECONDS = 300;
/** A login counts as a proof for ten minutes (ASVS 7.5). */
const FRESH_SECONDS = 600;

const PROOF = {
  name: 'step_up.proof',
  text: `SELECT coalesce(verified_until > now(), false) OR created_at > now() - make_interval(secs => $3) AS holds,
                verified_until IS NOT NULL AS expired
           FROM auth.sessions WHERE id = $1 AND user_id = $2`,
} as const;

/**
 * Requires a recent proof of identity in this session, for changes by which a stolen session would become a stolen account.
 * Only where the option `StepUpRequired` is on, as the stock web client cannot answer it.
 */
export class StepUp {
  constructor(private readonly options: Options) {}

  /**
   * Passes if the user logged in, or was verified by POST /api/verify, a short while ago in this session.
   * @throws AppError VERIFICATION_REQUIRED, also for an access token, which is no session; VERIFICATION_EXPIRED
   */
  async require(sql: Sql, identity: Pick<Identity, 'userId' | 'sessionId'>): Promise<void> {
    if (!this.options.get('StepUpRequired')) return;
    if (identity.sessionId === null) throw new AppError('VERIFICATION_REQUIRED');
    const values = [identity.sessionId, identity.userId, FRESH_SECONDS];
    const [proof] = await sql.query<{ holds: boolean; expired: boolean }>(PROOF, values);
    if (!proof?.holds) throw new AppError(proof?.expired ? 'VERIFICATION_EXPIRED' : 'VERIFICATION_REQUIRED');
  }
}
