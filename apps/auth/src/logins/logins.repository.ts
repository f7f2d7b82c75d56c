import { Injectable } from '@nestjs/common';
import { Database, type Sql, type Tx } from '@tollgate/platform/db';

/** The columns that a password login checks. */
export interface LoginAccount {
  readonly id: number;
  readonly password_hash: string;
}

/** The user in the reply of a login. */
export interface LoginUserRow {
  readonly id: number;
  readonly username: string;
  readonly display_name: string;
  readonly role: number;
  readonly status: number;
  readonly group: string;
}

/** A session to create. */
export interface NewSession {
  readonly userId: number;
  readonly method: string;
  readonly ip: string;
  readonly userAgent: string;
  readonly cookieHash: Buffer;
  readonly tokenHash: Buffer;
  readonly seconds: number;
}

const BY_NAME = {
  name: 'logins.by_name',
  text: `SELECT id, password_hash FROM auth.users
          WHERE deleted_at IS NULL AND CASE WHEN $2 THEN email_key = $1 AND email_verified ELSE username_key = $1 END`,
};

// Changes of the password, the second factor and the status wait for this lock. Two logins wait for each other too, because
// both update the row: with a shared lock they would deadlock.
const LOCK = {
  name: 'logins.lock',
  text: `SELECT u.id, u.username, u.display_name, u.role, u.status, u."group"
           FROM auth.users u
          WHERE u.id = $1 AND u.status = 1 AND u.deleted_at IS NULL AND ($2::text IS NULL OR u.password_hash = $2)
            FOR NO KEY UPDATE OF u`,
};

const HAS_SECOND_FACTOR = {
  name: 'logins.has_second_factor',
  text: 'SELECT FROM auth.two_factors WHERE user_id = $1 AND confirmed_at IS NOT NULL',
};

// Each insert deletes a few expired rows.
const ADD_PENDING = {
  name: 'logins.add_pending',
  text: `WITH swept AS (
           DELETE FROM auth.pending_logins WHERE hash IN (
             SELECT hash FROM auth.pending_logins WHERE expires_at < now() LIMIT 5 FOR UPDATE SKIP LOCKED))
         INSERT INTO auth.pending_logins (hash, user_id, method, expires_at, behind_lock, password_right)
         VALUES ($1, $2, $3, now() + make_interval(secs => $4), $5, $6)`,
};

const OPEN = {
  name: 'logins.open',
  text: `WITH s AS (
           INSERT INTO auth.sessions (user_id, method, ip, user_agent, expires_at)
           VALUES ($1, $2, $3, $4, now() + make_interval(secs => $7)) RETURNING id, user_id)
         INSERT INTO auth.credentials (hash, kind, session_id, user_id)
         SELECT v.hash, v.kind, s.id, s.user_id FROM s, (VALUES ($5::bytea, 'cookie'), ($6::bytea, 'session_token')) AS v (hash, kind)
         RETURNING session_id`,
};

/** A login whose second factor is to come. */
export interface NewPendingLogin {
  readonly hash: Buffer;
  readonly userId: number;
  readonly method: string;
  readonly seconds: number;
  /** Begun while the password was locked. */
  readonly behindLock?: boolean;
  readonly passwordRight?: boolean;
}

/** SQL of logging in. */
@Injectable()
export class LoginsRepository {
  constructor(private readonly database: Database) {}

  /** The account with this canonical user name or verified address, if it is not deleted. */
  async find(key: string, isAddress: boolean): Promise<LoginAccount | undefined> {
    const [row] = await this.database.query<LoginAccount>(BY_NAME, [key, isAddress]);
    return row;
  }

  /** Locks an enabled user. Returns undefined if the password hash is not the verified one any more (null: not checked). */
  async lock(tx: Tx, userId: number, verifiedHash: string | null): Promise<LoginUserRow | undefined> {
    const [row] = await tx.query<LoginUserRow>(LOCK, [userId, verifiedHash]);
    return row;
  }

  /** Whether the user has a confirmed second factor. Pass the transaction that has locked the user's row, if there is one. */
  async hasSecondFactor(userId: number, sql: Sql = this.database): Promise<boolean> {
    return (await sql.query(HAS_SECOND_FACTOR, [userId])).length > 0;
  }

  /** Creates a session with its two secrets, and returns its id. */
  async open(tx: Tx, s: NewSession): Promise<number> {
    const values = [s.userId, s.method, s.ip, s.userAgent, s.cookieHash, s.tokenHash, s.seconds];
    const [row] = await tx.query<{ session_id: number }>(OPEN, values);
    if (!row) throw new Error('a session has its secrets');
    return row.session_id;
  }

  /** Stores the time of the login, and a new hash if the old one was outdated. */
  async noteLogin(tx: Tx, userId: number, rehash: string | null): Promise<void> {
    const text =
      'UPDATE auth.users SET last_login_at = now(), password_hash = coalesce($2, password_hash) WHERE id = $1';
    await tx.query({ name: 'logins.note', text }, [userId, rehash]);
  }

  /** Stores a login that waits for its second factor. */
  async addPending(p: NewPendingLogin, sql: Sql = this.database): Promise<void> {
    const values = [p.hash, p.userId, p.method, p.seconds, p.behindLock ?? false, p.passwordRight ?? true];
    await sql.query(ADD_PENDING, values);
  }
}
