const CSP = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** What every reply says to browsers (ASVS 5.0 3.4.1-3.4.6): run nothing, frame nothing, guess no type, keep no copy. */
const ALWAYS = {
  'content-security-policy': CSP,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
} as const;

const OVER_HTTPS = { ...ALWAYS, 'strict-transport-security': 'max-age=31536000; includeSubDomains' } as const;

/** The reference is a page: it runs its own scripts and styles, and nobody else's. */
const PAGE = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; " +
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'cache-control': 'no-cache',
} as const;

/** The headers of a reply; HSTS only over HTTPS, as the trusted proxy reports it. */
export function securityHeaders(protocol: string, path: string): Readonly<Record<string, string>> {
  const headers = protocol === 'https' ? OVER_HTTPS : ALWAYS;
  return path === '/docs' || path.startsWith('/docs/') ? { ...headers, ...PAGE } : headers;
}
