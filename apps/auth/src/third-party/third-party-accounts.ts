import { Injectable } from '@nestjs/common';
import { lockOwner } from '@tollgate/account-rules';
import { AppError, type Caller, type ErrorCode, UserStatus } from '@tollgate/contracts';
import type { LoginReply } from '@tollgate/contracts/auth/sessions';
import { StepUp } from '@tollgate/account-rules';
import { UnitOfWork } from '@tollgate/platform/db';
import { LoginsService } from '../logins/logins.service.js';
import { SecurityEvents } from '../security-events/security-events.js';
import { IdentitiesRepository, type IdentityOwner } from './identities.repository.js';
import type { ProviderName } from './oauth-provider.js';
import { BINDABLE } from './providers.js';
import type { Binder } from './states.js';
import type { ThirdPartyProfile } from './third-party-profile.js';

/** Login and binding, the same for every provider. */
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
   * Finds the user of an identity. Undefined if it is unknown. Names and addresses are never compared.
   * @throws AppError ACCOUNT_DELETED, ACCOUNT_DISABLED
   */
  async find(provider: string, subject: string): Promise<number | undefined> {
    const owner = await this.identities.findOwner(provider, subject);
    if (owner) checkOpen(owner);
    return owner?.user_id;
  }

  /**
   * Binds the imported account whose login name at GitHub is the profile's, while `ImportedGitHubLoginUntil` lies ahead.
   * Undefined if there is none. The account's owner is notified by mail.
   */
  async claimImported(provider: string, profile: ThirdPartyProfile, caller: Caller): Promise<number | undefined> {
    const { login, subject } = profile;
    if (login === undefined) return undefined;
    return this.uow.run(async (tx) => {
      const userId = await this.identities.claimImported(tx, provider, login, subject);
      if (userId === undefined) return undefined;
      const after = { provider, subject, login };
      const mail = { kind: 'bound', provider: BINDABLE[provider]?.label ?? provider } as const;
      await this.events.recordDone(tx, { userId, action: 'security.account_bound', after, mail, caller });
      return userId;
    });
  }

  /**
   * Logs in a user whom a provider has authenticated. The second factor is asked for here as well.
   * @throws AppError ACCOUNT_DISABLED if the account was disabled, or the identity unbound, before the login ended
   */
  async logIn({ id, slug }: ProviderName, subject: string, userId: number, caller: Caller): Promise<LoginReply> {
    try {
      return await this.uow.run(async (tx) => {
        // The user row is locked now, and account recovery unbinds identities under the same lock.
        const reply = await this.logins.completeIn(tx, { userId, method: slug }, caller);
        if (!(await this.identities.recordLogin(tx, id, subject, userId))) throw new AppError('ACCOUNT_DISABLED');
        return reply;
      });
    } catch (error) {
      if (error instanceof AppError && error.code === 'LOGIN_REFUSED') throw new AppError('ACCOUNT_DISABLED');
      throw error;
    }
  }

  /**
   * Binds an identity to the user and replaces the other one of the same provider. Because it is a new login method, the
   * user needs a recent proof. The contract of the callback cannot demand it, because the callback serves guests too.
   * @param taken error code if the identity is bound already, to this or another user
   * @throws AppError `taken`; CREDENTIAL_INVALID if the user was disabled or the session ended during the ceremony;
   *   VERIFICATION_REQUIRED, VERIFICATION_EXPIRED
   */
  async bind(
    { id: provider, label }: ProviderName,
    subject: string,
    asker: Binder,
    caller: Caller,
    taken: ErrorCode,
  ): Promise<void> {
    const { userId } = asker;
    await this.uow.run(async (tx) => {
      await lockOwner(tx, asker, caller);
      await this.stepUp.require(tx, asker);
      if (!(await this.identities.bind(tx, provider, subject, userId))) throw new AppError(taken, { provider: label });
      const after = { provider, subject };
      const mail = { kind: 'bound', provider: label } as const;
      await this.events.recordDone(tx, { userId, action: 'security.account_bound', after, mail, caller });
    });
  }
}

function checkOpen({ deleted, status }: IdentityOwner): void {
  if (deleted) throw new AppError('ACCOUNT_DELETED');
  if (status !== UserStatus.enabled) throw new AppError('ACCOUNT_DISABLED');
}
