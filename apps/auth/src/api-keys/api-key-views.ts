import { Injectable } from '@nestjs/common';
import { splitBudget } from '@tollgate/account-rules';
import type { Caller } from '@tollgate/contracts';
import type { ApiKey } from '@tollgate/contracts/auth/api-keys';
import type { ApiKeyRecord } from './api-keys.repository.js';
import { KeySecrets } from './key-secrets.js';

/** API keys as their owner's client shows them. */
@Injectable()
export class ApiKeyViews {
  constructor(private readonly secrets: KeySecrets) {}

  /** Clients that name their user read whole keys off the list. The others show them masked, and fetch one to copy it. */
  show({ sealed, ...row }: ApiKeyRecord, caller: Caller): ApiKey {
    const key = this.secrets.open(sealed, row.user_id);
    const { rest, budget } = splitBudget(row);
    return {
      ...rest,
      ...budget,
      key: caller.bearer ? `${key.slice(0, 4)}${'*'.repeat(10)}${key.slice(-4)}` : key,
      DeletedAt: null,
    };
  }
}
