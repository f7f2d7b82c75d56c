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
  /** Requests being answered at once; more are refused immediately. */
  readonly maxInFlight: number;
  /** Mean event-loop delay in milliseconds beyond which requests are refused. */
  readonly maxLoopDelayMs: number;
  /** Mean time of answers in milliseconds beyond which fewer requests are let in, unless they are slow by nature. */
  readonly maxAnswerMs: number;
  readonly cookie: CookieConfig;
}

declare module 'fastify' {
  interface FastifyInstance {
    /** Set when the server is made, so that code with a request at hand can read it. */
    cookieConfig: CookieConfig;
  }
}
