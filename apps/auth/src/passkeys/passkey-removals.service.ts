import { Injectable } from '@nestjs/common';
import { lockLowerTarget, lockOwner } from '@tollgate/account-rules';
import { AppError, type Caller, type Identity } from '@tollgate/contracts';
import type { BearerTokens } from '@tollgate/contracts/auth/bearer-tokens';
import type { ProvenRequest } from '@tollgate/contracts/auth/passkeys';
import { UnitOfWork } from '@tollgate/platform/db';
import { FactorChanges } from '../second-factors/factor-changes.js';
import { SecurityProofs, TO_DELETE_PASSKEY } from '../step-ups/security-proofs.js';
import { LoginMethods } from '../third-party/login-methods.js';
import { PasskeysRepository } from './passkeys.repository.js';
import { getSessionId } from './passkeys.service.js';

/** Removal of passkeys: the user's own, and those of lower users. */
@Injectable()
export class PasskeyRemovalsService {
  constructor(
    private readonly passkeys: PasskeysRepository,
    private readonly loginMethods: LoginMethods,
    private readonly changes: FactorChanges,
    private readonly proofs: SecurityProofs,
    private readonly uow: UnitOfWork,
  ) {}

  /**
   * Removes all passkeys of the user, unless no other login method is left. Ends all other sessions if there were passkeys.
   * @throws AppError SESSION_NEEDED, LAST_WAY_IN, CREDENTIAL_INVALID
   */
  async delete({ security_proof }: ProvenRequest, identity: Identity, caller: Caller): Promise<BearerTokens> {
    const sessionId = getSessionId(identity);
    await this.proofs.require(TO_DELETE_PASSKEY, security_proof, identity, caller);
    const { userId } = identity;
    return this.uow.run(async (tx) => {
      await lockOwner(tx, identity, caller);
      if ((await this.passkeys.remove(tx, userId)) === 0) return {};
      if ((await this.loginMethods.list(userId, tx)).length === 0) throw new AppError('LAST_WAY_IN');
      return this.changes.recordAndEndSessions(tx, { userId, action: 'security.passkeys_removed', caller }, sessionId);
    });
  }

  /**
   * Removes the passkeys of a lower user, and ends their sessions.
   * @throws AppError USER_NOT_FOUND, PASSKEY_OUTRANKED, PASSKEY_NONE, PERMISSION_DENIED
   */
  async reset(userId: number, actor: Identity, caller: Caller): Promise<object> {
    await this.uow.run(async (tx) => {
      await lockLowerTarget(tx, actor, userId, 'PASSKEY_OUTRANKED');
      if ((await this.passkeys.remove(tx, userId)) === 0) throw new AppError('PASSKEY_NONE');
      const line = `管理员(ID:${actor.userId})重置了用户的 Passkey`;
      await this.changes.recordAndEndSessions(
        tx,
        { userId, action: 'security.passkeys_removed', line, actor, caller },
        null,
      );
    });
    return {};
  }
}
