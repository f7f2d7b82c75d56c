import type { ErrorCode } from '@tollgate/contracts';
import type { OptionKey } from './catalogue.js';

/** The options that must be set before a switch may be turned on, and the error code if they are not. */
export const PREREQUISITES: Partial<Record<OptionKey, { needs: readonly OptionKey[]; code: ErrorCode }>> = {
  GitHubOAuthEnabled: { needs: ['GitHubClientId', 'GitHubClientSecret'], code: 'GITHUB_NOT_CONFIGURED' },
  'discord.enabled': { needs: ['discord.client_id', 'discord.client_secret'], code: 'DISCORD_NOT_CONFIGURED' },
  'oidc.enabled': { needs: ['oidc.client_id', 'oidc.client_secret'], code: 'OIDC_NOT_CONFIGURED' },
  LinuxDOOAuthEnabled: { needs: ['LinuxDOClientId', 'LinuxDOClientSecret'], code: 'LINUXDO_NOT_CONFIGURED' },
  EmailDomainRestrictionEnabled: { needs: ['EmailDomainWhitelist'], code: 'EMAIL_DOMAINS_NOT_CONFIGURED' },
  WeChatAuthEnabled: { needs: ['WeChatServerAddress'], code: 'WECHAT_NOT_CONFIGURED' },
  TurnstileCheckEnabled: { needs: ['TurnstileSiteKey', 'TurnstileSecretKey'], code: 'TURNSTILE_NOT_CONFIGURED' },
  TelegramOAuthEnabled: { needs: ['TelegramBotToken'], code: 'TELEGRAM_NOT_CONFIGURED' },
};

/** An old switch between currency and quota. New API's client still writes it, so the new key follows it. */
export const FOLLOWERS: Partial<Record<OptionKey, { key: OptionKey; value: (text: string) => string }>> = {
  DisplayInCurrencyEnabled: {
    key: 'general_setting.quota_display_type',
    value: (text) => (text === 'true' ? 'USD' : 'TOKENS'),
  },
};
