import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '@tollgate/platform/db';

/** The columns that a change is checked against before its transaction begins. */
export interface ProfileOwner {
  readonly username: string;
  readonly password_hash: string;
  readonly email: string;
}

/** The columns that an owner may change. Undefined ones stay as they are. */
export interface ProfileChange {
  readonly username?: string;
  readonly username_key?: string;
  readonly display_name?: string;
  readonly password_hash?: string;
}

const CHANGE = {
  name: 'profiles.change',
  text: `UPDATE auth.users u SET username = coalesce($2, username), username_key = coalesce($3, username_key),
                display_name = coalesce($4, display_name), password_hash = coalesce($5, password_hash)
          WHERE id = $1 AND deleted_at IS NULL
            AND NOT EXISTS (SELECT 1 FROM auth.users o WHERE o.username_key = $3 AND o.id <> $1) RETURNING id`,
};

// The partial unique index allows one row per user, so a concurrent second call replaces the token and adds none.
const ACCESS_TOKEN = {
  name: 'profiles.access_token',
  text: `INSERT INTO auth.credentials (hash, kind, user_id) SELECT $2, 'access_token', id FROM auth.users WHERE id = $1 AND deleted_at IS NULL
         ON CONFLICT (user_id) WHERE kind = 'access_token' DO UPDATE SET hash = excluded.hash, created_at = now(), last_used_at = NULL`,
};

const DELETE = {
  name: 'profiles.delete',
  text: `WITH u AS (UPDATE auth.users SET deleted_at = now() WHERE id = $1 AND role < 100 AND deleted_at IS NULL RETURNING id),
              p AS (DELETE FROM auth.pending_logins WHERE user_id IN (SELECT id FROM u)),
              s AS (DELETE FROM auth.sessions WHERE user_id IN (SELECT id FROM u)),
              c AS (DELETE FROM auth.credentials WHERE user_id IN (SELECT id FROM u) AND session_id IS NULL)
         SELECT id FROM u`,
};

/** SQL of the user's own account. */
@Injectable()
export class ProfilesRepository {
  constructor(private readonly database: Database) {}

  /** Reads the account for checks outside a transaction. */
  async findOwner(userId: number): Promise<ProfileOwner | undefined> {
    const text = 'SELECT username, password_hash, email FROM auth.users WHERE id = $1 AND deleted_at IS NULL';
    const [row] = await this.database.query<ProfileOwner>({ name: 'profiles.owner', text }, [userId]);
    return row;
  }

  /** Writes the given columns. False if the new user name is taken. */
  async change(tx: Tx, userId: number, c: ProfileChange): Promise<boolean> {
    const values = [
      userId,
      c.username ?? null,
      c.username_key ?? null,
      c.display_name ?? null,
      c.password_hash ?? null,
    ];
    return (await tx.query(CHANGE, values)).length > 0;
  }

  async setSidebar(userId: number, text: string): Promise<void> {
    const sql = 'UPDATE auth.users SET sidebar_modules = $2 WHERE id = $1 AND deleted_at IS NULL';
    await this.database.query({ name: 'profiles.sidebar', text: sql }, [userId, text]);
  }

  /** Merges keys into the settings. False if the result would exceed `maxBytes`. */
  async mergeSetting(tx: Tx, userId: number, setting: object, maxBytes: number): Promise<boolean> {
    const text = `UPDATE auth.users SET setting = setting || $2::jsonb
                   WHERE id = $1 AND deleted_at IS NULL AND octet_length((setting || $2::jsonb)::text) <= $3 RETURNING id`;
    return (await tx.query({ name: 'profiles.setting', text }, [userId, JSON.stringify(setting), maxBytes])).length > 0;
  }

  /** Marks the account as deleted and ends its sessions. False for root. */
  async delete(tx: Tx, userId: number): Promise<boolean> {
    return (await tx.query(DELETE, [userId])).length > 0;
  }

  async replaceAccessToken(tx: Tx, userId: number, hash: Buffer): Promise<void> {
    await tx.query(ACCESS_TOKEN, [userId, hash]);
  }

  /**
   * The affiliate code. It is set to `fresh` if the account has none. Undefined if `fresh` belongs to another user, or if
   * the account is deleted.
   */
  async affiliateCode(userId: number, fresh: string): Promise<string | undefined> {
    const text = `UPDATE auth.users SET aff_code = coalesce(aff_code, $2) WHERE id = $1 AND deleted_at IS NULL
                     AND (aff_code IS NOT NULL OR NOT EXISTS (SELECT 1 FROM auth.users WHERE aff_code = $2)) RETURNING aff_code`;
    const [row] = await this.database.query<{ aff_code: string }>({ name: 'profiles.aff_code', text }, [userId, fresh]);
    return row?.aff_code;
  }
}
