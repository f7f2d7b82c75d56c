import { Injectable } from '@nestjs/common';
import type { Caller } from '@tollgate/contracts';
import type { Sql, Tx } from '@tollgate/platform/db';
import { LogType, Records } from '@tollgate/audit-log';
import { type Notice, SecurityMails } from '../mail/security-mails.js';

/** An event that concerns the login methods of an account. */
export interface SecurityEvent {
  readonly userId: number;
  readonly action: `security.${string}`;
  /** The actor. Undefined stands for the user, null for a guest. */
  readonly actor?: { readonly userId: number | null; readonly username?: string } | null;
  /** The line for the user's log, in the words of New API. */
  readonly line?: string;
  /** The change. It must not hold a secret. */
  readonly after?: object;
  /** The mail to the user, if it holds more than the fact of the event. */
  readonly mail?: Notice;
  readonly caller: Caller;
}

/** Events whose mail holds only the fact of the event. */
const MAILED_EVENTS: Readonly<Record<string, Notice>> = {
  'security.password_changed': { kind: 'password_changed' },
  'security.password_reset': { kind: 'password_reset' },
  'security.second_factor_enabled': { kind: 'factor_enabled' },
  'security.second_factor_disabled': { kind: 'factor_disabled' },
  'security.passkey_added': { kind: 'passkey_added' },
  'security.passkeys_removed': { kind: 'passkey_removed' },
};

/** Writes the security log: an audit event, and the line in the log of the user if there is one. */
@Injectable()
export class SecurityEvents {
  constructor(
    private readonly records: Records,
    private readonly securityMails: SecurityMails,
  ) {}

  /** Records an action, in the transaction that performs it. */
  async recordDone(tx: Tx, event: SecurityEvent): Promise<void> {
    await this.records.audit(tx, toEntry(event));
    if (event.line) {
      const requestId = event.caller.requestId;
      await this.records.log(tx, { userId: event.userId, type: LogType.system, content: event.line, requestId });
    }
    const mail = event.mail ?? MAILED_EVENTS[event.action];
    if (mail) await this.securityMails.send(tx, event.userId, mail, event.caller);
  }

  /** Records an action that was refused. */
  async recordRefused(sql: Sql, event: SecurityEvent): Promise<void> {
    await this.records.notice(sql, toEntry(event));
  }
}

function toEntry(event: SecurityEvent) {
  const { userId, action, caller, after } = event;
  const actor = event.actor === undefined ? { userId } : event.actor;
  return { actor, action, target: { type: 'user', id: userId }, after, caller };
}
