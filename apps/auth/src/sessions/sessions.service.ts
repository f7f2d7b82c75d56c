import { Injectable } from '@nestjs/common';
import { lockOwner } from '@tollgate/account-rules';
import { AppError, type Caller, type Identity } from '@tollgate/contracts';
import type {
  EndedSession,
  EndedSessions,
  SessionId,
  SessionItem,
  SessionList,
} from '@tollgate/contracts/auth/sessions';
import { Database, UnitOfWork } from '@tollgate/platform/db';
import { toBearerSession } from '../bearer-sessions/bearer-sessions.repository.js';
import { SessionsRepository } from './sessions.repository.js';

/** The sessions of a user: listing and ending them. */
@Injectable()
export class SessionsService {
  constructor(
    private readonly sessions: SessionsRepository,
    private readonly database: Database,
    private readonly uow: UnitOfWork,
  ) {}

  /** Ends the session of the presented credential. Without a credential, it does nothing. */
  async logout(caller: Caller): Promise<object> {
    const { session, bearer } = caller.credential ?? {};
    const presented = [session, bearer].filter((hash) => hash !== undefined);
    if (presented.length > 0)
      await this.sessions.endByCredential(presented.map((hash) => Buffer.from(hash, 'base64url')));
    return {};
  }

  async list(userId: number, current: number | null): Promise<SessionList> {
    const rows = await this.sessions.list(userId, current);
    const item = (row: (typeof rows)[number]): SessionItem => ({
      ...toBearerSession(row, row.id === current),
      ...{ id: row.id, device: row.user_agent, method: row.method, last_used_at: row.last_used_at },
    });
    return { sessions: rows.map(item) };
  }

  /** @throws AppError SESSION_NOT_FOUND, or AUTH_SESSION_NOT_FOUND to clients that name sessions by their UUID */
  async end({ id }: SessionId, identity: Identity): Promise<EndedSession> {
    const ended = await this.sessions.endNamed(this.database, identity.userId, id);
    if (!ended) throw new AppError(id.includes('-') ? 'AUTH_SESSION_NOT_FOUND' : 'SESSION_NOT_FOUND');
    return { revoked_sid: ended.sid, current: ended.id === identity.sessionId };
  }

  /**
   * Ends all sessions but the current one. The user row is locked first, because changes of the account lock their session.
   * @throws AppError CREDENTIAL_INVALID
   */
  endOthers(identity: Identity, caller: Caller): Promise<EndedSessions> {
    return this.uow.run(async (tx) => {
      await lockOwner(tx, identity, caller);
      const ended = await this.sessions.endAll(tx, identity.userId, identity.sessionId);
      return { ended, revoked_count: ended };
    });
  }
}
