import { Injectable } from '@nestjs/common';
import { lockOwner } from '@tollgate/account-rules';
import { AppError, type Caller, type Identity } from '@tollgate/contracts';
import type { EndedSessions, SessionId, SessionItem, SessionList } from '@tollgate/contracts/auth/sessions';
import { Database, UnitOfWork } from '@tollgate/platform/db';
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
    const rows = await this.sessions.list(userId);
    const item = ({ user_agent, ...row }: (typeof rows)[number]): SessionItem => ({
      ...row,
      device: user_agent,
      current: row.id === current,
    });
    return { sessions: rows.map(item) };
  }

  /** @throws AppError SESSION_NOT_FOUND */
  async end(request: SessionId, identity: Identity): Promise<object> {
    if (!(await this.sessions.end(this.database, identity.userId, request.id))) throw new AppError('SESSION_NOT_FOUND');
    return {};
  }

  /**
   * Ends all sessions but the current one. The user row is locked first, because changes of the account lock their session.
   * @throws AppError CREDENTIAL_INVALID
   */
  endOthers(identity: Identity, caller: Caller): Promise<EndedSessions> {
    return this.uow.run(async (tx) => {
      await lockOwner(tx, identity, caller);
      return { ended: await this.sessions.endAll(tx, identity.userId, identity.sessionId) };
    });
  }
}
