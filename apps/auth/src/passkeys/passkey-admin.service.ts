import { Injectable } from '@nestjs/common';
import { holdLower } from '@tollgate/accounts';
import { AppError, type Caller, type Identity } from '@tollgate/contracts';
import { UnitOfWork } from '@tollgate/platform/db';
import { FactorChanges } from '../second-factors/factor-changes.js';
import { PasskeysRepository } from './passkeys.repository.js';

/** Other people's passkeys. */
@Injectable()
export class PasskeyAdminService {
  constructor(
    private readonly passkeys: PasskeysRepository,
    private readonly changes: FactorChanges,
    private readonly uow: UnitOfWork,
  ) {}

  /**
   * Removes a lower user's passkeys, and ends their sessions.
   * @throws AppError USER_NOT_FOUND, PASSKEY_OUTRANKED, PASSKEY_NONE, PERMISSION_DENIED
   */
  async reset(userId: number, actor: Identity, caller: Caller): Promise<object> {
    await this.uow.run(async (tx) => {
      await holdLower(tx, actor, userId, 'PASSKEY_OUTRANKED');
      if ((await this.passkeys.remove(tx, userId)) === 0) throw new AppError('PASSKEY_NONE');
      const line = `管理员(ID:${actor.userId})重置了用户的 Passkey`;
      await this.changes.made(tx, { userId, action: 'security.passkeys_removed', line, actor, caller }, null);
    });
    return {};
  }
}
