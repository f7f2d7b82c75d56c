import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '@tollgate/platform/db';

export interface PasskeyRow {
  readonly id: number;
  readonly user_id: number;
  readonly public_key: Buffer;
  readonly transports: string[];
  readonly backup_eligible: boolean;
  readonly locked: boolean;
}

export interface OwnPasskeyRow {
  readonly id: number;
  readonly credential_id: Buffer;
  readonly transports: string[];
  readonly created_at: Date;
  readonly last_used_at: Date | null;
  readonly backed_up: boolean;
  readonly locked: boolean;
}

export interface NewPasskey {
  readonly credentialId: Buffer;
  readonly publicKey: Buffer;
  readonly counter: number;
  readonly transports: readonly string[];
  readonly backupEligible: boolean;
  readonly backedUp: boolean;
}

/** The session that a challenge is bound to, or the browser if there is no session yet. */
export interface Asker {
  readonly sessionId: number | null;
  readonly browser: Buffer | null;
}

export type Purpose = 'register' | 'login' | 'verify';

const ISSUE = {
  name: 'passkeys.issue',
  text: `WITH gone AS (
           DELETE FROM auth.passkey_challenges WHERE hash IN (
             SELECT hash FROM auth.passkey_challenges WHERE expires_at < now() LIMIT 5 FOR UPDATE SKIP LOCKED))
         INSERT INTO auth.passkey_challenges (hash, purpose, session_id, browser, expires_at, scope)
         VALUES ($1, $2, $3, $4, now() + make_interval(secs => $5), $6)`,
} as const;
const TAKE = {
  name: 'passkeys.take',
  text: `DELETE FROM auth.passkey_challenges
          WHERE hash = $1 AND purpose = $2 AND session_id IS NOT DISTINCT FROM $3::bigint
            AND browser IS NOT DISTINCT FROM $4::bytea AND expires_at > now()
         RETURNING scope`,
} as const;
const FIND = {
  name: 'passkeys.find',
  text: `SELECT id, user_id, public_key, transports, backup_eligible, locked_at IS NOT NULL AS locked
           FROM auth.passkeys WHERE credential_id = $1`,
} as const;
const LIST = {
  name: 'passkeys.list',
  text: `SELECT id, credential_id, transports, created_at, last_used_at, backed_up, locked_at IS NOT NULL AS locked
           FROM auth.passkeys WHERE user_id = $1 ORDER BY id`,
} as const;
const ADD = {
  name: 'passkeys.add',
  text: `INSERT INTO auth.passkeys (user_id, credential_id, public_key, counter, transports, backup_eligible, backed_up)
         SELECT $1, $2, $3, $4, $5, $6, $7
          WHERE (SELECT count(*) FROM auth.passkeys WHERE user_id = $1) < $8
         ON CONFLICT (credential_id) DO NOTHING RETURNING id`,
} as const;
const ADVANCE = {
  name: 'passkeys.advance',
  text: `UPDATE auth.passkeys SET counter = $2, backed_up = $3, last_used_at = now()
          WHERE id = $1 AND locked_at IS NULL AND (counter < $2 OR (counter = 0 AND $2 = 0)) RETURNING id`,
} as const;
const LOCK = {
  name: 'passkeys.lock',
  text: `UPDATE auth.passkeys SET locked_at = now()
          WHERE id = $1 AND locked_at IS NULL AND counter > 0 AND counter >= $2 RETURNING id`,
} as const;
const REMOVE = { name: 'passkeys.remove', text: 'DELETE FROM auth.passkeys WHERE user_id = $1 RETURNING id' } as const;
const ADD_PROOF = {
  name: 'passkeys.add_proof',
  text: `INSERT INTO auth.passkey_proofs (session_id, expires_at) VALUES ($1, now() + make_interval(secs => $2))
         ON CONFLICT (session_id) DO UPDATE SET expires_at = excluded.expires_at`,
} as const;

/** SQL of passkeys and their challenges. */
@Injectable()
export class PasskeysRepository {
  constructor(private readonly database: Database) {}

  async issue(hash: Buffer, purpose: Purpose, asker: Asker, seconds: number, scope: string): Promise<void> {
    await this.database.query(ISSUE, [hash, purpose, asker.sessionId, asker.browser, seconds, scope]);
  }

  /** Consumes a challenge. Undefined if it has expired or belongs to another caller or purpose. */
  async take(hash: Buffer, purpose: Purpose, asker: Asker): Promise<{ scope: string } | undefined> {
    const values = [hash, purpose, asker.sessionId, asker.browser];
    const [row] = await this.database.query<{ scope: string }>(TAKE, values);
    return row;
  }

  async find(credentialId: Buffer): Promise<PasskeyRow | undefined> {
    const [row] = await this.database.query<PasskeyRow>(FIND, [credentialId]);
    return row;
  }

  list(userId: number): Promise<OwnPasskeyRow[]> {
    return this.database.query<OwnPasskeyRow>(LIST, [userId]);
  }

  /** Adds a passkey. False if the credential id exists already, or if the user has `max` passkeys. */
  async add(tx: Tx, userId: number, key: NewPasskey, max: number): Promise<boolean> {
    const { credentialId, publicKey, counter, transports, backupEligible, backedUp } = key;
    const values = [userId, credentialId, publicKey, counter, transports, backupEligible, backedUp, max];
    return (await tx.query(ADD, values)).length > 0;
  }

  /** Stores a use. False if the counter did not increase, or if the passkey is locked or removed. */
  async advance(tx: Tx, id: number, counter: number, backedUp: boolean): Promise<boolean> {
    return (await tx.query(ADVANCE, [id, counter, backedUp])).length > 0;
  }

  /** Locks a passkey whose counter went back. False if it did not. */
  async lock(id: number, counter: number): Promise<boolean> {
    return (await this.database.query(LOCK, [id, counter])).length > 0;
  }

  /** Removes all passkeys of a user and returns their number. */
  async remove(tx: Tx, userId: number): Promise<number> {
    return (await tx.query(REMOVE, [userId])).length;
  }

  /** Stores that the session has just shown a passkey of its user. */
  async addProof(tx: Tx, sessionId: number, seconds: number): Promise<void> {
    await tx.query(ADD_PROOF, [sessionId, seconds]);
  }
}
