import { Injectable } from '@nestjs/common';
import { lockLowerTarget } from '@tollgate/account-rules';
import { AppError, type Caller, type Identity } from '@tollgate/contracts';
import type {
  BindingOfUser,
  BindingsOfUser,
  CustomBindingList,
  CustomBindingOfUser,
} from '@tollgate/contracts/auth/bindings';
import { type Tx, UnitOfWork } from '@tollgate/platform/db';
import { SecurityEvents } from '../security-events/security-events.js';
import { toCustomBindings } from './bindings.service.js';
import { type BindingRow, IdentitiesRepository } from './identities.repository.js';
import { LoginMethods } from './login-methods.js';
import { BINDABLE } from './providers.js';

/** The bound accounts of users below an administrator. */
@Injectable()
export class BindingAdminService {
  constructor(
    private readonly identities: IdentitiesRepository,
    private readonly ways: LoginMethods,
    private readonly events: SecurityEvents,
    private readonly uow: UnitOfWork,
  ) {}

  /** @throws AppError USER_NOT_FOUND, TARGET_OUTRANKS, PERMISSION_DENIED */
  async custom({ id }: BindingsOfUser, actor: Identity): Promise<CustomBindingList> {
    return this.uow.run(async (tx) => {
      await lockLowerTarget(tx, actor, id, 'TARGET_OUTRANKS');
      return { bindings: toCustomBindings(await this.identities.list(id, tx)) };
    });
  }

  /** @throws AppError USER_NOT_FOUND, UPDATE_OUTRANKS, PERMISSION_DENIED, LAST_WAY_IN */
  async unbindCustom({ id, provider_id }: CustomBindingOfUser, actor: Identity, caller: Caller): Promise<object> {
    await this.uow.run(async (tx) => {
      await lockLowerTarget(tx, actor, id, 'UPDATE_OUTRANKS');
      const row = await this.take(tx, id, ({ custom }) => custom?.id === provider_id);
      if (!row) return;
      if ((await this.ways.list(id, tx)).length === 0) throw new AppError('LAST_WAY_IN');
      const mail = { kind: 'unbound', provider: row.custom?.name ?? row.provider } as const;
      const after = { provider: row.provider, subject: row.subject };
      await this.events.recordDone(tx, { userId: id, action: 'security.account_unbound', actor, after, mail, caller });
    });
    return {};
  }

  /**
   * Takes an address or a bound account away, unless nothing else would open the account.
   * @throws AppError USER_NOT_FOUND, UPDATE_OUTRANKS, PERMISSION_DENIED, LAST_WAY_IN
   */
  async unbind({ id, type }: BindingOfUser, actor: Identity, caller: Caller): Promise<object> {
    await this.uow.run(async (tx) => {
      await lockLowerTarget(tx, actor, id, 'UPDATE_OUTRANKS');
      const taken =
        type === 'email'
          ? await this.identities.clearEmail(tx, id)
          : await this.take(tx, id, ({ provider }) => provider === type);
      if (!taken) return;
      if ((await this.ways.list(id, tx)).length === 0) throw new AppError('LAST_WAY_IN');
      const label = BINDABLE[type]?.label ?? type;
      const mail = { kind: 'unbound', provider: label } as const;
      const after = { provider: type };
      // the address is gone, so there is nowhere to send a mail to
      const event = { userId: id, action: 'security.account_unbound', actor, after, caller } as const;
      await this.events.recordDone(tx, type === 'email' ? event : { ...event, mail });
    });
    return {};
  }

  private async take(tx: Tx, userId: number, isWanted: (row: BindingRow) => boolean): Promise<BindingRow | undefined> {
    const row = (await this.identities.list(userId, tx)).find(isWanted);
    if (row) await this.identities.remove(tx, userId, row.provider);
    return row;
  }
}
