import { Injectable } from '@nestjs/common';
import { canonical } from '@tollgate/account-rules';
import { AppError, type Caller } from '@tollgate/contracts';
import type { ResetReply, ResetRequest } from '@tollgate/contracts/auth/resets';
import { hashSecret, newBase62 } from '@tollgate/platform/access';
import { UnitOfWork } from '@tollgate/platform/db';
import { PasswordHasher } from '@tollgate/platform/passwords';
import { SecurityEvents } from '../security-events/security-events.js';
import { Throttle } from '../throttle/throttle.js';
import { ResetsRepository } from './resets.repository.js';

/** 95 bits. The server creates the password, as the HTTP interface demands. */
const PASSWORD_LENGTH = 16;

/** Resetting a forgotten password. */
@Injectable()
export class ResetsService {
  constructor(
    private readonly resets: ResetsRepository,
    private readonly hasher: PasswordHasher,
    private readonly throttle: Throttle,
    private readonly events: SecurityEvents,
    private readonly uow: UnitOfWork,
  ) {}

  /**
   * Exchanges the token of a link for a new password, once. Sessions, access tokens, pending logins and codes end, API keys
   * are disabled, passkeys are removed, and accounts that were bound before the address was proven are unbound. The second
   * factor stays.
   * @throws AppError RESET_LINK_INVALID
   */
  async finish({ email, token }: ResetRequest, caller: Caller): Promise<ResetReply> {
    const addressKey = canonical(email);
    const attempt = await this.throttle.reserve('reset', { name: addressKey }, caller);
    const password = newBase62(PASSWORD_LENGTH);
    try {
      const passwordHash = await this.hasher.hash(password);
      // While the throttle is locked, a valid link gets the answer of an invalid one.
      if (!attempt.allowed) throw new AppError('RESET_LINK_INVALID');
      await this.uow.run(async (tx) => {
        const userId = await this.resets.take(tx, hashSecret(token), addressKey);
        if (userId === undefined) throw new AppError('RESET_LINK_INVALID');
        const passkeys = await this.resets.replacePassword(tx, userId, passwordHash);
        await this.throttle.unlock(tx, userId, ['password', 'passkey']);
        const after = { passkeys_removed: passkeys };
        await this.events.recordDone(tx, { userId, action: 'security.password_reset', actor: null, after, caller });
      });
    } catch (error) {
      const wrong = error instanceof AppError && error.code === 'RESET_LINK_INVALID';
      await (wrong || !attempt.allowed ? this.throttle.missed(attempt) : this.throttle.released(attempt));
      throw error;
    }
    await this.throttle.passed(attempt);
    return { password };
  }
}
