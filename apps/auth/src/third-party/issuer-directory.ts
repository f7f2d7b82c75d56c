import { Injectable } from '@nestjs/common';
import type { ServerMetadata } from 'openid-client';
import { ProviderUnavailable, type ProviderHttp } from '../outbound/provider-http.js';
import type { Discovery } from './oauth-provider.js';

/**
 * Signature algorithms of an id_token. HMAC is excluded, because its key would be the client secret or the public key, and
 * so is `none`.
 */
const ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
];
const FRESH_MS = 300_000;
/** Discovery documents that are kept. */
const MAX_KEPT = 100;

/** OpenID Connect providers. Their endpoints are set, or come from the discovery document. */
@Injectable()
export class IssuerDirectory {
  private readonly kept = new Map<string, { readonly at: number; readonly metadata: ServerMetadata }>();

  /**
   * The provider of a discovery. If there is a discovery document, its keys are known and its id_token is verified.
   * @throws ProviderUnavailable if the document cannot be fetched, or if no endpoint is set
   */
  async server(
    { wellKnown, ...set }: Discovery,
    http: ProviderHttp,
  ): Promise<{ metadata: ServerMetadata; verified: boolean }> {
    if (wellKnown)
      return { metadata: { ...(await this.discover(wellKnown, http)), ...omitUndefined(set) }, verified: true };
    if (!set.token_endpoint || !set.userinfo_endpoint) throw new ProviderUnavailable('no endpoint is set');
    // The user info endpoint is the only source of the identity, so its origin is the issuer.
    return { metadata: { issuer: new URL(set.userinfo_endpoint).origin, ...set }, verified: false };
  }

  private async discover(url: string, http: ProviderHttp): Promise<ServerMetadata> {
    const kept = this.kept.get(url);
    if (kept && Date.now() - kept.at < FRESH_MS) return kept.metadata;
    const { issuer, authorization_endpoint, token_endpoint, userinfo_endpoint, jwks_uri, ...rest } =
      await http.json(url);
    if (!isIssuer(issuer) || typeof token_endpoint !== 'string' || typeof jwks_uri !== 'string') {
      throw new ProviderUnavailable('the discovery document names no issuer, token endpoint or keys');
    }
    const offered = rest.id_token_signing_alg_values_supported;
    const algorithms = Array.isArray(offered) ? ALGORITHMS.filter((alg) => offered.includes(alg)) : ['RS256'];
    const metadata = omitUndefined({
      issuer,
      token_endpoint,
      jwks_uri,
      authorization_endpoint: typeof authorization_endpoint === 'string' ? authorization_endpoint : undefined,
      userinfo_endpoint: typeof userinfo_endpoint === 'string' ? userinfo_endpoint : undefined,
      id_token_signing_alg_values_supported: algorithms,
      // A signed answer of the user info endpoint is accepted with the same algorithms.
      userinfo_signing_alg_values_supported: ALGORITHMS,
      token_endpoint_auth_methods_supported: readTexts(rest.token_endpoint_auth_methods_supported),
    });
    if (this.kept.size >= MAX_KEPT) this.kept.clear();
    this.kept.set(url, { at: Date.now(), metadata });
    return metadata;
  }
}

/** A URL (OpenID Connect Discovery 3) that is short enough for a key. Root decides which document is fetched. */
function isIssuer(issuer: unknown): issuer is string {
  return typeof issuer === 'string' && issuer.length <= 255 && /^https?:\/\/[!-~]+$/.test(issuer);
}

function readTexts(value: unknown): string[] | undefined {
  return Array.isArray(value) ? value.filter((entry) => typeof entry === 'string') : undefined;
}

function omitUndefined<T extends object>(fields: T): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;
}
