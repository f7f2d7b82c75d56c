import type { OptionKey, SwitchKey } from '@tollgate/options';
import type { AuthConfig } from '../auth.config.js';
import { type Claims, numericId, parseSubject, parseText, type ThirdPartyProfile } from './third-party-profile.js';

/** Where the providers are; replaced in tests. */
export type ProviderHosts = Pick<
  AuthConfig,
  | 'GITHUB_URL'
  | 'GITHUB_API_URL'
  | 'DISCORD_URL'
  | 'LINUX_DO_AUTHORIZE_ENDPOINT'
  | 'LINUX_DO_TOKEN_ENDPOINT'
  | 'LINUX_DO_USER_ENDPOINT'
>;

/** Where a provider answers. */
export interface Endpoints {
  readonly authorize: string;
  readonly token: string;
  readonly user: string;
  /** A list of the person's addresses, each told verified or not. */
  readonly emails?: string;
}

/** An OAuth 2.0 provider as data. */
export interface OAuthProvider {
  readonly id: 'github' | 'discord' | 'oidc' | 'linuxdo';
  /** Its name in messages. */
  readonly label: string;
  readonly enabled: SwitchKey;
  readonly clientId: OptionKey;
  readonly clientSecret: OptionKey;
  readonly scope: string;
  /** How the client names itself at the token endpoint (RFC 6749 2.3.1). */
  readonly clientAuth: 'basic' | 'post';
  /** Null: endpoints and keys are discovered, or given by options (OpenID Connect). */
  readonly endpoints: ((settings: ProviderHosts) => Endpoints) | null;
  /**
   * The path that clients which build the authorise address themselves have registered, as New API sends it to the token
   * endpoint; null where it sends none. What `start` builds always comes back to /oauth/<id>.
   */
  readonly legacyRedirect: string | null;
  /**
   * Reads the person's own record; undefined where it names nobody.
   * @param issuer whose record it is: never the record's own word
   */
  profile(claims: Claims, issuer: string): ThirdPartyProfile | undefined;
}

const GITHUB: OAuthProvider = {
  id: 'github',
  label: 'GitHub',
  enabled: 'GitHubOAuthEnabled',
  clientId: 'GitHubClientId',
  clientSecret: 'GitHubClientSecret',
  scope: 'user:email',
  clientAuth: 'post',
  endpoints: ({ GITHUB_URL, GITHUB_API_URL }) => ({
    authorize: `${GITHUB_URL}/login/oauth/authorize`,
    token: `${GITHUB_URL}/login/oauth/access_token`,
    user: `${GITHUB_API_URL}/user`,
    emails: `${GITHUB_API_URL}/user/emails`,
  }),
  legacyRedirect: null,
  // `login` can be given up and taken by somebody else; `id` cannot
  profile: ({ id, name, email }) => {
    const subject = numericId(id);
    const address = parseText(email);
    if (!subject) return undefined;
    const displayName = parseText(name) ?? 'GitHub User';
    return { subject, displayName, email: address ? { address, verified: false } : undefined };
  },
};

const DISCORD: OAuthProvider = {
  id: 'discord',
  label: 'Discord',
  enabled: 'discord.enabled',
  clientId: 'discord.client_id',
  clientSecret: 'discord.client_secret',
  scope: 'identify',
  clientAuth: 'post',
  endpoints: ({ DISCORD_URL }) => ({
    authorize: `${DISCORD_URL}/oauth2/authorize`,
    token: `${DISCORD_URL}/api/v10/oauth2/token`,
    user: `${DISCORD_URL}/api/v10/users/@me`,
  }),
  legacyRedirect: '/oauth/discord',
  profile: ({ id, username, global_name }) => {
    const subject = numericId(id);
    if (!subject) return undefined;
    return { subject, username: parseText(username), displayName: parseText(global_name) ?? 'Discord User' };
  },
};

const OIDC: OAuthProvider = {
  id: 'oidc',
  label: 'OIDC',
  enabled: 'oidc.enabled',
  clientId: 'oidc.client_id',
  clientSecret: 'oidc.client_secret',
  scope: 'openid profile email',
  clientAuth: 'post',
  endpoints: null,
  legacyRedirect: '/oauth/oidc',
  profile: (claims, issuer) => {
    const sub = parseSubject(claims.sub);
    const address = parseText(claims.email);
    if (!sub) return undefined;
    return {
      // only both together name a person (OpenID Connect Core 2 and 5.7); an issuer has no space, so that the first one parts them
      subject: `${issuer} ${sub}`,
      username: parseText(claims.preferred_username),
      displayName: parseText(claims.name) ?? 'OIDC User',
      email: address ? { address, verified: claims.email_verified === true } : undefined,
    };
  },
};

const LINUX_DO: OAuthProvider = {
  id: 'linuxdo',
  label: 'Linux DO',
  enabled: 'LinuxDOOAuthEnabled',
  clientId: 'LinuxDOClientId',
  clientSecret: 'LinuxDOClientSecret',
  scope: 'user',
  clientAuth: 'basic',
  endpoints: ({ LINUX_DO_AUTHORIZE_ENDPOINT, LINUX_DO_TOKEN_ENDPOINT, LINUX_DO_USER_ENDPOINT }) => ({
    authorize: LINUX_DO_AUTHORIZE_ENDPOINT,
    token: LINUX_DO_TOKEN_ENDPOINT,
    user: LINUX_DO_USER_ENDPOINT,
  }),
  legacyRedirect: '/api/oauth/linuxdo',
  profile: ({ id, name, trust_level }) => {
    const subject = numericId(id);
    if (!subject) return undefined;
    const trustLevel = Number.isSafeInteger(trust_level) ? (trust_level as number) : 0;
    return { subject, displayName: parseText(name) ?? 'Linux DO User', trustLevel };
  },
};

/** Every provider that follows the authorization code flow. */
export const OAUTH: Readonly<Record<string, OAuthProvider>> = {
  github: GITHUB,
  discord: DISCORD,
  oidc: OIDC,
  linuxdo: LINUX_DO,
};

/** Every kind of account that can be bound: its name, and the switch that opens login with it. */
export const BINDABLE: Readonly<Record<string, { readonly label: string; readonly enabled: SwitchKey }>> = {
  ...OAUTH,
  wechat: { label: 'WeChat', enabled: 'WeChatAuthEnabled' },
  telegram: { label: 'Telegram', enabled: 'TelegramOAuthEnabled' },
};
