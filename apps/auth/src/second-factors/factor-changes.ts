import { Injectable } from '@nestjs/common';
import type { Tx } from '@tollgate/platform/db';
import { SessionsRepository } from '../sessions/sessions.repository.js';
import { type SecurityEvent, SecurityEvents } from '../security-events/security-events.js';

/** Consequences of a change of the login methods of an account. */
@Injectable()
export class FactorChanges {
  constructor(
    private readonly sessions: SessionsRepository,
    private readonly events: SecurityEvents,
  ) {}

  /** Ends all sessions but `keep` and all pending logins, and records the change. */
  async recordAndEndSessions(tx: Tx, event: SecurityEvent, keep: number | null): Promise<void> {
    await this.sessions.endAll(tx, event.userId, keep);
    await this.sessions.endPending(tx, event.userId);
    await this.events.recordDone(tx, event);
  }

  /** Records a change that does not affect other sessions. */
  async record(tx: Tx, event: SecurityEvent): Promise<void> {
    await this.events.recordDone(tx, event);
  }
}
