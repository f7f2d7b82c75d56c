import { Injectable } from '@nestjs/common';
import { lockLowerTarget } from '@tollgate/account-rules';
import { AppError, type Caller, type Identity } from '@tollgate/contracts';
import type { EndedSessions, SessionList, SessionOfUser, SessionsOfUser } from '@tollgate/contracts/auth/sessions';
import { UnitOfWork } from '@tollgate/platform/db';
import { SecurityEvents } from '../security-events/security-events.js';
import { SessionsRepository } from './sessions.repository.js';
import { SessionsService } from './sessions.service.js';

/** Administration of the sessions of lower users. */
@Injectable()
export class SessionAdminService {
  constructor(
    private readonly sessions: SessionsRepository,
    private readonly service: SessionsService,
    private readonly events: SecurityEvents,
    private readonly uow: UnitOfWork,
  ) {}

  /** @throws AppError USER_NOT_FOUND, TARGET_OUTRANKS, PERMISSION_DENIED */
  async list({ user_id }: SessionsOfUser, actor: Identity): Promise<SessionList> {
    await this.uow.run((tx) => lockLowerTarget(tx, actor, user_id, 'TARGET_OUTRANKS'));
    return this.service.list(user_id, null);
  }

  /** @throws AppError SESSION_NOT_FOUND and those of `list` */
  async end({ user_id, id }: SessionOfUser, actor: Identity, caller: Caller): Promise<object> {
    await this.uow.run(async (tx) => {
      await lockLowerTarget(tx, actor, user_id, 'TARGET_OUTRANKS');
      if (!(await this.sessions.end(tx, user_id, id))) throw new AppError('SESSION_NOT_FOUND');
      await this.events.recordDone(tx, { userId: user_id, action: 'security.session_ended', actor, caller });
    });
    return {};
  }

  /** Ends every session and every pending login. */
  async endAll({ user_id }: SessionsOfUser, actor: Identity, caller: Caller): Promise<EndedSessions> {
    return this.uow.run(async (tx) => {
      await lockLowerTarget(tx, actor, user_id, 'TARGET_OUTRANKS');
      const ended = await this.sessions.endAll(tx, user_id, null);
      await this.sessions.endPending(tx, user_id);
      await this.events.recordDone(tx, { userId: user_id, action: 'security.sessions_ended', actor, caller });
      return { ended };
    });
  }
}
