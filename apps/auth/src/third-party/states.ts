import { Injectable } from '@nestjs/common';
import { AppError, type Caller, type Identity } from '@tollgate/contracts';
import { hashSecret, newSecret } from '@tollgate/platform/access';
import { Database } from '@tollgate/platform/db';
import { Secrets } from '@tollgate/platform/secrets';
import type { CodeProof } from './authorization-code.js';

const SECONDS = 600;

/** A ceremony as it was begun. */
export interface Ceremony {
  /** Who binds: the session that began it, which asks now; null for a login. */
  readonly binds: Identity | null;
  readonly affiliateCode: string;
  /** Null where the client built the authorise address itself. */
  readonly proof: CodeProof | null;
}

/** What a ceremony that `start` begins is bound to besides. */
export interface Started {
  readonly provider: string;
  readonly proof: CodeProof;
}

interface StateRow {
  readonly provider: string | null;
  readonly user_id: number | null;
  readonly session_id: number | null;
  readonly aff_code: string;
  readonly proof: Buffer | null;
  readonly live: boolean;
}

// each new one sweeps a few that have expired
const ADD = {
  name: 'third_party.add_state',
  text: `WITH swept AS (
           DELETE FROM auth.oauth_states WHERE hash IN (
             SELECT hash FROM auth.oauth_states WHERE expires_at < now() LIMIT 5 FOR UPDATE SKIP LOCKED))
         INSERT INTO auth.oauth_states (hash, browser, provider, user_id, session_id, aff_code, proof, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, now() + make_interval(secs => ${SECONDS}))`,
};

// of any number at once, one gets the row; another browser's attempt leaves it alone
const TAKE = {
  name: 'third_party.take_state',
  text: `DELETE FROM auth.oauth_states WHERE hash = $1 AND browser = $2
      RETURNING provider, user_id, session_id, aff_code, proof, expires_at > now() AS live`,
};

/** States of third-party logins: 256 bits, one browser, one use, ten minutes. */
@Injectable()
export class States {
  constructor(
    private readonly database: Database,
    private readonly secrets: Secrets,
  ) {}

  /**
   * Begins a ceremony in the caller's browser: a login, or with an identity, the binding of an account to it.
   * @throws AppError OAUTH_STATE_INVALID where the browser is not known
   */
  async begin(caller: Caller, identity: Identity | null, affiliateCode = '', started?: Started): Promise<string> {
    if (!caller.browser) throw new AppError('OAUTH_STATE_INVALID');
    const state = newSecret();
    const hash = hashSecret(state);
    const proof = started && this.secrets.seal(JSON.stringify(started.proof), buildSealContext(hash));
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
   * Takes a state, once. What was begun for a provider ends there, in the browser it began in; what was begun by a
   * session ends in that session.
   * @param identity who the caller is now
   * @throws AppError OAUTH_STATE_INVALID
   */
  async end(state: string, provider: string, caller: Caller, identity: Identity | null): Promise<Ceremony> {
    if (!caller.browser || state === '') throw new AppError('OAUTH_STATE_INVALID');
    const hash = hashSecret(state);
    const [row] = await this.database.query<StateRow>(TAKE, [hash, caller.browser]);
    if (!row?.live || (row.provider !== null && row.provider !== provider)) throw new AppError('OAUTH_STATE_INVALID');
    const proof = row.proof ? (JSON.parse(this.secrets.open(row.proof, buildSealContext(hash))) as CodeProof) : null;
    const { user_id: userId, session_id: sessionId, aff_code: affiliateCode } = row;
    if (userId === null) return { binds: null, affiliateCode, proof };
    if (identity?.userId !== userId || identity.sessionId !== sessionId) throw new AppError('OAUTH_STATE_INVALID');
    return { binds: identity, affiliateCode, proof };
  }
}

function buildSealContext(hash: Buffer): string {
  return `auth.oauth_states.proof:${hash.toString('hex')}`;
}
