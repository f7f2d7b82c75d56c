import type { Identity } from '@tollgate/contracts';
import { Injectable } from '@nestjs/common';
import { logQuota } from '@tollgate/money';
import type { Tx } from '@tollgate/platform/db';
import { Jobs } from '@tollgate/platform/jobs';
import { Options } from '@tollgate/options';
import { LogType, Records } from '@tollgate/audit-log';
import type { RequestContext } from '@tollgate/platform/rpc';
import { eraseTraces } from './erasure.js';

interface UserEvent {
  readonly action: `user.${string}`;
  /** The user it was done to. */
  readonly id: number;
  readonly before?: object;
  readonly after?: object;
  readonly reason?: string;
}

/** Tells what was done to a user: to the audit trail, and of quota to the user's own log. */
@Injectable()
export class UserTrail {
  constructor(
    private readonly records: Records,
    private readonly options: Options,
    private readonly jobs: Jobs,
  ) {}

  async tell(tx: Tx, { identity, caller }: RequestContext<Identity>, event: UserEvent): Promise<void> {
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

  /** Has the name and addresses of a user who goes for good taken out of the logs. */
  async forget(tx: Tx, userId: number, { caller: { requestId } }: RequestContext): Promise<void> {
    await this.jobs.add(tx, eraseTraces, { userId }, { requestId });
  }

  /** A line in the user's log about a new balance, naming who set it. */
  async logQuota(
    tx: Tx,
    { identity, caller }: RequestContext<Identity>,
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
