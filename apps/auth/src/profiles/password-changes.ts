import { Injectable } from '@nestjs/common';
import type { Caller, Identity } from '@tollgate/contracts';
import type { BearerTokens } from '@tollgate/contracts/auth/bearer-tokens';
import type { Tx } from '@tollgate/platform/db';
import { BearerSessionsService } from '../bearer-sessions/bearer-sessions.service.js';
import { SecurityEvents } from '../security-events/security-events.js';
import { SessionsRepository } from '../sessions/sessions.repository.js';
import { Throttle } from '../throttle/throttle.js';

/** Consequences of a password change by the owner. */
@Injectable()
export class PasswordChanges {
  constructor(
    private readonly sessions: SessionsRepository,
    private readonly bearerSessions: BearerSessionsService,
    private readonly events: SecurityEvents,
    private readonly throttle: Throttle,
  ) {}

  /** Ends every other session, all tokens and all pending logins. Writes the security log and sends a mail. Renews a bearer session. */
  async endOtherAccess(tx: Tx, { userId, sessionId }: Identity, caller: Caller): Promise<BearerTokens> {
    await this.sessions.endAll(tx, userId, sessionId);
    await this.sessions.endTokens(tx, userId);
    await this.throttle.unlock(tx, userId, ['password']);
    await this.events.recordDone(tx, { userId, action: 'security.password_changed', caller });
    return this.bearerSessions.renew(tx, sessionId, caller);
  }
}
