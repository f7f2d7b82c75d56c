const CSP = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** Headers of every reply (ASVS 5.0 3.4.1-3.4.6): browsers run nothing, frame nothing, guess no type and keep no copy. */
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

/** The API reference is a page, so it may run scripts and styles of its own origin. */
const PAGE = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; " +
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'cache-control': 'no-cache',
} as const;

/** The headers of a reply. HSTS is set only if the connection or a trusted proxy reports HTTPS. */
export function securityHeaders(protocol: string, path: string): Readonly<Record<string, string>> {
  const headers = protocol === 'https' ? OVER_HTTPS : ALWAYS;
  return path === '/docs' || path.startsWith('/docs/') ? { ...headers, ...PAGE } : headers;
}
