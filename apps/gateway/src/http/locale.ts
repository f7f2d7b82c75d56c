import type { FastifyRequest } from 'fastify';
import type { Locale } from '@tollgate/contracts';
import Negotiator from 'negotiator';

const LOCALES = ['zh', 'en'];
const TYPES = ['application/json', 'application/problem+json'];

/** The language of messages: Chinese unless Accept-Language prefers English. */
export function localeOf(request: Pick<FastifyRequest, 'headers'>): Locale {
  if (!request.headers['accept-language']) return 'zh';
  return new Negotiator(request).language(LOCALES) === 'en' ? 'en' : 'zh';
}

/** Whether the client asks for problem details (RFC 9457) before the envelope. */
export function wantsProblem(request: Pick<FastifyRequest, 'headers'>): boolean {
  if (!request.headers.accept?.includes('problem+json')) return false;
  return new Negotiator(request).mediaType(TYPES) === 'application/problem+json';
}

/** Whether the client asks for JSON by name (a payment provider does not). */
export function wantsJson(request: Pick<FastifyRequest, 'headers'>): boolean {
  return new Negotiator(request).mediaType(['text/plain', 'application/json']) === 'application/json';
}
