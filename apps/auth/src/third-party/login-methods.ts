import { Injectable } from '@nestjs/common';
import type { Tx } from '@tollgate/platform/db';
import { Options } from '@tollgate/options';
import { type BindingRow, IdentitiesRepository } from './identities.repository.js';
import { BINDABLE } from './providers.js';

/**
 * The login methods of an account. Lock the user row before you remove one, so that a concurrent removal sees the result.
 */
@Injectable()
export class LoginMethods {
  constructor(
    private readonly identities: IdentitiesRepository,
    private readonly options: Options,
  ) {}

  /** The login methods that work now: `password`, `passkey`, and the names of bound providers. */
  async list(userId: number, tx?: Tx): Promise<string[]> {
    const ways = await this.identities.otherMethods(userId, tx);
    const bound = await this.identities.list(userId, tx);
    const isOpen = ({ provider, custom }: BindingRow) => {
      const kind = BINDABLE[provider];
      return custom?.enabled ?? (kind !== undefined && this.options.get(kind.enabled));
    };
    return [
      ...(ways?.has_password && this.options.get('PasswordLoginEnabled') ? ['password'] : []),
      ...(ways?.has_passkey && this.options.get('passkey.enabled') ? ['passkey'] : []),
      ...bound.filter(isOpen).map(({ provider }) => provider),
    ];
  }
}
