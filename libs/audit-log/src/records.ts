import type { Caller } from '@tollgate/contracts';
import { Injectable } from '@nestjs/common';
import type { Sql, Tx } from '@tollgate/platform/db';
import { sealable } from './audit.js';

/** Kinds of log line, as the client names them. */
export const LogType = { topUp: 1, usage: 2, management: 3, system: 4, error: 5, refund: 6 } as const;

/** A line for a user's log. The text is for people: Chinese, as New API words it. */
export interface LogEntry {
  readonly userId: number;
  readonly type: (typeof LogType)[keyof typeof LogType];
  readonly content: string;
  /** Quota that the line is about. */
  readonly quota?: number;
  readonly tokenId?: number;
  readonly tokenName?: string;
  readonly modelName?: string;
  readonly promptTokens?: number;
  readonly completionTokens?: number;
  /** Seconds. */
  readonly useTime?: number;
  readonly isStream?: boolean;
  readonly channelId?: number;
  readonly group?: string;
  /** Only where the user lets it be recorded. */
  readonly ip?: string;
  /** Free for the writer; read by the client as JSON. */
  readonly other?: object;
  readonly requestId?: string;
}

/** Something done that must be accounted for. */
export interface AuditEntry {
  /** The user that acted; null if no user is logged in, or the system acted. Without a number: `COMMAND_LINE`. */
  readonly actor: { readonly userId: number | null; readonly username?: string } | null;
  /** `user.update`, `option.update`, ...; of the security log `security.login` and the like. */
  readonly action: `${string}.${string}`;
  readonly target: { readonly type: string; readonly id: string | number };
  /** The changed fields before and after; never a secret. Fields that stayed the same can be left out. */
  readonly before?: unknown;
  readonly after?: unknown;
  readonly reason?: string;
  readonly caller: Pick<Caller, 'ip' | 'userAgent' | 'requestId'> | null;
}

const LOG = {
  name: 'records.log',
  text: `INSERT INTO admin.logs (user_id, type, content, username, quota, token_id, token_name, model_name, prompt_tokens,
                                 completion_tokens, use_time, is_stream, channel_id, "group", ip, other, request_id)
         VALUES ($1, $2, $3, coalesce((SELECT username FROM auth.users WHERE id = $1), ''), $4, $5, $6, $7, $8, $9, $10,
                 $11, $12, $13, $14, $15, $16)`,
} as const;

const AUDIT = {
  name: 'records.audit',
  text: `WITH event AS (
           INSERT INTO admin.audit_events (actor_id, action, target_type, target_id, request_id, digest)
           VALUES ($1, $2, $3, $4, $5, $6) RETURNING id)
         INSERT INTO admin.audit_values (event_id, salt, detail) SELECT id, $7, $8 FROM event`,
} as const;

/** Writes what happened: lines for a user's log and events for the audit trail, in the transaction of what they tell of. */
@Injectable()
export class Records {
  /** Adds a line to a user's log. */
  async log(tx: Sql, entry: LogEntry): Promise<void> {
    await tx.query(LOG, [
      entry.userId,
      entry.type,
      entry.content,
      entry.quota ?? 0,
      entry.tokenId ?? 0,
      entry.tokenName ?? '',
      entry.modelName ?? '',
      entry.promptTokens ?? 0,
      entry.completionTokens ?? 0,
      entry.useTime ?? 0,
      entry.isStream ?? false,
      entry.channelId ?? 0,
      entry.group ?? '',
      entry.ip ?? '',
      entry.other ? JSON.stringify(entry.other) : '',
      entry.requestId ?? '',
    ]);
  }

  /**
   * Adds an event to the audit trail. Takes part in the caller's transaction, so that a change and its event are committed
   * together or not at all.
   */
  async audit(tx: Tx, entry: AuditEntry): Promise<void> {
    await this.write(tx, entry);
  }

  /** Adds an event that stands alone, because what it tells of changed nothing: a refused login, a failed attempt. */
  async notice(sql: Sql, entry: AuditEntry): Promise<void> {
    await this.write(sql, entry);
  }

  private async write(sql: Sql, entry: AuditEntry): Promise<void> {
    const { actor, caller, before, after, reason } = entry;
    const { ip, userAgent } = caller ?? {};
    const detail = sealable({ actorName: actor?.username, before, after, reason, ip, userAgent });
    await sql.query(AUDIT, [
      actor?.userId ?? null,
      entry.action,
      entry.target.type,
      String(entry.target.id),
      caller?.requestId ?? '',
      detail.digest,
      detail.salt,
      detail.text,
    ]);
  }
}
