import { Injectable } from '@nestjs/common';
import type { Caller } from '@tollgate/contracts';
import type { Sql, Tx } from '@tollgate/platform/db';
import { LogType, Records } from '@tollgate/audit-log';
import { type Notice, SecurityMails } from '../mail/security-mails.js';

/** Something that concerns how an account is entered. */
export interface SecurityEvent {
  readonly userId: number;
  readonly action: `security.${string}`;
  /** Who did it; the user, unless given. Null where nobody is logged in. */
  readonly actor?: { readonly userId: number; readonly username?: string } | null;
  /** The line for the user's log, as New API words it. */
  readonly line?: string;
  /** What changed, never a secret. */
  readonly after?: object;
  /** The mail that tells the user, where it needs to say more than that it happened. */
  readonly letter?: Notice;
  readonly caller: Caller;
}

/** Events whose mail says no more than that they happened. */
const LETTERS: Readonly<Record<string, Notice>> = {
  'security.password_changed': { kind: 'password_changed' },
  'security.password_reset': { kind: 'password_reset' },
  'security.second_factor_enabled': { kind: 'factor_enabled' },
  'security.second_factor_disabled': { kind: 'factor_disabled' },
  'security.passkey_added': { kind: 'passkey_added' },
  'security.passkeys_removed': { kind: 'passkey_removed' },
};

/** Writes the security log: an audit event, and the line in the user's log where there is one. */
@Injectable()
export class SecurityEvents {
  constructor(
    private readonly records: Records,
    private readonly notices: SecurityMails,
  ) {}

  /** Something that was done; in the transaction that does it. */
  async done(tx: Tx, event: SecurityEvent): Promise<void> {
    await this.records.audit(tx, toEntry(event));
    if (event.line) {
      const requestId = event.caller.requestId;
      await this.records.log(tx, { userId: event.userId, type: LogType.system, content: event.line, requestId });
    }
    const letter = event.letter ?? LETTERS[event.action];
    if (letter) await this.notices.send(tx, event.userId, letter, event.caller);
  }

  /** Something that was tried and refused. */
  async refused(sql: Sql, event: SecurityEvent): Promise<void> {
    await this.records.notice(sql, toEntry(event));
  }
}

function toEntry(event: SecurityEvent) {
  const { userId, action, caller, after } = event;
  const actor = event.actor === undefined ? { userId } : event.actor;
  return { actor, action, target: { type: 'user', id: userId }, after, caller };
}
