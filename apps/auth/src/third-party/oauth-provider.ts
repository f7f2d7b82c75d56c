import type { Claims, ThirdPartyProfile } from './third-party-profile.js';

/** The endpoints of a provider. */
export interface Endpoints {
  readonly authorize: string;
  readonly token: string;
  readonly user: string;
  /** A list of the user's addresses, each marked as verified or not. */
  readonly emails?: string;
}

/** Where endpoints and keys of an OpenID Connect provider come from. Endpoints that are set go before those of the document. */
export interface Discovery {
  /** Empty: the endpoints are set, and the keys are not known. */
  readonly wellKnown: string;
  readonly authorization_endpoint?: string;
  readonly token_endpoint?: string;
  readonly userinfo_endpoint?: string;
}

/** The names of a provider. */
export interface ProviderName {
  /** As stored with identities: a built-in name, or `custom:<id>`. */
  readonly id: string;
  /** In paths, and as the method of a login. */
  readonly slug: string;
  /** In messages. */
  readonly label: string;
}

/** An OAuth 2.0 provider with its settings of this moment. */
export interface OAuthProvider extends ProviderName {
  readonly enabled: boolean;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly scope: string;
  /** How the client names itself at the token endpoint (RFC 6749 2.3.1). `auto`: as the provider lists it, else in the body. */
  readonly clientAuth: 'auto' | 'post' | 'basic' | 'raw-basic';
  /** Null if `discovery` holds. */
  readonly endpoints: Endpoints | null;
  readonly discovery: Discovery;
  /**
   * The redirect path of clients that build the authorization URL themselves, as New API sends it to the token endpoint.
   * Null if it sends none. The URLs of `start` always return to /oauth/<slug>.
   */
  readonly legacyRedirect: string | null;
  /**
   * Parses the record of the user. Undefined if it names no user.
   * @param issuer the issuer of the record, which the record itself must not decide
   */
  profile(claims: Claims, issuer: string): ThirdPartyProfile | undefined;
}
