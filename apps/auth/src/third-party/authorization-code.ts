import { Injectable } from '@nestjs/common';
import { AppError, type ErrorCode } from '@tollgate/contracts';
import { Options } from '@tollgate/options';
import * as oidc from 'openid-client';
import { getSiteOrigin } from '../outbound/site-origin.js';
import { IssuerDirectory } from './issuer-directory.js';
import { ProviderUnavailable, ProviderHttp } from '../outbound/provider-http.js';
import type { OAuthProvider } from './oauth-provider.js';
import { type Claims, parseText, type ThirdPartyProfile } from './third-party-profile.js';

/** The secrets of one login, so that a code or token of another login is refused. */
export interface CodeProof {
  /** PKCE verifier (RFC 7636), S256. */
  readonly verifier: string;
  /** The nonce comes back in the id_token (OpenID Connect Core 3.1.2.1). */
  readonly nonce: string;
}

/** The parameters that the provider sent the browser back with. */
export interface CodeAnswer {
  readonly code: string;
  /** The issuer of the answer, if the provider sends it (RFC 9207). */
  readonly iss?: string;
}

/** A provider during one ceremony. */
interface Server {
  readonly metadata: oidc.ServerMetadata;
  /** True if the keys of the issuer are known, so its id_token is required and verified. */
  readonly verified: boolean;
  readonly emails?: string;
}

/** Stands for the tenant in the issuer of Microsoft Entra's documents `common` and `organizations`. */
const TENANT = '{tenantid}';

/** The authorization code flow. It is the same for every provider; the differences are data (`providers.ts`). */
@Injectable()
export class AuthorizationCode {
  constructor(
    private readonly options: Options,
    private readonly issuers: IssuerDirectory,
  ) {}

  /** Creates the secrets of one login. */
  proof(): CodeProof {
    return { verifier: oidc.randomPKCECodeVerifier(), nonce: oidc.randomNonce() };
  }

  /**
   * The URL of the provider to redirect the browser to.
   * @throws AppError OAUTH_UNREACHABLE if its endpoints could not be discovered; OAUTH_TOKEN_FAILED if the options are
   *   incomplete
   */
  async authorizeUrl(provider: OAuthProvider, state: string, proof: CodeProof): Promise<string> {
    const http = new ProviderHttp();
    const server = await this.callProvider(provider, 'OAUTH_UNREACHABLE', () => this.server(provider, http));
    const parameters: Record<string, string> = {
      redirect_uri: this.redirectOfStart(provider),
      scope: provider.scope,
      state,
      code_challenge: await oidc.calculatePKCECodeChallenge(proof.verifier),
      code_challenge_method: 'S256',
    };
    if (server.verified) parameters.nonce = proof.nonce;
    const build = async () => oidc.buildAuthorizationUrl(await this.client(provider, server, http), parameters).href;
    return this.callProvider(provider, 'OAUTH_TOKEN_FAILED', build);
  }

  /**
   * Exchanges a code for the profile of the user: one attempt, five seconds, no redirect followed.
   * @param proof null if the client built the authorization URL itself
   * @throws AppError OAUTH_UNREACHABLE, OAUTH_TOKEN_FAILED, OAUTH_USER_FAILED, OAUTH_USER_EMPTY
   */
  async exchange(provider: OAuthProvider, answer: CodeAnswer, proof: CodeProof | null): Promise<ThirdPartyProfile> {
    const http = new ProviderHttp();
    const server = await this.callProvider(provider, 'OAUTH_UNREACHABLE', () => this.server(provider, http));
    if (server.verified && answer.iss !== undefined && !isIssuer(server.metadata.issuer, answer.iss)) {
      throw new AppError('OAUTH_TOKEN_FAILED', { provider: provider.label });
    }
    const client = await this.callProvider(provider, 'OAUTH_TOKEN_FAILED', () => this.client(provider, server, http));
    const tokens = await this.callProvider(provider, 'OAUTH_TOKEN_FAILED', () =>
      server.verified
        ? this.openIdGrant(client, provider, answer.code, proof)
        : this.plainGrant(client, provider, answer.code, proof),
    );
    const claims = await this.callProvider(provider, 'OAUTH_USER_FAILED', () => this.claims(client, server, tokens));
    // the issuer of the verified token: that of a template names the tenant, and the record must not change it
    const issuer = server.verified ? tokens.claims()?.iss : undefined;
    const profile = provider.profile(claims, issuer ?? server.metadata.issuer);
    if (!profile) throw new AppError('OAUTH_USER_EMPTY', { provider: provider.label });
    return server.emails ? this.withProvenEmail(client, server.emails, tokens.access_token, profile) : profile;
  }

  private openIdGrant(client: oidc.Configuration, provider: OAuthProvider, code: string, proof: CodeProof | null) {
    const current = new URL(
      proof ? this.redirectOfStart(provider) : getSiteOrigin(this.options) + (provider.legacyRedirect ?? ''),
    );
    current.searchParams.set('code', code);
    return oidc.authorizationCodeGrant(client, current, {
      pkceCodeVerifier: proof?.verifier,
      // If no nonce is expected, an id_token with a nonce belongs to another login, so the library refuses it.
      expectedNonce: proof?.nonce,
      idTokenExpected: true,
    });
  }

  private plainGrant(client: oidc.Configuration, provider: OAuthProvider, code: string, proof: CodeProof | null) {
    const parameters: Record<string, string> = { code };
    if (proof) parameters.code_verifier = proof.verifier;
    if (proof) parameters.redirect_uri = this.redirectOfStart(provider);
    else if (provider.legacyRedirect) parameters.redirect_uri = getSiteOrigin(this.options) + provider.legacyRedirect;
    return oidc.genericGrantRequest(client, 'authorization_code', parameters);
  }

  private async claims(
    client: oidc.Configuration,
    server: Server,
    tokens: oidc.TokenEndpointResponse & oidc.TokenEndpointResponseHelpers,
  ): Promise<Claims> {
    const { userinfo_endpoint } = server.metadata;
    const verified = server.verified ? tokens.claims() : undefined;
    if (!verified) return this.resource(client, String(userinfo_endpoint), tokens.access_token);
    // The subject of the user info must equal that of the id_token, because else a token of one user would vouch for the
    // record of another.
    const info = userinfo_endpoint ? await oidc.fetchUserInfo(client, tokens.access_token, verified.sub) : {};
    return { ...verified, ...info };
  }

  private async resource(client: oidc.Configuration, url: string, token: string): Promise<Claims> {
    const headers = new Headers({ accept: 'application/json' });
    const response = await oidc.fetchProtectedResource(client, token, new URL(url), 'GET', undefined, headers);
    if (response.status !== 200) throw new Error(`the user's record was answered with ${response.status}`);
    const record: unknown = await response.json();
    return typeof record === 'object' && record !== null ? (record as Claims) : {};
  }

  /** An address counts as verified only if the list of the provider marks it so. Without a list it stays as it was. */
  private async withProvenEmail(
    client: oidc.Configuration,
    url: string,
    token: string,
    profile: ThirdPartyProfile,
  ): Promise<ThirdPartyProfile> {
    // A login must not fail because the user denied access to the list.
    const list = await this.resource(client, url, token).catch(() => []);
    const proven = (Array.isArray(list) ? list : []).find(
      (entry: unknown) => isRecord(entry) && entry.primary === true && entry.verified === true,
    ) as Claims | undefined;
    const address = parseText(proven?.email);
    return address ? { ...profile, email: { address, verified: true } } : profile;
  }

  private async server(provider: OAuthProvider, http: ProviderHttp): Promise<Server> {
    if (!provider.endpoints) return this.issuers.server(provider.discovery, http);
    const { authorize, token, user, emails } = provider.endpoints;
    const metadata = {
      issuer: new URL(authorize).origin,
      authorization_endpoint: authorize,
      token_endpoint: token,
      userinfo_endpoint: user,
    };
    return { metadata, verified: false, emails };
  }

  private async client(provider: OAuthProvider, server: Server, http: ProviderHttp): Promise<oidc.Configuration> {
    const auth = chooseClientAuth(provider, server);
    const client = server.metadata.issuer.includes(TENANT)
      ? await configureTenants(server.metadata, provider.clientId, auth)
      : new oidc.Configuration(server.metadata, provider.clientId, {}, auth);
    // Root sets the URLs, which may be http (a provider inside the cluster).
    oidc.allowInsecureRequests(client);
    if (server.verified) oidc.enableNonRepudiationChecks(client);
    client[oidc.customFetch] = async (url, request) => {
      const response = await http.send(url, request as RequestInit);
      return server.verified || url !== server.metadata.token_endpoint ? response : withoutIdToken(response);
    };
    return client;
  }

  private redirectOfStart(provider: OAuthProvider): string {
    return `${getSiteOrigin(this.options)}/oauth/${provider.slug}`;
  }

  /** Runs a step with the provider, and maps a failure to its error code. */
  private async callProvider<T>(provider: OAuthProvider, code: ErrorCode, step: () => Promise<T>): Promise<T> {
    try {
      return await step();
    } catch (error) {
      if (error instanceof AppError) throw error;
      throw new AppError(isDown(error) ? 'OAUTH_UNREACHABLE' : code, { provider: provider.label }, { cause: error });
    }
  }
}

/**
 * A client of an issuer for many tenants: the library compares the token's issuer with the template and the token's `tid`. It does so
 * only for a document of Microsoft that it fetches itself, so it gets the document that was fetched before.
 */
function configureTenants(metadata: oidc.ServerMetadata, clientId: string, auth: oidc.ClientAuth) {
  const document = () => Promise.resolve(Response.json(metadata));
  return oidc.discovery(new URL('https://login.microsoftonline.com/common/v2.0'), clientId, {}, auth, {
    [oidc.customFetch]: document,
  });
}

/** Whether an issuer is the one of the document. In a template one path segment stands for the tenant. */
function isIssuer(expected: string, issuer: string): boolean {
  const [before = '', after] = expected.split(TENANT);
  if (after === undefined) return issuer === expected;
  const tenant = issuer.slice(before.length, issuer.length - after.length);
  return issuer.startsWith(before) && issuer.endsWith(after) && /^[\w.-]+$/.test(tenant);
}

/**
 * How the client authenticates at the token endpoint. If the provider does not state it, and endpoints were discovered: with the secret in the body if the provider lists that, else with
 * Basic, which is the default (OpenID Connect Discovery 3). Endpoints without discovery get the body, as in New API.
 */
function chooseClientAuth(
  { clientAuth, clientSecret: secret }: OAuthProvider,
  { verified, metadata }: Server,
): oidc.ClientAuth {
  if (clientAuth === 'raw-basic') return rawBasic(secret);
  if (clientAuth === 'basic') return oidc.ClientSecretBasic(secret);
  if (clientAuth === 'post') return oidc.ClientSecretPost(secret);
  const isPost = !verified || metadata.token_endpoint_auth_methods_supported?.includes('client_secret_post');
  return isPost ? oidc.ClientSecretPost(secret) : oidc.ClientSecretBasic(secret);
}

/**
 * Basic authentication with unescaped id and secret, because Linux DO does not decode the form encoding of RFC 6749 section
 * 2.3.1.
 */
function rawBasic(secret: string): oidc.ClientAuth {
  return (_server, client, _body, headers) =>
    headers.set('authorization', `Basic ${Buffer.from(`${client.client_id}:${secret}`).toString('base64')}`);
}

/** The library wraps the errors of its fetch function. */
function isDown(error: unknown): boolean {
  for (let e = error; e instanceof Error; e = e.cause) if (e instanceof ProviderUnavailable) return true;
  return false;
}

function isRecord(value: unknown): value is Claims {
  return typeof value === 'object' && value !== null;
}

/**
 * Keeps only the OAuth 2.0 fields of a token response. If the keys of the issuer are not known, an id_token proves nothing,
 * so it is not read.
 */
async function withoutIdToken(response: Response): Promise<Response> {
  const body: unknown = await response.json().catch(() => ({}));
  const { access_token, token_type = 'bearer', error, error_description } = isRecord(body) ? body : {};
  const kept = error === undefined ? { access_token, token_type } : { error, error_description };
  return Response.json(kept, { status: response.status });
}
