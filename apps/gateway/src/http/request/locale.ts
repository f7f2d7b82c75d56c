import type { FastifyRequest } from 'fastify';
import type { Locale } from '@tollgate/contracts';
import Negotiator from 'negotiator';

const LOCALES = ['zh', 'en'];
const TYPES = ['application/json', 'application/problem+json'];

/** The language of messages: Chinese unless Accept-Language prefers English. */
export function getLocale(request: Pick<FastifyRequest, 'headers'>): Locale {
  const asked = request.headers['accept-language'];
  if (!asked) return 'zh';
  const known = KNOWN.get(asked);
  if (known) return known;
  const locale = new Negotiator(request).language(LOCALES) === 'en' ? 'en' : 'zh';
  if (KNOWN.size < MAX_CACHED) KNOWN.set(asked, locale);
  return locale;
}

/** Browsers send a handful of texts: each is worked out once. Strange ones are not kept. */
const KNOWN = new Map<string, Locale>();
const MAX_CACHED = 500;

/** Whether the client asks for problem details (RFC 9457) before the envelope. */
export function wantsProblem(request: Pick<FastifyRequest, 'headers'>): boolean {
  if (!request.headers.accept?.includes('problem+json')) return false;
  return new Negotiator(request).mediaType(TYPES) === 'application/problem+json';
}

/** Whether the client asks for JSON by name (a payment provider does not). */
export function wantsJson(request: Pick<FastifyRequest, 'headers'>): boolean {
  return new Negotiator(request).mediaType(['text/plain', 'application/json']) === 'application/json';
}
