import { Inject, Injectable } from '@nestjs/common';
import { CONFIG } from '@tollgate/platform/config';
import type { Tx } from '@tollgate/platform/db';
import { Options } from '@tollgate/options';
import { ApiKeysService } from '../api-keys/api-keys.service.js';
import type { AuthConfig } from '../auth.config.js';

/** What New API gives a first key; it is unlimited, so this is only shown. In quota. */
const FIRST_KEY_QUOTA = 500_000;
const NAME_MAX = 30;

/** The API key a new account begins with, where GENERATE_DEFAULT_TOKEN asks for one. */
@Injectable()
export class FirstKey {
  constructor(
    private readonly keys: ApiKeysService,
    private readonly options: Options,
    @Inject(CONFIG) private readonly config: AuthConfig,
  ) {}

  /** Makes it in the transaction of the sign-up: no account without its key. */
  async make(tx: Tx, userId: number, username: string): Promise<void> {
    if (!this.config.GENERATE_DEFAULT_TOKEN) return;
    const name = [...`${username}的初始令牌`].slice(0, NAME_MAX).join('');
    const group = this.options.get('DefaultUseAutoGroup') ? 'auto' : '';
    await this.keys.createIn(tx, userId, { change: { name, group }, remain: FIRST_KEY_QUOTA, unlimited: true });
  }
}
