import { AppError, type Caller, type PermissionChanges, UserStatus } from '@tollgate/contracts';
import { BatchLoader, type Database, type Statement } from '@tollgate/platform/db';

/** The columns that every read of a credential returns. */
export interface CredentialRow {
  /** base64 of the SHA-256. */
  readonly hash: string;
  readonly kind: 'cookie' | 'session_token' | 'access_token';
  readonly session_id: number | null;
  readonly user_id: number;
  readonly username: string;
  readonly role: number;
  readonly status: number;
  readonly group: string;
  /** The rights of an administrator that differ from those of the role. */
  readonly admin_permissions: PermissionChanges;
  /** False once the session has expired or the user is deleted. */
  readonly live: boolean;
  /** True when its last use was written down more than a minute ago. */
  readonly stale: boolean;
}

/**
 * A statement that resolves any number of credentials at once, and reads `columns` beside them (aliases: c credential,
 * u user, s session), so that an authenticated read needs no second one.
 */
export function resolveStatement(name: string, columns = '', joins = ''): Statement {
  const text = `SELECT encode(c.hash, 'base64') AS hash, c.kind, c.session_id, u.id AS user_id, u.username, u.role, u.status, u."group", u.admin_permissions,
      u.deleted_at IS NULL AND (c.session_id IS NULL OR s.expires_at > now())
        AND (c.expires_at IS NULL OR c.expires_at > now()) AS live,
      coalesce(s.last_used_at, c.last_used_at, c.created_at) < now() - interval '1 minute' AS stale
      ${columns && `, ${columns}`}
    FROM auth.credentials c
    JOIN auth.users u ON u.id = c.user_id
    LEFT JOIN auth.sessions s ON s.id = c.session_id
    ${joins}
    WHERE c.hash = ANY($1::bytea[])`;
  return { name, text };
}

/** Reads who presents a credential from the database as it is when the request arrives; concurrent readings share a statement. */
export class CredentialReader<R extends CredentialRow> {
  private readonly loader: BatchLoader<string, R>;
  private readonly used = new Set<string>();

  constructor(
    private readonly database: Database,
    statement: Statement,
  ) {
    this.loader = new BatchLoader(async (hashes) => {
      const rows = await database.query<R>(statement, [hashes.map((h) => Buffer.from(h, 'base64url'))]);
      return new Map(rows.map((row) => [Buffer.from(row.hash, 'base64').toString('base64url'), row]));
    });
  }

  /**
   * The row of a presented credential: a live session before a bearer token.
   * @throws AppError UNAUTHENTICATED, CREDENTIAL_INVALID, NEW_API_USER_MISMATCH, USER_DISABLED
   */
  async identify(caller: Caller): Promise<R> {
    const { session, bearer, userId } = caller.credential ?? {};
    if (!session && !bearer) throw new AppError('UNAUTHENTICATED');
    const [cookie, token] = await Promise.all([
      session && this.loader.load(session),
      bearer && this.loader.load(bearer),
    ]);
    const row = cookie && cookie.live && cookie.kind === 'cookie' ? cookie : token;
    if (!row || !row.live || (row === token && row.kind === 'cookie')) throw new AppError('CREDENTIAL_INVALID');
    if (userId !== undefined && userId !== row.user_id) throw new AppError('NEW_API_USER_MISMATCH');
    if (row.status !== UserStatus.enabled) throw new AppError('USER_DISABLED');
    if (row.stale) this.touch(row.hash);
    return row;
  }

  /** Stores the time of the last use, off the request's path; a crash loses at most a minute's precision. */
  private touch(hash: string): void {
    if (this.used.size === 0) setTimeout(() => void this.flush(), 1000).unref();
    this.used.add(hash);
  }

  private async flush(): Promise<void> {
    const hashes = [...this.used].map((hash) => Buffer.from(hash, 'base64'));
    this.used.clear();
    // a failure here must not fail a request that was served: the next use writes it again
    await this.database.query('SELECT auth.touch($1::bytea[])', [hashes]).catch(() => undefined);
  }
}
