import { type Access, AppError, type Caller, type Identity, Role, UserStatus } from '@tollgate/contracts';
import { BatchLoader, type Database } from '../db/index.js';

/** A credential as one statement resolves it. */
interface CredentialRow {
  hash: string;
  session_id: number | null;
  user_id: number;
  username: string;
  role: number;
  status: number;
  group: string;
  /** False once the session has ended or the user is deleted. */
  live: boolean;
}

const RESOLVE = {
  name: 'access.resolve',
  text: `SELECT encode(c.hash, 'base64') AS hash, c.session_id, u.id AS user_id, u.username, u.role, u.status, u."group",
                u.deleted_at IS NULL AND (c.session_id IS NULL OR s.expires_at > now()) AS live
           FROM auth.credentials c
           JOIN auth.users u ON u.id = c.user_id
      LEFT JOIN auth.sessions s ON s.id = c.session_id
          WHERE c.hash = ANY($1::bytea[])`,
} as const;

const LEAST_ROLE: Record<Access, number> = {
  public: Role.guest,
  internal: Role.guest,
  user: Role.user,
  admin: Role.admin,
  root: Role.root,
};

/** Decides who a caller is, by the database as it is when the request arrives, and whether that is enough. */
export class Authenticator {
  private readonly loader: BatchLoader<string, CredentialRow>;

  constructor(database: Database) {
    this.loader = new BatchLoader(async (hashes) => {
      const rows = await database.query<CredentialRow>(RESOLVE, [hashes.map((h) => Buffer.from(h, 'base64url'))]);
      return new Map(rows.map((row) => [Buffer.from(row.hash, 'base64').toString('base64url'), row]));
    });
  }

  /**
   * The identity behind a call, or null where none is needed.
   * @throws AppError UNAUTHENTICATED, CREDENTIAL_INVALID, NEW_API_USER_MISMATCH, USER_DISABLED, PERMISSION_DENIED
   */
  async admit(access: Access, caller: Caller): Promise<Identity | null> {
    if (access === 'public' || access === 'internal') return null;
    const identity = await this.identify(caller);
    return rankOf(identity, access);
  }

  /** The identity behind a credential, whatever its role. */
  async identify(caller: Caller): Promise<Identity> {
    const { session, bearer, userId } = caller.credential ?? {};
    if (!session && !bearer) throw new AppError('UNAUTHENTICATED');
    const [bySession, byBearer] = await Promise.all([
      session && this.loader.load(session),
      bearer && this.loader.load(bearer),
    ]);

    const row = [bySession, byBearer].find((candidate) => candidate && candidate.live);
    if (!row) throw new AppError('CREDENTIAL_INVALID');
    if (userId !== undefined && userId !== row.user_id) throw new AppError('NEW_API_USER_MISMATCH');
    if (row.status !== UserStatus.enabled) throw new AppError('USER_DISABLED');
    return {
      userId: row.user_id,
      username: row.username,
      role: row.role,
      status: row.status,
      group: row.group,
      sessionId: row.session_id,
    };
  }
}

/** Lets an identity pass if its role suffices. */
export function rankOf(identity: Identity, access: Access): Identity {
  if (identity.role < LEAST_ROLE[access]) throw new AppError('PERMISSION_DENIED');
  return identity;
}
