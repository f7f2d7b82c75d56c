import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '@tollgate/platform/db';

/** The factors that a user can prove their identity with. */
export interface Factors {
  readonly second_factor: boolean;
  readonly passkey: boolean;
  readonly password_hash: string;
}

const FACTORS = {
  name: 'step_ups.means',
  text: `SELECT u.password_hash,
                EXISTS (SELECT FROM auth.two_factors f WHERE f.user_id = u.id AND f.confirmed_at IS NOT NULL) AS second_factor,
                EXISTS (SELECT FROM auth.passkeys p WHERE p.user_id = u.id) AS passkey
           FROM auth.users u WHERE u.id = $1`,
} as const;
const MARK = {
  name: 'step_ups.mark',
  text: `UPDATE auth.sessions SET verified_until = now() + make_interval(secs => $3)
          WHERE id = $1 AND user_id = $2 AND expires_at > now()
         RETURNING extract(epoch FROM verified_until)::bigint AS expires_at`,
} as const;
const TAKE_PROOF = {
  name: 'step_ups.take_proof',
  text: 'DELETE FROM auth.passkey_proofs WHERE session_id = $1 AND expires_at > now() RETURNING session_id',
} as const;
const STATUS = {
  name: 'step_ups.status',
  text: `SELECT extract(epoch FROM verified_until)::bigint AS expires_at FROM auth.sessions
          WHERE id = $1 AND user_id = $2 AND verified_until > now()`,
} as const;

/** SQL of step-up. */
@Injectable()
export class StepUpsRepository {
  constructor(private readonly database: Database) {}

  async factors(userId: number): Promise<Factors | undefined> {
    const [row] = await this.database.query<Factors & Record<string, unknown>>(FACTORS, [userId]);
    return row;
  }

  /** Marks a session as verified. Returns until when, in Unix seconds, or undefined if the session has ended. */
  async mark(tx: Tx, sessionId: number, userId: number, seconds: number): Promise<number | undefined> {
    const [row] = await tx.query<{ expires_at: number }>(MARK, [sessionId, userId, seconds]);
    return row?.expires_at;
  }

  /** Consumes the proof that the session has shown a passkey. False if there is none. */
  async takeProof(tx: Tx, sessionId: number): Promise<boolean> {
    return (await tx.query(TAKE_PROOF, [sessionId])).length > 0;
  }

  /** When the verification of the session ends, in Unix seconds. Undefined if it is not verified. */
  async verifiedUntil(sessionId: number, userId: number): Promise<number | undefined> {
    const [row] = await this.database.query<{ expires_at: number }>(STATUS, [sessionId, userId]);
    return row?.expires_at;
  }
}
