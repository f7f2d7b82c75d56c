import type { Caller, Identity } from '@tollgate/contracts';
import { Injectable } from '@nestjs/common';
import { logQuota } from '@tollgate/money';
import type { Tx } from '@tollgate/platform/db';
import { Jobs } from '@tollgate/platform/jobs';
import { Options } from '@tollgate/options';
import { type AuditEntry, LogType, Records } from '@tollgate/audit-log';
import { eraseTraces } from './erasure.js';

/** The actor of a change, and the request or the command that it comes from. */
interface Origin {
  readonly identity: AuditEntry['actor'];
  readonly caller: Pick<Caller, 'ip' | 'userAgent' | 'requestId'>;
}

interface UserEvent {
  readonly action: `user.${string}`;
  /** The user who was changed. */
  readonly id: number;
  readonly before?: object;
  readonly after?: object;
  readonly reason?: string;
}

/** Records what was done to a user in the audit trail; changes of quota are written to the user's own log, too. */
@Injectable()
export class UserTrail {
  constructor(
    private readonly records: Records,
    private readonly options: Options,
    private readonly jobs: Jobs,
  ) {}

  async record(tx: Tx, { identity, caller }: Origin, event: UserEvent): Promise<void> {
    const { action, id, before, after, reason } = event;
    await this.records.audit(tx, {
      actor: identity,
      action,
      target: { type: 'user', id },
      before,
      after,
      reason,
      caller,
    });
  }

  /** Adds the job that erases a removed user's name and addresses from the logs. */
  async eraseLater(tx: Tx, userId: number, { caller: { requestId } }: { caller: Pick<Caller, 'requestId'> }) {
    await this.jobs.add(tx, eraseTraces, { userId }, { requestId });
  }

  /** Writes a line to the user's log when the account was disabled or enabled. Only administrators see by whom and why. */
  async logStatus(
    tx: Tx,
    { identity, caller }: { identity: Identity; caller: Pick<Caller, 'requestId'> },
    userId: number,
    action: 'disable' | 'enable',
    reason = '',
  ): Promise<void> {
    await this.records.log(tx, {
      userId,
      type: LogType.management,
      content: action === 'disable' ? '管理员禁用了该用户' : '管理员启用了该用户',
      other: { admin_info: { admin_id: identity.userId, admin_username: identity.username, reason } },
      requestId: caller.requestId,
    });
  }

  /** Writes a line about a new balance, with the name of the administrator, to the user's log. */
  async logQuota(
    tx: Tx,
    { identity, caller }: { identity: Pick<Identity, 'userId' | 'username'>; caller: Pick<Caller, 'requestId'> },
    userId: number,
    before: number,
    after: number,
  ) {
    const { options } = this;
    const display = {
      type: options.get('general_setting.quota_display_type'),
      quotaPerUnit: options.get('QuotaPerUnit'),
      usdExchangeRate: options.get('USDExchangeRate'),
      customSymbol: options.get('general_setting.custom_currency_symbol'),
      customRate: options.get('general_setting.custom_currency_exchange_rate'),
    };
    const change = `管理员将用户额度从 ${logQuota(before, display)}修改为 ${logQuota(after, display)}`;
    await this.records.log(tx, {
      userId,
      type: LogType.management,
      content: `${change}（操作人 ${identity.username}，ID ${identity.userId}）`,
      other: { admin_info: { admin_id: identity.userId, admin_username: identity.username } },
      requestId: caller.requestId,
    });
  }
}
