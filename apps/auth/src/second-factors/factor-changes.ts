import { Injectable } from '@nestjs/common';
import type { BearerTokens } from '@tollgate/contracts/auth/bearer-tokens';
import type { Tx } from '@tollgate/platform/db';
import { BearerSessionsService } from '../bearer-sessions/bearer-sessions.service.js';
import { SessionsRepository } from '../sessions/sessions.repository.js';
import { type SecurityEvent, SecurityEvents } from '../security-events/security-events.js';

/** Consequences of a change of the login methods of an account. */
@Injectable()
export class FactorChanges {
  constructor(
    private readonly sessions: SessionsRepository,
    private readonly bearerSessions: BearerSessionsService,
    private readonly events: SecurityEvents,
  ) {}

  /**
   * Ends all sessions but `keep` and all pending logins, and records the change. If `keep` is a bearer session, returns its new access
   * token, because the old ones have ended.
   */
  async recordAndEndSessions(tx: Tx, event: SecurityEvent, keep: number | null): Promise<BearerTokens> {
    await this.sessions.endAll(tx, event.userId, keep);
    await this.sessions.endPending(tx, event.userId);
    await this.events.recordDone(tx, event);
    return this.bearerSessions.renew(tx, keep, event.caller);
  }

  /** Records a change that affects no other session, and renews the session `keep` as above. */
  async recordAndRenew(tx: Tx, event: SecurityEvent, keep: number | null): Promise<BearerTokens> {
    await this.events.recordDone(tx, event);
    return this.bearerSessions.renew(tx, keep, event.caller);
  }

  /** Records a change that does not affect other sessions. */
  async record(tx: Tx, event: SecurityEvent): Promise<void> {
    await this.events.recordDone(tx, event);
  }
}
