/** The session cookie, as operators may change it. */
export interface CookieConfig {
  readonly name: string;
  /** Always Secure; else behind HTTPS only. */
  readonly secure: boolean;
  readonly sameSite: 'lax' | 'strict';
}

/** What the HTTP server is told when it starts. */
export interface HttpConfig {
  /** Addresses and ranges of our own proxies; nobody else's X-Forwarded-* are believed. */
  readonly trustedProxies: readonly string[];
  /** GLOBAL_API_RATE_LIMIT*: calls by one address in any `seconds`; null where it is switched off. */
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
    /** Set when the server is made; what reads or writes cookies has the request at hand, and so this. */
    cookieConfig: CookieConfig;
  }
}
