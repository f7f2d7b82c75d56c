import { Injectable } from '@nestjs/common';
import { lockOwner } from '@tollgate/account-rules';
import { AppError, type Caller, type ErrorCode, type Identity, UserStatus } from '@tollgate/contracts';
import type { LoginReply } from '@tollgate/contracts/auth/sessions';
import { StepUp } from '@tollgate/account-rules';
import { UnitOfWork } from '@tollgate/platform/db';
import { LoginsService } from '../logins/logins.service.js';
import { SecurityEvents } from '../security-events/security-events.js';
import { IdentitiesRepository, type IdentityOwner } from './identities.repository.js';
import { BINDABLE } from './providers.js';

/** What logging in with an account elsewhere and binding one have in common, whatever the provider. */
@Injectable()
export class ThirdPartyAccounts {
  constructor(
    private readonly identities: IdentitiesRepository,
    private readonly logins: LoginsService,
    private readonly events: SecurityEvents,
    private readonly stepUp: StepUp,
    private readonly uow: UnitOfWork,
  ) {}

  /**
   * The user whom an identity opens, or undefined for a stranger. Nothing else is ever compared: no name, no address.
   * @throws AppError ACCOUNT_DELETED, ACCOUNT_DISABLED
   */
  async find(provider: string, subject: string): Promise<number | undefined> {
    const owner = await this.identities.ownerOf(provider, subject);
    if (owner) refuseClosed(owner);
    return owner?.user_id;
  }

  /**
   * Logs a user in who has proven to be so elsewhere; the second factor is asked for here too.
   * @throws AppError ACCOUNT_DISABLED where the account was closed, or the identity taken from it, meanwhile
   */
  async logIn(provider: string, subject: string, userId: number, caller: Caller): Promise<LoginReply> {
    try {
      return await this.uow.run(async (tx) => {
        // with the user locked, as whoever recovers an account has them while they unbind
        const reply = await this.logins.completeIn(tx, { userId, method: provider }, caller);
        if (!(await this.identities.opens(tx, provider, subject, userId))) throw new AppError('ACCOUNT_DISABLED');
        return reply;
      });
    } catch (error) {
      if (error instanceof AppError && error.code === 'LOGIN_REFUSED') throw new AppError('ACCOUNT_DISABLED');
      throw error;
    }
  }

  /**
   * Binds an identity to whoever asks, in the place of the provider's other one. A new way in: who asks must have proved lately who they
   * are, which the contract of an OAuth provider's answer cannot demand, as it logs guests in too.
   * @param taken the refusal where it is bound already, to whomever
   * @throws AppError `taken`, CREDENTIAL_INVALID where the user or the session was closed while the provider was asked,
   *   VERIFICATION_REQUIRED, VERIFICATION_EXPIRED
   */
  async bind(provider: string, subject: string, asker: Identity, caller: Caller, taken: ErrorCode): Promise<void> {
    const { userId } = asker;
    const label = BINDABLE[provider]?.label ?? provider;
    await this.uow.run(async (tx) => {
      await lockOwner(tx, asker, caller);
      await this.stepUp.require(tx, asker);
      if (!(await this.identities.bind(tx, provider, subject, userId))) throw new AppError(taken, { provider: label });
      const after = { provider, subject };
      const letter = { kind: 'bound', provider: label } as const;
      await this.events.done(tx, { userId, action: 'security.account_bound', after, letter, caller });
    });
  }
}

function refuseClosed({ deleted, status }: IdentityOwner): void {
  if (deleted) throw new AppError('ACCOUNT_DELETED');
  if (status !== UserStatus.enabled) throw new AppError('ACCOUNT_DISABLED');
}
