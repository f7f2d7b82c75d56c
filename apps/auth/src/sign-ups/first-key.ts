import { Inject, Injectable } from '@nestjs/common';
import { CONFIG } from '@tollgate/platform/config';
import type { Tx } from '@tollgate/platform/db';
import { Options } from '@tollgate/options';
import { ApiKeysService } from '../api-keys/api-keys.service.js';
import type { AuthConfig } from '../auth.config.js';

/** The figure of New API for a first key, in quota. The key is unlimited, so this is only displayed. */
const FIRST_KEY_QUOTA = 500_000;
const NAME_MAX = 30;

/** The first API key of a new account, if GENERATE_DEFAULT_TOKEN is on. */
@Injectable()
export class FirstKey {
  constructor(
    private readonly keys: ApiKeysService,
    private readonly options: Options,
    @Inject(CONFIG) private readonly config: AuthConfig,
  ) {}

  /** Creates the key in the transaction of the sign-up, so that no account is without its key. */
  async make(tx: Tx, userId: number, username: string): Promise<void> {
    if (!this.config.GENERATE_DEFAULT_TOKEN) return;
    const name = [...`${username}的初始令牌`].slice(0, NAME_MAX).join('');
    const group = this.options.get('DefaultUseAutoGroup') ? 'auto' : '';
    await this.keys.createIn(tx, userId, { change: { name, group }, remain: FIRST_KEY_QUOTA, unlimited: true });
  }
}
