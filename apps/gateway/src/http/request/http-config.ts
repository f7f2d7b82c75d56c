/** The settings of the session cookie. */
export interface CookieConfig {
  readonly name: string;
  /** If true the cookie is always Secure, otherwise only when the request came over HTTPS. */
  readonly secure: boolean;
  readonly sameSite: 'lax' | 'strict';
}

/** The settings of the HTTP server. */
export interface HttpConfig {
  /** Addresses and ranges of trusted proxies. X-Forwarded-* headers of other peers are ignored. */
  readonly trustedProxies: readonly string[];
  /** GLOBAL_API_RATE_LIMIT*: calls by one address in any `seconds`; null if it is switched off. */
  readonly globalLimit: { readonly count: number; readonly seconds: number } | null;
  /** Scale of the requests that run concurrently: each kind of work gets a share of it. */
  readonly maxInFlight: number;
  /** How long a request may wait before it runs, in milliseconds. */
  readonly maxWaitMs: number;
  /** The same for requests that hash a password. */
  readonly maxHashingWaitMs: number;
  readonly cookie: CookieConfig;
  /** The front end for browsers: the own console, another one, or none. Default: neither. */
  readonly frontEnd?: 'console' | 'none' | { readonly url: string };
}

declare module 'fastify' {
  interface FastifyInstance {
    /** Set when the server is made, so that code with a request at hand can read it. */
    cookieConfig: CookieConfig;
  }
}
