import { Injectable } from '@nestjs/common';
import { lockLowerTarget } from '@tollgate/account-rules';
import { AppError, type Caller, type Identity } from '@tollgate/contracts';
import type { SecondFactorStats } from '@tollgate/contracts/auth/second-factors';
import { UnitOfWork } from '@tollgate/platform/db';
import { FactorChanges } from './factor-changes.js';
import { SecondFactorsRepository } from './second-factors.repository.js';

/** Administration of the second factor of other users. */
@Injectable()
export class SecondFactorAdminService {
  constructor(
    private readonly factors: SecondFactorsRepository,
    private readonly changes: FactorChanges,
    private readonly uow: UnitOfWork,
  ) {}

  /** The number of users, and how many of them have a second factor. */
  async stats(): Promise<SecondFactorStats> {
    const { total, enabled } = await this.factors.stats();
    const rate = total === 0 ? 0 : (enabled / total) * 100;
    return { total_users: total, enabled_users: enabled, enabled_rate: `${rate.toFixed(1)}%` };
  }

  /**
   * Disables the second factor of a lower user, and ends their sessions.
   * @throws AppError USER_NOT_FOUND, SECOND_FACTOR_OUTRANKED, SECOND_FACTOR_OFF, PERMISSION_DENIED
   */
  async disable(userId: number, actor: Identity, caller: Caller): Promise<object> {
    await this.uow.run(async (tx) => {
      await lockLowerTarget(tx, actor, userId, 'SECOND_FACTOR_OUTRANKED');
      if (!(await this.factors.remove(tx, userId))) throw new AppError('SECOND_FACTOR_OFF');
      const line = `管理员(ID:${actor.userId})强制禁用了用户的两步验证`;
      const event = { userId, action: 'security.second_factor_disabled', line, actor, caller } as const;
      await this.changes.recordAndEndSessions(tx, event, null);
    });
    return {};
  }
}
