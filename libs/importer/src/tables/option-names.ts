import type { OptionKey } from '@tollgate/options';

/** Options of One API and one-hub under their names here. An option with the name that it has in New API needs no entry. */
export const OTHER_NAMES: Readonly<Record<string, OptionKey>> = {
  OidcEnabled: 'oidc.enabled',
  OidcClientId: 'oidc.client_id',
  OidcClientSecret: 'oidc.client_secret',
  OidcWellKnown: 'oidc.well_known',
  OidcAuthorizationEndpoint: 'oidc.authorization_endpoint',
  OidcTokenEndpoint: 'oidc.token_endpoint',
  OidcUserinfoEndpoint: 'oidc.user_info_endpoint',
  OIDCAuthEnabled: 'oidc.enabled',
  OIDCClientId: 'oidc.client_id',
  OIDCClientSecret: 'oidc.client_secret',
  RechargeDiscount: 'payment_setting.amount_discount',
  PaymentMinAmount: 'MinTopUp',
  PaymentUSDRate: 'USDExchangeRate',
  ApiInfo: 'console_setting.api_info',
  Announcements: 'console_setting.announcements',
  FAQ: 'console_setting.faq',
};

/** Options that a relay reads, which the product neither has nor keeps. */
export const RELAY_OPTION =
  /^(Channel|Midjourney|Mj|Suno|Gemini|Claude|Safe|Cooldown|Retry|Theme|theme\.|ChatLink|Chat|Model|global\.|grok\.|OldTokenMaxId)/;
