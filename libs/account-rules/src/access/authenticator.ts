import {
  type Access,
  AppError,
  type Caller,
  getPermissions,
  type Identity,
  type Permission,
  Role,
} from '@tollgate/contracts';
import type { Database } from '@tollgate/platform/db';
import { CredentialReader, type CredentialRow, resolveStatement } from './credential-reader.js';

const MIN_ROLE: Record<Access, number> = {
  public: Role.guest,
  internal: Role.guest,
  user: Role.user,
  admin: Role.admin,
  root: Role.root,
  // no user has a relay credential, so a handler that leaves the check to the pipeline refuses everyone
  relay: Number.POSITIVE_INFINITY,
};

/** Decides who a caller is, and whether that is enough. */
export class Authenticator {
  private readonly reader: CredentialReader<CredentialRow>;

  constructor(database: Database) {
    this.reader = new CredentialReader(database, resolveStatement('access.resolve'));
  }

  /**
   * The identity behind a call, or null where none is needed.
   * @param permission what an administrator needs besides the role
   * @throws AppError UNAUTHENTICATED, CREDENTIAL_INVALID, NEW_API_USER_MISMATCH, USER_DISABLED, PERMISSION_DENIED, PERMISSION_MISSING
   */
  async admit(access: Access, caller: Caller, permission?: Permission): Promise<Identity | null> {
    if (access === 'public' || access === 'internal') return null;
    const row = await this.reader.identify(caller);
    if (row.role < MIN_ROLE[access]) throw new AppError('PERMISSION_DENIED');
    if (permission === undefined) return toIdentity(row);
    const [resource = '', action = ''] = permission.split('.');
    if (!getPermissions(row.role, row.admin_permissions)[resource]?.[action]) {
      throw new AppError('PERMISSION_MISSING', { permission });
    }
    return { ...toIdentity(row), permission };
  }

  /**
   * The identity behind a call on a public path, where one may be presented: null for a guest.
   * @throws AppError CREDENTIAL_INVALID and its siblings for a credential that is presented and wrong
   */
  async identify(caller: Caller): Promise<Identity | null> {
    const { session, bearer } = caller.credential ?? {};
    return session || bearer ? toIdentity(await this.reader.identify(caller)) : null;
  }
}

function toIdentity(row: CredentialRow): Identity {
  const { user_id: userId, username, role, status, group, session_id: sessionId } = row;
  return { userId, username, role, status, group, sessionId };
}
