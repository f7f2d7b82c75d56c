import { Injectable } from '@nestjs/common';
import type { Tx } from '@tollgate/platform/db';
import { Options } from '@tollgate/options';
import { IdentitiesRepository } from './identities.repository.js';
import { BINDABLE } from './providers.js';

/** What opens an account. Whoever takes one away locks the user's row first, so that the next one sees what is left. */
@Injectable()
export class LoginMethods {
  constructor(
    private readonly identities: IdentitiesRepository,
    private readonly options: Options,
  ) {}

  /** The ways into an account that are open today: `password`, `passkey`, and the names of bound providers. */
  async of(userId: number, tx?: Tx): Promise<string[]> {
    const ways = await this.identities.ways(userId, tx);
    const bound = await this.identities.list(userId, tx);
    const isOpen = (provider: string) => {
      const kind = BINDABLE[provider];
      return kind !== undefined && this.options.get(kind.enabled);
    };
    return [
      ...(ways?.has_password && this.options.get('PasswordLoginEnabled') ? ['password'] : []),
      ...(ways?.has_passkey && this.options.get('passkey.enabled') ? ['passkey'] : []),
      ...bound.map(({ provider }) => provider).filter(isOpen),
    ];
  }
}
