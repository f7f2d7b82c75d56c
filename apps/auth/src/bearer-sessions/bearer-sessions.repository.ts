import { Injectable } from '@nestjs/common';
import type { BearerSession } from '@tollgate/contracts/auth/bearer-tokens';
import { Database, type Tx } from '@tollgate/platform/db';
import type { RefreshState } from './refresh-cookie.js';

/** Seconds within which the previous refresh cookie still counts: two tabs, or an answer that was lost. */
const RACE_SECONDS = 30;

/** How the rotating half of a cookie changes. */
export interface Rotation {
  readonly currentHash: Buffer;
  readonly previousHash: Buffer;
  readonly salt: Buffer;
}

/** A session and its owner, locked against its end. */
export interface LockedSession {
  readonly id: number;
  readonly user_id: number;
}

interface ViewRow {
  readonly sid: string;
  readonly method: string;
  readonly ip: string;
  readonly user_agent: string;
  readonly created_at: number;
  readonly last_used_at: number;
  readonly expires_at: number;
}

const VIEW = {
  name: 'bearer_sessions.view',
  text: `SELECT sid, method, ip, user_agent, extract(epoch FROM created_at)::bigint AS created_at,
                extract(epoch FROM last_used_at)::bigint AS last_used_at, floor(extract(epoch FROM expires_at))::bigint AS expires_at
           FROM auth.sessions WHERE id = $1`,
};

// a separate statement, so that the next statement sees the changes of refreshes that this one waited for
const LOCK = {
  name: 'bearer_sessions.lock',
  text: `SELECT id, user_id FROM auth.sessions WHERE sid = $1 AND expires_at > now() FOR NO KEY UPDATE`,
};

const STATE = {
  name: 'bearer_sessions.state',
  text: `SELECT r.family_hash, r.current_hash, r.previous_hash, r.salt,
                r.rotated_at > now() - make_interval(secs => $2) AS rotated_lately,
                coalesce(r.previous_rotated_at > now() - make_interval(secs => $2), false) AS previous_rotated_lately
           FROM auth.session_refreshes r JOIN auth.sessions s ON s.id = r.session_id JOIN auth.users u ON u.id = s.user_id
          WHERE r.session_id = $1 AND u.status = 1 AND u.deleted_at IS NULL`,
};

const ROTATE = {
  name: 'bearer_sessions.rotate',
  text: `UPDATE auth.session_refreshes SET previous_hash = current_hash, current_hash = $2, salt = $3,
                previous_rotated_at = rotated_at, rotated_at = now()
          WHERE session_id = $1 AND current_hash = $4 RETURNING session_id`,
};

const GRANT = {
  name: 'bearer_sessions.grant',
  text: `INSERT INTO auth.credentials (hash, kind, session_id, user_id, expires_at)
         SELECT $2, 'session_token', s.id, s.user_id, least(now() + make_interval(secs => $3), s.expires_at)
           FROM auth.sessions s WHERE s.id = $1
         RETURNING floor(extract(epoch FROM expires_at))::bigint AS expires_at`,
};

/** SQL of bearer sessions. */
@Injectable()
export class BearerSessionsRepository {
  constructor(private readonly database: Database) {}

  /** Makes a session one that refreshes. */
  async begin(tx: Tx, sessionId: number, familyHash: Buffer, first: Rotation): Promise<void> {
    const text = `INSERT INTO auth.session_refreshes (session_id, family_hash, current_hash, previous_hash, salt)
                  VALUES ($1, $2, $3, $4, $5)`;
    const { currentHash, previousHash, salt } = first;
    await tx.query({ name: 'bearer_sessions.begin', text }, [sessionId, familyHash, currentHash, previousHash, salt]);
  }

  /** Adds an access token; returns its end in Unix seconds. */
  async grant(tx: Tx, sessionId: number, hash: Buffer, seconds: number): Promise<number> {
    const [row] = await tx.query<{ expires_at: number }>(GRANT, [sessionId, hash, seconds]);
    if (!row) throw new Error('the session of an access token is locked and there');
    return row.expires_at;
  }

  /** Locks a live session by its public id, so that it cannot end before the transaction does. */
  async lock(tx: Tx, sid: string): Promise<LockedSession | undefined> {
    const [row] = await tx.query<LockedSession & Record<string, unknown>>(LOCK, [sid]);
    return row;
  }

  /** The refresh state of a session of an enabled user; undefined for a session that does not refresh. */
  async state(tx: Tx, sessionId: number): Promise<RefreshState | undefined> {
    const [row] = await tx.query<RefreshState & Record<string, unknown>>(STATE, [sessionId, RACE_SECONDS]);
    return row;
  }

  /** Puts the next half in force. */
  async rotate(tx: Tx, sessionId: number, { currentHash, previousHash, salt }: Rotation): Promise<void> {
    const rows = await tx.query(ROTATE, [sessionId, currentHash, salt, previousHash]);
    if (rows.length === 0) throw new Error('the refresh cookie that was judged current is current');
  }

  /** Whether the session refreshes. */
  async refreshes(tx: Tx, sessionId: number): Promise<boolean> {
    const text = 'SELECT FROM auth.session_refreshes WHERE session_id = $1';
    return (await tx.query({ name: 'bearer_sessions.refreshes', text }, [sessionId])).length > 0;
  }

  /** Ends the session's long-lived secrets and its expired access tokens: from the first refresh on the session rotates. */
  async endOldSecrets(tx: Tx, sessionId: number): Promise<void> {
    const text = 'DELETE FROM auth.credentials WHERE session_id = $1 AND (expires_at IS NULL OR expires_at < now())';
    await tx.query({ name: 'bearer_sessions.end_old', text }, [sessionId]);
  }

  /** Ends every access token of the session, and the proofs that were given to it. */
  async endAccess(tx: Tx, sessionId: number): Promise<void> {
    const tokens = 'DELETE FROM auth.credentials WHERE session_id = $1 AND expires_at IS NOT NULL';
    await tx.query({ name: 'bearer_sessions.end_access', text: tokens }, [sessionId]);
    const proofs = 'DELETE FROM auth.security_proofs WHERE session_id = $1';
    await tx.query({ name: 'bearer_sessions.end_proofs', text: proofs }, [sessionId]);
  }

  async view(tx: Tx, sessionId: number): Promise<BearerSession> {
    const [row] = await tx.query<ViewRow & Record<string, unknown>>(VIEW, [sessionId]);
    if (!row) throw new Error('the session that is shown is locked and there');
    return toBearerSession(row, true);
  }

  /** The public id of the session that a credential belongs to. */
  async sidOf(hash: Buffer): Promise<string | undefined> {
    const text = 'SELECT s.sid FROM auth.credentials c JOIN auth.sessions s ON s.id = c.session_id WHERE c.hash = $1';
    const [row] = await this.database.query<{ sid: string }>({ name: 'bearer_sessions.sid_of', text }, [hash]);
    return row?.sid;
  }

  /** Ends a session; false where it has ended already. */
  async end(tx: Tx, sessionId: number): Promise<boolean> {
    const text = 'DELETE FROM auth.sessions WHERE id = $1 RETURNING id';
    return (await tx.query({ name: 'bearer_sessions.end', text }, [sessionId])).length > 0;
  }
}

/** Providers of the authorization code flow: a login with one of them is `oauth:<provider>` to clients. */
const OWN_METHODS = new Set(['password', 'passkey', 'wechat', 'telegram']);

/** A session's row under the names that bearer clients read. */
export function toBearerSession(row: ViewRow, current: boolean): BearerSession {
  const { sid, method, ip, user_agent, created_at, last_used_at, expires_at } = row;
  const login_method = OWN_METHODS.has(method) ? method : `oauth:${method}`;
  return { sid, current, login_method, ip, user_agent, created_at, last_active_at: last_used_at, expires_at };
}
