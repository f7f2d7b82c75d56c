import { lockTarget } from '@tollgate/account-rules';
import { AppError, type Identity, Nothing } from '@tollgate/contracts';
import type { UserId } from '@tollgate/contracts/admin/users';
import { Injectable } from '@nestjs/common';
import { ledger } from '@tollgate/ledger';
import { UnitOfWork } from '@tollgate/platform/db';
import type { RequestContext } from '@tollgate/platform/rpc';
import { UserTrail } from './user-trail.js';
import { UsersRepository } from './users.repository.js';

type Context = RequestContext<Identity>;

/** Removes accounts permanently. */
@Injectable()
export class UserRemovalService {
  constructor(
    private readonly work: UnitOfWork,
    private readonly repository: UsersRepository,
    private readonly trail: UserTrail,
  ) {}

  /**
   * Removes an account permanently. Its balances are posted to the closing account, then its row and all rows that belong to it are deleted.
   * @throws AppError DELETE_OUTRANKS, USER_NOT_FOUND, PERMISSION_DENIED
   */
  async remove({ id }: UserId, context: Context): Promise<Nothing> {
    const { identity: actor, caller } = context;
    await this.work.run(async (tx) => {
      const target = await lockTarget(tx, actor, id, 'DELETE_OUTRANKS');
      if (target.role >= target.actor_role) throw new AppError('DELETE_OUTRANKS');
      await this.trail.record(tx, context, {
        action: 'user.remove',
        id,
        before: { username: target.username, role: target.role, quota: await this.repository.quota(tx, id) },
      });
      await ledger.close(tx, id, actor.userId, caller.requestId);
      await this.repository.remove(tx, id);
      await this.trail.eraseLater(tx, id, context);
    });
    return new Nothing();
  }
}
