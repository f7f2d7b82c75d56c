import { Inject, Injectable } from '@nestjs/common';
import { AppError, type ErrorCode } from '@tollgate/contracts';
import { CONFIG } from '@tollgate/platform/config';
import { Options } from '@tollgate/options';
import * as oidc from 'openid-client';
import { IssuerDirectory } from './issuer-directory.js';
import { ProviderDown, ProviderHttp } from '../outbound/provider-http.js';
import type { OAuthProvider, ProviderHosts } from './providers.js';
import { type Claims, parseText, type ThirdPartyProfile } from './third-party-profile.js';

/** What `start` made for one login, so that a code or token meant for another one is refused. */
export interface CodeProof {
  /** PKCE verifier (RFC 7636), S256. */
  readonly verifier: string;
  /** Comes back inside the id_token (OpenID Connect Core 3.1.2.1). */
  readonly nonce: string;
}

/** What the provider sent the browser back with. */
export interface CodeAnswer {
  readonly code: string;
  /** The issuer that answered, where it says so (RFC 9207). */
  readonly iss?: string;
}

/** A provider as one ceremony sees it. */
interface Server {
  readonly metadata: oidc.ServerMetadata;
  /** The issuer's keys are known: its id_token is demanded and verified. */
  readonly verified: boolean;
  readonly emails?: string;
}

const DEFAULT_ORIGIN = 'http://localhost:3000';

/** The authorization code flow, the same for every provider: what differs is data (`providers.ts`). */
@Injectable()
export class AuthorizationCode {
  constructor(
    private readonly options: Options,
    private readonly issuers: IssuerDirectory,
    @Inject(CONFIG) private readonly hosts: ProviderHosts,
  ) {}

  /** New secrets for one login. */
  proof(): CodeProof {
    return { verifier: oidc.randomPKCECodeVerifier(), nonce: oidc.randomNonce() };
  }

  /**
   * The provider's page to send the browser to.
   * @throws AppError OAUTH_UNREACHABLE where its endpoints could not be discovered; OAUTH_TOKEN_FAILED where the settings are incomplete
   */
  async authorizeUrl(provider: OAuthProvider, state: string, proof: CodeProof): Promise<string> {
    const http = new ProviderHttp();
    const server = await this.asking(provider, 'OAUTH_UNREACHABLE', () => this.server(provider, http));
    const parameters: Record<string, string> = {
      redirect_uri: this.redirectOfStart(provider),
      scope: provider.scope,
      state,
      code_challenge: await oidc.calculatePKCECodeChallenge(proof.verifier),
      code_challenge_method: 'S256',
    };
    if (server.verified) parameters.nonce = proof.nonce;
    const build = async () => oidc.buildAuthorizationUrl(this.client(provider, server, http), parameters).href;
    return this.asking(provider, 'OAUTH_TOKEN_FAILED', build);
  }

  /**
   * Trades a code for what the provider says of the person. One try, five seconds, no redirect followed.
   * @param proof null where the client built the authorise address itself
   * @throws AppError OAUTH_UNREACHABLE, OAUTH_TOKEN_FAILED, OAUTH_USER_FAILED, OAUTH_USER_EMPTY
   */
  async exchange(provider: OAuthProvider, answer: CodeAnswer, proof: CodeProof | null): Promise<ThirdPartyProfile> {
    const http = new ProviderHttp();
    const server = await this.asking(provider, 'OAUTH_UNREACHABLE', () => this.server(provider, http));
    if (server.verified && answer.iss !== undefined && answer.iss !== server.metadata.issuer) {
      throw new AppError('OAUTH_TOKEN_FAILED', { provider: provider.label });
    }
    const client = await this.asking(provider, 'OAUTH_TOKEN_FAILED', async () => this.client(provider, server, http));
    const tokens = await this.asking(provider, 'OAUTH_TOKEN_FAILED', () =>
      server.verified
        ? this.openIdGrant(client, provider, answer.code, proof)
        : this.plainGrant(client, provider, answer.code, proof),
    );
    const claims = await this.asking(provider, 'OAUTH_USER_FAILED', () => this.claims(client, server, tokens));
    const profile = provider.profile(claims, server.metadata.issuer);
    if (!profile) throw new AppError('OAUTH_USER_EMPTY', { provider: provider.label });
    return server.emails ? this.withProvenEmail(client, server.emails, tokens.access_token, profile) : profile;
  }

  private openIdGrant(client: oidc.Configuration, provider: OAuthProvider, code: string, proof: CodeProof | null) {
    const current = new URL(proof ? this.redirectOfStart(provider) : this.origin + (provider.legacyRedirect ?? ''));
    current.searchParams.set('code', code);
    return oidc.authorizationCodeGrant(client, current, {
      pkceCodeVerifier: proof?.verifier,
      // without one of ours, an id_token that holds a nonce was made for somebody else's login, and is refused
      expectedNonce: proof?.nonce,
      idTokenExpected: true,
    });
  }

  private plainGrant(client: oidc.Configuration, provider: OAuthProvider, code: string, proof: CodeProof | null) {
    const parameters: Record<string, string> = { code };
    if (proof) parameters.code_verifier = proof.verifier;
    if (proof) parameters.redirect_uri = this.redirectOfStart(provider);
    else if (provider.legacyRedirect) parameters.redirect_uri = this.origin + provider.legacyRedirect;
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
    // the answer's subject must be the id_token's: else one person's token would vouch for another's record
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

  /** An address counts as verified only where the provider's list says so; without a list it stays as it was. */
  private async withProvenEmail(
    client: oidc.Configuration,
    url: string,
    token: string,
    profile: ThirdPartyProfile,
  ): Promise<ThirdPartyProfile> {
    // a login must not fail because the person granted no access to the list
    const list = await this.resource(client, url, token).catch(() => []);
    const proven = (Array.isArray(list) ? list : []).find(
      (entry: unknown) => isRecord(entry) && entry.primary === true && entry.verified === true,
    ) as Claims | undefined;
    const address = parseText(proven?.email);
    return address ? { ...profile, email: { address, verified: true } } : profile;
  }

  private async server(provider: OAuthProvider, http: ProviderHttp): Promise<Server> {
    if (!provider.endpoints) return this.issuers.server(http);
    const { authorize, token, user, emails } = provider.endpoints(this.hosts);
    const metadata = {
      issuer: new URL(authorize).origin,
      authorization_endpoint: authorize,
      token_endpoint: token,
      userinfo_endpoint: user,
    };
    return { metadata, verified: false, emails };
  }

  private client(provider: OAuthProvider, server: Server, http: ProviderHttp): oidc.Configuration {
    const secret = this.options.text(provider.clientSecret);
    const auth = provider.clientAuth === 'basic' ? plainBasic(secret) : oidc.ClientSecretPost(secret);
    const client = new oidc.Configuration(server.metadata, this.options.text(provider.clientId), {}, auth);
    // root chose the addresses, http ones included (a provider inside the cluster)
    oidc.allowInsecureRequests(client);
    if (server.verified) oidc.enableNonRepudiationChecks(client);
    client[oidc.customFetch] = async (url, request) => {
      const response = await http.send(url, request as RequestInit);
      return server.verified || url !== server.metadata.token_endpoint ? response : withoutIdToken(response);
    };
    return client;
  }

  /** The site's own address, from the settings: never from a request's Host header. */
  private get origin(): string {
    return (this.options.get('ServerAddress') || DEFAULT_ORIGIN).replace(/\/+$/, '');
  }

  private redirectOfStart(provider: OAuthProvider): string {
    return `${this.origin}/oauth/${provider.id}`;
  }

  /** Runs a step with the provider, and says clearly what failed. */
  private async asking<T>(provider: OAuthProvider, code: ErrorCode, step: () => Promise<T>): Promise<T> {
    try {
      return await step();
    } catch (error) {
      if (error instanceof AppError) throw error;
      throw new AppError(isDown(error) ? 'OAUTH_UNREACHABLE' : code, { provider: provider.label }, { cause: error });
    }
  }
}

/** Basic authentication with id and secret as they are: Linux DO does not undo the form encoding of RFC 6749 2.3.1. */
function plainBasic(secret: string): oidc.ClientAuth {
  return (_server, client, _body, headers) =>
    headers.set('authorization', `Basic ${Buffer.from(`${client.client_id}:${secret}`).toString('base64')}`);
}

/** The library wraps what its fetch threw. */
function isDown(error: unknown): boolean {
  for (let e = error; e instanceof Error; e = e.cause) if (e instanceof ProviderDown) return true;
  return false;
}

function isRecord(value: unknown): value is Claims {
  return typeof value === 'object' && value !== null;
}

/**
 * A token answer with nothing but what OAuth 2.0 needs. An id_token whose issuer's keys are not known proves nothing: it
 * is not read at all.
 */
async function withoutIdToken(response: Response): Promise<Response> {
  const body: unknown = await response.json().catch(() => ({}));
  const { access_token, token_type = 'bearer', error, error_description } = isRecord(body) ? body : {};
  const kept = error === undefined ? { access_token, token_type } : { error, error_description };
  return Response.json(kept, { status: response.status });
}
