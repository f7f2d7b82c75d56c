import { Injectable } from '@nestjs/common';
import { lockOwner } from '@tollgate/account-rules';
import { AppError, type Caller, type Identity } from '@tollgate/contracts';
import type { BindingList, UnbindRequest } from '@tollgate/contracts/auth/third-party';
import { UnitOfWork } from '@tollgate/platform/db';
import { Options } from '@tollgate/options';
import { SecurityEvents } from '../security-events/security-events.js';
import { IdentitiesRepository } from './identities.repository.js';
import { BINDABLE } from './providers.js';
import { LoginMethods } from './login-methods.js';

/** The third-party accounts bound to the user's account. */
@Injectable()
export class BindingsService {
  constructor(
    private readonly identities: IdentitiesRepository,
    private readonly options: Options,
    private readonly loginMethods: LoginMethods,
    private readonly events: SecurityEvents,
    private readonly uow: UnitOfWork,
  ) {}

  /** Lists every provider, bound or not. */
  async list({ userId }: Identity): Promise<BindingList> {
    const [bound, open] = await Promise.all([this.identities.list(userId), this.loginMethods.list(userId)]);
    const bindings = Object.entries(BINDABLE).map(([provider, { label, enabled }]) => {
      const row = bound.find((b) => b.provider === provider);
      return {
        provider,
        name: label,
        enabled: this.options.get(enabled),
        bound: row !== undefined,
        subject: row?.shown,
        bound_at: row?.bound_at,
        removable: row !== undefined && open.some((way) => way !== provider),
      };
    });
    return { bindings };
  }

  /**
   * Removes a binding, unless no other login method is left. The user row is locked first, so that a concurrent second
   * removal sees the result of the first.
   * @throws AppError BINDING_NOT_FOUND, LAST_WAY_IN, CREDENTIAL_INVALID
   */
  async unbind({ provider }: UnbindRequest, identity: Identity, caller: Caller): Promise<object> {
    const { userId } = identity;
    const label = BINDABLE[provider]?.label ?? provider;
    await this.uow.run(async (tx) => {
      await lockOwner(tx, identity, caller);
      const bound = await this.identities.list(userId, tx);
      const row = bound.find((b) => b.provider === provider);
      if (!row) throw new AppError('BINDING_NOT_FOUND');
      await this.identities.remove(tx, userId, provider);
      if ((await this.loginMethods.list(userId, tx)).length === 0) throw new AppError('LAST_WAY_IN');
      const after = { provider, subject: row.subject };
      const mail = { kind: 'unbound', provider: label } as const;
      await this.events.recordDone(tx, { userId, action: 'security.account_unbound', after, mail, caller });
    });
    return {};
  }
}
