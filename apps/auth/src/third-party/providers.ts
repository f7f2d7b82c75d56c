import type { OptionKey, SwitchKey } from '@tollgate/options';
import type { AuthConfig } from '../auth.config.js';
import type { Endpoints, OAuthProvider } from './oauth-provider.js';
import { parseNumericId, parseSubject, parseText } from './third-party-profile.js';

/** The base URLs of the providers. Tests replace them. */
export type ProviderHosts = Pick<
  AuthConfig,
  | 'GITHUB_URL'
  | 'GITHUB_API_URL'
  | 'DISCORD_URL'
  | 'LINUX_DO_AUTHORIZE_ENDPOINT'
  | 'LINUX_DO_TOKEN_ENDPOINT'
  | 'LINUX_DO_USER_ENDPOINT'
>;

/** A built-in provider as data. */
export interface BuiltInProvider {
  readonly id: 'github' | 'discord' | 'oidc' | 'linuxdo';
  readonly label: string;
  readonly enabled: SwitchKey;
  readonly clientId: OptionKey;
  readonly clientSecret: OptionKey;
  readonly scope: string;
  readonly clientAuth: 'auto' | 'raw-basic';
  /** Null if endpoints and keys are discovered or set by options (OpenID Connect). */
  readonly endpoints: ((settings: ProviderHosts) => Endpoints) | null;
  readonly legacyRedirect: string | null;
  readonly profile: OAuthProvider['profile'];
}

const GITHUB: BuiltInProvider = {
  id: 'github',
  label: 'GitHub',
  enabled: 'GitHubOAuthEnabled',
  clientId: 'GitHubClientId',
  clientSecret: 'GitHubClientSecret',
  scope: 'user:email',
  clientAuth: 'auto',
  endpoints: ({ GITHUB_URL, GITHUB_API_URL }) => ({
    authorize: `${GITHUB_URL}/login/oauth/authorize`,
    token: `${GITHUB_URL}/login/oauth/access_token`,
    user: `${GITHUB_API_URL}/user`,
    emails: `${GITHUB_API_URL}/user/emails`,
  }),
  legacyRedirect: null,
  // `login` can be given up and taken by another user; `id` cannot.
  profile: ({ id, name, email, login }) => {
    const subject = parseNumericId(id);
    const address = parseText(email);
    if (!subject) return undefined;
    const displayName = parseText(name) ?? 'GitHub User';
    return { subject, login: parseText(login), displayName, email: address ? { address, verified: false } : undefined };
  },
};

const DISCORD: BuiltInProvider = {
  id: 'discord',
  label: 'Discord',
  enabled: 'discord.enabled',
  clientId: 'discord.client_id',
  clientSecret: 'discord.client_secret',
  scope: 'identify',
  clientAuth: 'auto',
  endpoints: ({ DISCORD_URL }) => ({
    authorize: `${DISCORD_URL}/oauth2/authorize`,
    token: `${DISCORD_URL}/api/v10/oauth2/token`,
    user: `${DISCORD_URL}/api/v10/users/@me`,
  }),
  legacyRedirect: '/oauth/discord',
  profile: ({ id, username, global_name }) => {
    const subject = parseNumericId(id);
    if (!subject) return undefined;
    return { subject, username: parseText(username), displayName: parseText(global_name) ?? 'Discord User' };
  },
};

const OIDC: BuiltInProvider = {
  id: 'oidc',
  label: 'OIDC',
  enabled: 'oidc.enabled',
  clientId: 'oidc.client_id',
  clientSecret: 'oidc.client_secret',
  scope: 'openid profile email',
  clientAuth: 'auto',
  endpoints: null,
  legacyRedirect: '/oauth/oidc',
  profile: (claims, issuer) => {
    const sub = parseSubject(claims.sub);
    const address = parseText(claims.email);
    if (!sub) return undefined;
    return {
      // Only issuer and subject together identify a user (OpenID Connect Core 2 and 5.7). An issuer holds no space, so the
      // first space separates them.
      subject: `${issuer} ${sub}`,
      username: parseText(claims.preferred_username),
      displayName: parseText(claims.name) ?? 'OIDC User',
      email: address ? { address, verified: claims.email_verified === true } : undefined,
    };
  },
};

const LINUX_DO: BuiltInProvider = {
  id: 'linuxdo',
  label: 'Linux DO',
  enabled: 'LinuxDOOAuthEnabled',
  clientId: 'LinuxDOClientId',
  clientSecret: 'LinuxDOClientSecret',
  scope: 'user',
  clientAuth: 'raw-basic',
  endpoints: ({ LINUX_DO_AUTHORIZE_ENDPOINT, LINUX_DO_TOKEN_ENDPOINT, LINUX_DO_USER_ENDPOINT }) => ({
    authorize: LINUX_DO_AUTHORIZE_ENDPOINT,
    token: LINUX_DO_TOKEN_ENDPOINT,
    user: LINUX_DO_USER_ENDPOINT,
  }),
  legacyRedirect: '/api/oauth/linuxdo',
  profile: ({ id, name, trust_level }) => {
    const subject = parseNumericId(id);
    if (!subject) return undefined;
    const trustLevel = Number.isSafeInteger(trust_level) ? (trust_level as number) : 0;
    return { subject, displayName: parseText(name) ?? 'Linux DO User', trustLevel };
  },
};

/** Every built-in provider with the authorization code flow. */
export const OAUTH: Readonly<Record<string, BuiltInProvider>> = {
  github: GITHUB,
  discord: DISCORD,
  oidc: OIDC,
  linuxdo: LINUX_DO,
};

/** Every built-in kind of account that can be bound: its name, and the option that enables login with it. */
export const BINDABLE: Readonly<Record<string, { readonly label: string; readonly enabled: SwitchKey }>> = {
  ...OAUTH,
  wechat: { label: 'WeChat', enabled: 'WeChatAuthEnabled' },
  telegram: { label: 'Telegram', enabled: 'TelegramOAuthEnabled' },
};
