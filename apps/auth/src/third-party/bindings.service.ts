import { Injectable } from '@nestjs/common';
import { lockOwner } from '@tollgate/account-rules';
import { AppError, type Caller, type Identity } from '@tollgate/contracts';
import type { CustomBinding, CustomBindingId, CustomBindingList } from '@tollgate/contracts/auth/bindings';
import type { BindingList, UnbindRequest } from '@tollgate/contracts/auth/third-party';
import { UnitOfWork } from '@tollgate/platform/db';
import { Options } from '@tollgate/options';
import { SecurityEvents } from '../security-events/security-events.js';
import { type BindingRow, type CustomProviderFacts, IdentitiesRepository } from './identities.repository.js';
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

  /** Lists every built-in provider, bound or not, and the custom ones that are bound. */
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
    const custom = bound.filter(isCustom).map((row) => ({
      ...{ provider: row.custom.slug, name: row.custom.name, enabled: row.custom.enabled, bound: true },
      ...{ subject: row.shown, bound_at: row.bound_at, removable: open.some((way) => way !== row.provider) },
    }));
    return { bindings: [...bindings, ...custom] };
  }

  /** The accounts at custom providers. */
  async listCustom({ userId }: Pick<Identity, 'userId'>): Promise<CustomBindingList> {
    return { bindings: toCustomBindings(await this.identities.list(userId)) };
  }

  /**
   * Removes a binding, unless no other login method is left. The user row is locked first, so that a concurrent second
   * removal sees the result of the first.
   * @throws AppError BINDING_NOT_FOUND, LAST_WAY_IN, CREDENTIAL_INVALID
   */
  async unbind({ provider: name }: UnbindRequest, identity: Identity, caller: Caller): Promise<object> {
    const isNamed = ({ provider, custom }: BindingRow) => (custom ? custom.slug : provider) === name;
    if (!(await this.remove(isNamed, identity, caller))) throw new AppError('BINDING_NOT_FOUND');
    return {};
  }

  /**
   * As `unbind`, for a custom provider. One that is not bound is no error.
   * @throws AppError LAST_WAY_IN, CREDENTIAL_INVALID
   */
  async unbindCustom({ provider_id }: CustomBindingId, identity: Identity, caller: Caller): Promise<object> {
    await this.remove(({ custom }) => custom?.id === provider_id, identity, caller);
    return {};
  }

  private async remove(isWanted: (row: BindingRow) => boolean, identity: Identity, caller: Caller): Promise<boolean> {
    const { userId } = identity;
    return this.uow.run(async (tx) => {
      await lockOwner(tx, identity, caller);
      const row = (await this.identities.list(userId, tx)).find(isWanted);
      if (!row) return false;
      const { provider } = row;
      const label = row.custom?.name ?? BINDABLE[provider]?.label ?? provider;
      await this.identities.remove(tx, userId, provider);
      if ((await this.loginMethods.list(userId, tx)).length === 0) throw new AppError('LAST_WAY_IN');
      const after = { provider, subject: row.subject };
      const mail = { kind: 'unbound', provider: label } as const;
      await this.events.recordDone(tx, { userId, action: 'security.account_unbound', after, mail, caller });
      return true;
    });
  }
}

function isCustom(row: BindingRow): row is BindingRow & { readonly custom: CustomProviderFacts } {
  return row.custom !== null;
}

/** Those of the bound accounts that are at custom providers. */
export function toCustomBindings(rows: readonly BindingRow[]): CustomBinding[] {
  return rows.filter(isCustom).map(({ custom, shown }) => ({
    provider_id: custom.id,
    provider_name: custom.name,
    provider_slug: custom.slug,
    provider_icon: custom.icon,
    provider_user_id: shown,
  }));
}
