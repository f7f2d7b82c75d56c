import { Injectable } from '@nestjs/common';
import type { Caller, Identity } from '@tollgate/contracts';
import type { Tx } from '@tollgate/platform/db';
import { SecurityEvents } from '../security-events/security-events.js';
import { SessionsRepository } from '../sessions/sessions.repository.js';

/** What follows a change of one's own password. */
@Injectable()
export class PasswordChanges {
  constructor(
    private readonly sessions: SessionsRepository,
    private readonly events: SecurityEvents,
  ) {}

  /** Ends every other session, all tokens and logins that wait for a second factor; writes it down and tells the user. */
  async follow(tx: Tx, { userId, sessionId }: Identity, caller: Caller): Promise<void> {
    await this.sessions.endAll(tx, userId, sessionId);
    await this.sessions.endTokens(tx, userId);
    await this.events.done(tx, { userId, action: 'security.password_changed', caller });
  }
}
