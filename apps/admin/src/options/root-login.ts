import { AppError } from '@tollgate/contracts';
import { Injectable } from '@nestjs/common';
import { type OptionKey, OPTIONS } from '@tollgate/options';
import type { Tx } from '@tollgate/platform/db';
import { OptionsRepository } from './options.repository.js';

/** The options that enable a login method besides the password, by the name of the method. */
const METHODS: Readonly<Record<string, OptionKey>> = {
  passkey: 'passkey.enabled',
  github: 'GitHubOAuthEnabled',
  discord: 'discord.enabled',
  oidc: 'oidc.enabled',
  linuxdo: 'LinuxDOOAuthEnabled',
  wechat: 'WeChatAuthEnabled',
  telegram: 'TelegramOAuthEnabled',
};
const SWITCHES: readonly OptionKey[] = ['PasswordLoginEnabled', ...Object.values(METHODS)];

/** The methods that root has logged in with at least once, and that still belong to the account. */
const USED = {
  name: 'options.root_login',
  text: `SELECT provider AS method FROM auth.identities WHERE user_id = $1 AND last_login_at IS NOT NULL
         UNION SELECT 'passkey' FROM auth.passkeys WHERE user_id = $1 AND locked_at IS NULL AND last_used_at IS NOT NULL`,
} as const;

/** Keeps root from switching off its last login method. */
@Injectable()
export class RootLogin {
  constructor(private readonly options: OptionsRepository) {}

  /**
   * Checks a change of a switch. Without the password, root needs another enabled method that it has used before, because an
   * unused one may not work.
   * @throws AppError ROOT_LOGIN_MISSING
   */
  async check(tx: Tx, rootId: number, key: OptionKey, text: string): Promise<void> {
    if (!SWITCHES.includes(key) || text !== 'false') return;
    const stored = await this.options.stored(tx, SWITCHES);
    const isOn = (name: OptionKey) => (name === key ? text : (stored.get(name) ?? OPTIONS[name].fallback)) === 'true';
    if (isOn('PasswordLoginEnabled')) return;
    const used = await tx.query<{ method: string }>(USED, [rootId]);
    const remaining = used.filter(({ method }) => {
      const option = METHODS[method];
      return option !== undefined && isOn(option);
    });
    if (remaining.length === 0) throw new AppError('ROOT_LOGIN_MISSING');
  }
}
