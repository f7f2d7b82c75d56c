import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider from 'oidc-provider';

/** A person at the provider; `sub` is the key. */
export type OidcPerson = Readonly<Record<string, unknown>> & { readonly sub: string };

export interface OidcProviderDouble {
  readonly issuer: string;
  readonly wellKnown: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** The accounts that can log in. */
  readonly people: Map<string, OidcPerson>;
  /** Plays the browser on the authorise address when that person logs in and agrees; returns the final redirect. */
  authorize(url: string, sub: string): Promise<URL>;
  close(): Promise<void>;
}

/**
 * oidc-provider, certified by the OpenID Foundation, on loopback: demands PKCE of every client, signs with RS256, and
 * names itself in its answers (RFC 9207).
 */
export async function oidcProviderDouble(redirectUri: string): Promise<OidcProviderDouble> {
  const people = new Map<string, OidcPerson>();
  const client = { clientId: 'tollgate', clientSecret: 'a-client-secret-of-the-tests' };
  let next = '';
  const server = createServer((request, response) => void handle(request, response));
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: client.clientId,
        client_secret: client.clientSecret,
        redirect_uris: [redirectUri],
        token_endpoint_auth_method: 'client_secret_post',
      },
    ],
    pkce: { required: () => true },
    claims: { openid: ['sub'], profile: ['name', 'preferred_username'], email: ['email', 'email_verified'] },
    findAccount: (_context: unknown, sub: string) => ({ accountId: sub, claims: () => people.get(sub) ?? { sub } }),
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_context: unknown, { uid }: { uid: string }) => `/interaction/${uid}` },
    cookies: { keys: ['cookie-key-of-the-tests'] },
    ttl: { AccessToken: 600, AuthorizationCode: 60, IdToken: 600, Interaction: 600, Grant: 600, Session: 600 },
  });
  const answer = provider.callback();
  const handle: (...args: Parameters<typeof answer>) => Promise<void> = async (request, response) => {
    if (!request.url?.startsWith('/interaction/')) return answer(request, response);
    const { prompt, params, session } = await provider.interactionDetails(request, response);
    if (prompt.name === 'login') return provider.interactionFinished(request, response, { login: { accountId: next } });
    const grant = new provider.Grant({ accountId: session?.accountId, clientId: params.client_id });
    grant.addOIDCScope(params.scope);
    // eslint-disable-next-line no-restricted-syntax -- a grant of the provider's, not a row of ours
    await provider.interactionFinished(request, response, { consent: { grantId: await grant.save() } });
  };

  return {
    issuer,
    wellKnown: `${issuer}/.well-known/openid-configuration`,
    ...client,
    people,
    authorize: (url, sub) => {
      next = sub;
      return follow(url, issuer);
    },
    close: () => {
      server.closeAllConnections();
      return new Promise<void>((closed) => server.close(() => closed()));
    },
  };
}

/** Follows redirects with a cookie jar as long as they stay at the issuer. */
async function follow(start: string, issuer: string): Promise<URL> {
  const jar = new Map<string, string>();
  let at = new URL(start);
  for (let hops = 0; hops < 10; hops += 1) {
    if (at.origin !== issuer) return at;
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(at, { redirect: 'manual', headers: { cookie } });
    for (const line of response.headers.getSetCookie()) {
      const [name = '', value = ''] = line.split(';', 1)[0]?.split(/=(.*)/s) ?? [];
      jar.set(name, value);
    }
    const location = response.headers.get('location');
    if (!location) throw new Error(`the provider stopped with ${response.status}: ${await response.text()}`);
    at = new URL(location, at);
  }
  throw new Error('the provider redirects for ever');
}
