import { Injectable } from '@nestjs/common';
import { AppError, type Caller, type Identity } from '@tollgate/contracts';
import { hashSecret, newSecret } from '@tollgate/platform/access';
import { Database } from '@tollgate/platform/db';
import { Secrets } from '@tollgate/platform/secrets';
import type { CodeProof } from './authorization-code.js';

/** Life of a state. */
export const STATE_SECONDS = 600;

/** A started ceremony. */
export interface Ceremony {
  /** The identity that binds an account: the session that began the ceremony and now ends it. Null for a login. */
  readonly binds: Identity | null;
  readonly affiliateCode: string;
  /** Null if the client built the authorization URL itself. */
  readonly proof: CodeProof | null;
}

/** The provider and the secrets of a ceremony that `start` began. */
export interface Started {
  readonly provider: string;
  /** Null if the client builds the authorization URL itself. */
  readonly proof: CodeProof | null;
}

/** The user and the session that began a binding. */
export interface Binder {
  readonly userId: number;
  readonly sessionId: number | null;
}

interface StateRow {
  readonly provider: string | null;
  readonly user_id: number | null;
  readonly session_id: number | null;
  readonly aff_code: string;
  readonly proof: Buffer | null;
  readonly live: boolean;
}

// Each insert deletes a few expired rows.
const ADD = {
  name: 'third_party.add_state',
  text: `WITH swept AS (
           DELETE FROM auth.oauth_states WHERE hash IN (
             SELECT hash FROM auth.oauth_states WHERE expires_at < now() LIMIT 5 FOR UPDATE SKIP LOCKED))
         INSERT INTO auth.oauth_states (hash, browser, provider, user_id, session_id, aff_code, proof, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, now() + make_interval(secs => ${STATE_SECONDS}))`,
};

// One concurrent request gets the row. A request of another browser leaves it alone.
const TAKE = {
  name: 'third_party.take_state',
  text: `DELETE FROM auth.oauth_states WHERE hash = $1 AND browser = $2
      RETURNING provider, user_id, session_id, aff_code, proof, expires_at > now() AS live`,
};

/** States of third-party logins: 256 bits, bound to one browser, one use, ten minutes. */
@Injectable()
export class States {
  constructor(
    private readonly database: Database,
    private readonly secrets: Secrets,
  ) {}

  /**
   * Begins a ceremony in the browser of the caller: a login, or with an identity, the binding of an account.
   * @throws AppError OAUTH_STATE_INVALID if the request names no browser
   */
  async begin(caller: Caller, identity: Identity | null, affiliateCode = '', started?: Started): Promise<string> {
    if (!caller.browser) throw new AppError('OAUTH_STATE_INVALID');
    const state = newSecret();
    const hash = hashSecret(state);
    const proof = started?.proof && this.secrets.seal(JSON.stringify(started.proof), buildSealContext(hash));
    await this.database.query(ADD, [
      hash,
      caller.browser,
      started?.provider ?? null,
      identity?.userId ?? null,
      identity?.sessionId ?? null,
      affiliateCode,
      proof ?? null,
    ]);
    return state;
  }

  /**
   * Consumes a state. It ends with the provider, in the browser and in the session that it began with.
   * @param identity the current identity of the caller
   * @throws AppError OAUTH_STATE_INVALID
   */
  async end(state: string, provider: string, caller: Caller, identity: Identity | null): Promise<Ceremony> {
    const row = await this.take(state, provider, caller);
    const context = buildSealContext(hashSecret(state));
    const proof = row.proof ? (JSON.parse(this.secrets.open(row.proof, context)) as CodeProof) : null;
    const { user_id: userId, session_id: sessionId, aff_code: affiliateCode } = row;
    if (userId === null) return { binds: null, affiliateCode, proof };
    if (identity?.userId !== userId || identity.sessionId !== sessionId) throw new AppError('OAUTH_STATE_INVALID');
    return { binds: identity, affiliateCode, proof };
  }

  /**
   * Consumes a state that a session began for a binding. The request carries no credential: state and browser stand for it.
   * @throws AppError OAUTH_STATE_INVALID
   */
  async endBinding(state: string, provider: string, caller: Caller): Promise<Binder> {
    const { user_id: userId, session_id: sessionId } = await this.take(state, provider, caller);
    if (userId === null) throw new AppError('OAUTH_STATE_INVALID');
    return { userId, sessionId };
  }

  private async take(state: string, provider: string, caller: Caller): Promise<StateRow> {
    if (!caller.browser || state === '') throw new AppError('OAUTH_STATE_INVALID');
    const [row] = await this.database.query<StateRow>(TAKE, [hashSecret(state), caller.browser]);
    if (!row?.live || (row.provider !== null && row.provider !== provider)) throw new AppError('OAUTH_STATE_INVALID');
    return row;
  }
}

function buildSealContext(hash: Buffer): string {
  return `auth.oauth_states.proof:${hash.toString('hex')}`;
}
