import { Injectable } from '@nestjs/common';
import { AppError, type Caller, type Identity } from '@tollgate/contracts';
import type { ProofScope, SecurityProof } from '@tollgate/contracts/auth/step-ups';
import { STEP_UP_SECONDS } from '@tollgate/account-rules';
import { hashSecret, newSecret } from '@tollgate/platform/access';
import { Database, type Tx } from '@tollgate/platform/db';

/** How a user was verified. */
export type ProofMethod = '2fa' | 'passkey' | 'password';

/** The proof that a request needs. */
export interface Demand {
  readonly scope: ProofScope;
  /** The method that a user with these factors must use; undefined if no proof is needed. */
  readonly methodFor: (factors: Factors) => ProofMethod | undefined;
}

interface Factors {
  readonly second_factor: boolean;
  readonly passkey: boolean;
}

/** A new passkey opens the account past the second factor, so it needs the second factor. */
export const TO_REGISTER_PASSKEY: Demand = {
  scope: 'passkey.register',
  methodFor: ({ second_factor }) => (second_factor ? '2fa' : undefined),
};
export const TO_DELETE_PASSKEY: Demand = {
  scope: 'passkey.delete',
  methodFor: ({ second_factor, passkey }) => (second_factor ? '2fa' : passkey ? 'passkey' : undefined),
};

const FACTORS = {
  name: 'security_proofs.factors',
  text: `SELECT EXISTS (SELECT FROM auth.two_factors f WHERE f.user_id = $1 AND f.confirmed_at IS NOT NULL) AS second_factor,
                EXISTS (SELECT FROM auth.passkeys p WHERE p.user_id = $1) AS passkey`,
} as const;

// each new one sweeps the session's old ones; a recently expired one stays, so that its refusal can say why
const ADD = {
  name: 'security_proofs.add',
  text: `WITH swept AS (
           DELETE FROM auth.security_proofs WHERE session_id = $2 AND expires_at < now() - interval '1 hour')
         INSERT INTO auth.security_proofs (hash, session_id, scope, method, expires_at)
         VALUES ($1, $2, $3, $4, now() + make_interval(secs => $5))
         RETURNING extract(epoch FROM expires_at)::bigint AS expires_at`,
} as const;

const FIND = {
  name: 'security_proofs.find',
  text: `SELECT scope, method, expires_at > now() AS live FROM auth.security_proofs WHERE hash = $1 AND session_id = $2`,
} as const;

/**
 * Proofs of a step-up verification, which clients with bearer sessions send in `X-Security-Proof`. One holds for its session and scope,
 * for five minutes, or until the session's access token is renewed.
 */
@Injectable()
export class SecurityProofs {
  constructor(private readonly database: Database) {}

  async give(tx: Tx, sessionId: number, scope: ProofScope, method: ProofMethod): Promise<SecurityProof> {
    const token = newSecret();
    const values = [hashSecret(token), sessionId, scope, method, STEP_UP_SECONDS];
    const [row] = await tx.query<{ expires_at: number }>(ADD, values);
    if (!row) throw new Error('an insert returns its row');
    return { proof_token: token, expires_at: row.expires_at, method, scope };
  }

  /**
   * Demands a proof of a client with a bearer session. Other clients have no dialog for it; the option StepUpRequired decides for them.
   * @throws AppError SECURITY_PROOF_REQUIRED, SECURITY_PROOF_INVALID, SECURITY_PROOF_EXPIRED, SECURITY_PROOF_SCOPE_MISMATCH,
   *   SECURITY_PROOF_METHOD_MISMATCH
   */
  async require(
    demand: Demand,
    token: string | undefined,
    { userId, sessionId }: Identity,
    caller: Caller,
  ): Promise<void> {
    if (!caller.bearer) return;
    const [factors] = await this.database.query<Factors & Record<string, unknown>>(FACTORS, [userId]);
    const method = factors && demand.methodFor(factors);
    if (!method) return;
    if (!token) throw new AppError('SECURITY_PROOF_REQUIRED');
    const [proof] = await this.database.query<{ scope: string; method: string; live: boolean }>(FIND, [
      hashSecret(token),
      sessionId,
    ]);
    if (!proof) throw new AppError('SECURITY_PROOF_INVALID');
    if (!proof.live) throw new AppError('SECURITY_PROOF_EXPIRED');
    if (proof.scope !== demand.scope) throw new AppError('SECURITY_PROOF_SCOPE_MISMATCH');
    if (proof.method !== method) throw new AppError('SECURITY_PROOF_METHOD_MISMATCH');
  }
}
