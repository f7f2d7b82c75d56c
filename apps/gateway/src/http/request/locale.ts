import type { FastifyRequest } from 'fastify';
import type { Locale } from '@tollgate/contracts';
import Negotiator from 'negotiator';

const LOCALES = ['zh', 'en'];
const TYPES = ['application/json', 'application/problem+json'];

/** The language of messages: Chinese unless Accept-Language prefers English. */
export function getLocale(request: Pick<FastifyRequest, 'headers'>): Locale {
  const asked = request.headers['accept-language'];
  if (!asked) return 'zh';
  const known = CACHE.get(asked);
  if (known) return known;
  const locale = new Negotiator(request).language(LOCALES) === 'en' ? 'en' : 'zh';
  if (CACHE.size < MAX_CACHED) CACHE.set(asked, locale);
  return locale;
}

/** Results by header text, because browsers send only a few. Further texts are not cached once MAX_CACHED are. */
const CACHE = new Map<string, Locale>();
const MAX_CACHED = 500;

/** Whether the client prefers problem details (RFC 9457) to the envelope. */
export function wantsProblem(request: Pick<FastifyRequest, 'headers'>): boolean {
  if (!request.headers.accept?.includes('problem+json')) return false;
  return new Negotiator(request).mediaType(TYPES) === 'application/problem+json';
}

/** Whether Accept names JSON. A payment provider's does not. */
export function wantsJson(request: Pick<FastifyRequest, 'headers'>): boolean {
  return new Negotiator(request).mediaType(['text/plain', 'application/json']) === 'application/json';
}

/** Whether the client accepts a body that is compressed with gzip. */
export function acceptsGzip(request: Pick<FastifyRequest, 'headers'>): boolean {
  return new Negotiator(request).encodings(['gzip', 'identity'])[0] === 'gzip';
}

/** Whether the client is a browser that opens a page: it names HTML before JSON. */
export function wantsPage(request: Pick<FastifyRequest, 'headers'>): boolean {
  if (!request.headers.accept?.includes('text/html')) return false;
  return new Negotiator(request).mediaType(['application/json', 'text/html']) === 'text/html';
}
