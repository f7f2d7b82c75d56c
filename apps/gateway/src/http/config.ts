/** What the gateway is told when it starts. */
export abstract class HttpConfig {
  /** Addresses and ranges of our own proxies; nobody else's X-Forwarded-* are believed. */
  abstract readonly trustedProxies: readonly string[];
  /** GLOBAL_API_RATE_LIMIT*: calls by one address in any `seconds`; null where it is switched off. */
  abstract readonly globalLimit: { readonly count: number; readonly seconds: number } | null;
  /** Requests being answered at once; more are refused immediately. */
  abstract readonly maxInFlight: number;
  /** Mean event-loop delay in milliseconds beyond which requests are refused. */
  abstract readonly maxLoopDelayMs: number;
}
