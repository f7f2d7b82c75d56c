import { Injectable } from '@nestjs/common';
import type { Tx } from '@tollgate/platform/db';
import { SessionsRepository } from '../sessions/sessions.repository.js';
import { type SecurityEvent, SecurityEvents } from '../security-events/security-events.js';

/** What follows every change of how an account is entered. */
@Injectable()
export class FactorChanges {
  constructor(
    private readonly sessions: SessionsRepository,
    private readonly events: SecurityEvents,
  ) {}

  /** Ends all sessions but `keep` and all logins that wait for a second factor, and writes the change down. */
  async made(tx: Tx, event: SecurityEvent, keep: number | null): Promise<void> {
    await this.sessions.endAll(tx, event.userId, keep);
    await this.sessions.endPending(tx, event.userId);
    await this.events.done(tx, event);
  }

  /** Writes down what changes nothing for other sessions. */
  async noted(tx: Tx, event: SecurityEvent): Promise<void> {
    await this.events.done(tx, event);
  }
}
