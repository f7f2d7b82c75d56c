import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '@tollgate/platform/db';

/** A user's authenticator app, and the time of the database. */
export interface FactorRow {
  readonly secret: Buffer;
  readonly confirmed: boolean;
  readonly last_step: number;
  readonly epoch: number;
}

/** A login that waits for the second factor. */
export interface PendingRow {
  readonly user_id: number;
  readonly method: string;
  /** Begun while the password was locked. */
  readonly behind_lock: boolean;
}

const FIND = {
  name: 'second_factors.find',
  text: `SELECT secret, confirmed_at IS NOT NULL AS confirmed, last_step, extract(epoch FROM now())::float8 AS epoch
           FROM auth.two_factors WHERE user_id = $1`,
} as const;
const STATUS = {
  name: 'second_factors.status',
  text: `SELECT (SELECT count(*) FROM auth.backup_codes b WHERE b.user_id = f.user_id AND b.used_at IS NULL)::int AS left
           FROM auth.two_factors f WHERE f.user_id = $1 AND f.confirmed_at IS NOT NULL`,
} as const;
// The key of the row does not change, so foreign keys of a login need not wait, but the login itself does.
const LOCK_USER = {
  name: 'second_factors.lock_user',
  text: `SELECT username FROM auth.users WHERE id = $1 AND status = 1 AND deleted_at IS NULL FOR NO KEY UPDATE`,
} as const;
const BEGIN = {
  name: 'second_factors.begin',
  text: `INSERT INTO auth.two_factors AS f (user_id, secret) VALUES ($1, $2)
         ON CONFLICT (user_id) DO UPDATE SET secret = excluded.secret, last_step = 0, created_at = now()
           WHERE f.confirmed_at IS NULL
         RETURNING user_id`,
} as const;
const REPLACE_CODES = {
  name: 'second_factors.replace_codes',
  text: `WITH gone AS (DELETE FROM auth.backup_codes WHERE user_id = $1)
         INSERT INTO auth.backup_codes (user_id, hash) SELECT $1, unnest($2::bytea[])`,
} as const;
const CONFIRM = {
  name: 'second_factors.confirm',
  text: `UPDATE auth.two_factors SET confirmed_at = now(), last_step = $3
          WHERE user_id = $1 AND secret = $2 AND confirmed_at IS NULL RETURNING user_id`,
} as const;
const USE_STEP = {
  name: 'second_factors.use_step',
  text: `UPDATE auth.two_factors SET last_step = $3
          WHERE user_id = $1 AND secret = $2 AND confirmed_at IS NOT NULL AND last_step < $3 RETURNING user_id`,
} as const;
const USE_BACKUP = {
  name: 'second_factors.use_backup',
  text: `UPDATE auth.backup_codes b SET used_at = now()
           FROM auth.two_factors f
          WHERE b.user_id = $1 AND b.hash = ANY($2::bytea[]) AND b.used_at IS NULL
            AND f.user_id = b.user_id AND f.confirmed_at IS NOT NULL
         RETURNING b.user_id`,
} as const;
/** An HMAC has 32 bytes, bcrypt's text 60. The limit bounds the time of a check: the systems that we import from make four. */
const IMPORTED_BACKUPS = {
  name: 'second_factors.imported_backups',
  text: `SELECT hash FROM auth.backup_codes WHERE user_id = $1 AND used_at IS NULL AND octet_length(hash) = 60
          ORDER BY hash LIMIT 8`,
} as const;
const REMOVE = {
  name: 'second_factors.remove',
  text: 'DELETE FROM auth.two_factors WHERE user_id = $1 AND confirmed_at IS NOT NULL RETURNING user_id',
} as const;
const RESEAL = {
  name: 'second_factors.reseal',
  text: 'UPDATE auth.two_factors SET secret = $3 WHERE user_id = $1 AND secret = $2',
} as const;
const PENDING = {
  name: 'second_factors.pending',
  text: `SELECT p.user_id, p.method, p.behind_lock FROM auth.pending_logins p JOIN auth.users u ON u.id = p.user_id
          WHERE p.hash = $1 AND p.expires_at > now() AND u.status = 1 AND u.deleted_at IS NULL`,
} as const;
const COUNT_BEHIND_LOCK = {
  name: 'second_factors.count_behind_lock',
  text: `UPDATE auth.pending_logins SET misses = misses + 1
          WHERE hash = $1 AND behind_lock AND expires_at > now() AND misses < $2 RETURNING password_right`,
} as const;
const TAKE_PENDING = {
  name: 'second_factors.take_pending',
  text: 'DELETE FROM auth.pending_logins WHERE hash = $1 AND expires_at > now() RETURNING user_id',
} as const;
const STATS = {
  name: 'second_factors.stats',
  text: `SELECT count(*)::int AS total, count(f.user_id)::int AS enabled
           FROM auth.users u LEFT JOIN auth.two_factors f ON f.user_id = u.id AND f.confirmed_at IS NOT NULL
          WHERE u.deleted_at IS NULL`,
} as const;

/** SQL of authenticator apps and backup codes. One conditional statement consumes each code. */
@Injectable()
export class SecondFactorsRepository {
  constructor(private readonly database: Database) {}

  async find(userId: number): Promise<FactorRow | undefined> {
    const [row] = await this.database.query<FactorRow>(FIND, [userId]);
    return row;
  }

  /** The number of unused backup codes. Undefined if the second factor is off. */
  async backupCodesLeft(userId: number): Promise<number | undefined> {
    const [row] = await this.database.query<{ left: number }>(STATUS, [userId]);
    return row?.left;
  }

  /** Locks an enabled user, so that logins and other changes of the factor wait. Returns the user name, or undefined. */
  async lockUser(tx: Tx, userId: number): Promise<string | undefined> {
    const [row] = await tx.query<{ username: string }>(LOCK_USER, [userId]);
    return row?.username;
  }

  /** Stores an unconfirmed secret and replaces an earlier unconfirmed one. False if a confirmed secret exists. */
  async begin(tx: Tx, userId: number, secret: Buffer): Promise<boolean> {
    return (await tx.query(BEGIN, [userId, secret])).length > 0;
  }

  /** Replaces the backup codes of the user. */
  async replaceCodes(tx: Tx, userId: number, hashes: readonly Buffer[]): Promise<void> {
    await tx.query(REPLACE_CODES, [userId, hashes]);
  }

  /** Confirms exactly this secret. False if it is not waiting for confirmation any more. */
  async confirm(tx: Tx, userId: number, secret: Buffer, step: number): Promise<boolean> {
    return (await tx.query(CONFIRM, [userId, secret, step])).length > 0;
  }

  /** Consumes a time step. False if this or a later step was used before. */
  async useStep(tx: Tx, userId: number, secret: Buffer, step: number): Promise<boolean> {
    return (await tx.query(USE_STEP, [userId, secret, step])).length > 0;
  }

  /** Hashes of unused backup codes that an import brought: bcrypt, because their codes are not known. */
  async importedBackups(userId: number): Promise<Buffer[]> {
    const rows = await this.database.query<{ hash: Buffer }>(IMPORTED_BACKUPS, [userId]);
    return rows.map(({ hash }) => hash);
  }

  /** Consumes a backup code. False if it does not exist or was used before. */
  async useBackup(tx: Tx, userId: number, hashes: readonly Buffer[]): Promise<boolean> {
    return (await tx.query(USE_BACKUP, [userId, hashes])).length > 0;
  }

  /** Removes the factor with its backup codes. False if it was off. */
  async remove(tx: Tx, userId: number): Promise<boolean> {
    return (await tx.query(REMOVE, [userId])).length > 0;
  }

  /** Stores the same secret encrypted with the current key. */
  async reseal(tx: Tx, userId: number, old: Buffer, fresh: Buffer): Promise<void> {
    await tx.query(RESEAL, [userId, old, fresh]);
  }

  /** The pending login of a cookie hash, if its user may still log in. */
  async pending(hash: Buffer): Promise<PendingRow | undefined> {
    const [row] = await this.database.query<PendingRow>(PENDING, [hash]);
    return row;
  }

  /**
   * Counts one code for a login that began behind a lock, at most `max` of them. Returns whether its password was right;
   * undefined if no code is left.
   */
  async countBehindLock(hash: Buffer, max: number): Promise<boolean | undefined> {
    const [row] = await this.database.query<{ password_right: boolean }>(COUNT_BEHIND_LOCK, [hash, max]);
    return row?.password_right;
  }

  /** Consumes a pending login. False if it has expired or was consumed before. */
  async takePending(tx: Tx, hash: Buffer): Promise<boolean> {
    return (await tx.query(TAKE_PENDING, [hash])).length > 0;
  }

  async stats(): Promise<{ total: number; enabled: number }> {
    const [row] = await this.database.query<{ total: number; enabled: number }>(STATS);
    return row ?? { total: 0, enabled: 0 };
  }
}
