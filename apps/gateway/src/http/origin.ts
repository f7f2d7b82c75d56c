import { AppError } from '@tollgate/contracts';
import type { FastifyRequest } from 'fastify';
import type { RouteSpec } from './route-spec.js';

/**
 * Refuses a write (or a GET that changes something) that another site made the browser send. Browsers say so in
 * Sec-Fetch-Site, older ones in Origin; other clients send neither. What cookies authenticate must besides be JSON or
 * carry New-Api-User, which no form can (ASVS 5.0 3.5.1-3.5.3).
 * @throws AppError ORIGIN_REFUSED, UNSUPPORTED_MEDIA_TYPE
 */
export function refuseForeignOrigin(route: RouteSpec, request: FastifyRequest): void {
  if (route.anyOrigin || (route.verb === 'GET' && !route.changesState)) return;
  const { origin, 'sec-fetch-site': site, cookie, 'new-api-user': named } = request.headers;
  if (site !== undefined && site !== 'same-origin' && site !== 'none') throw new AppError('ORIGIN_REFUSED');
  if (site === undefined && origin !== undefined && !isOwn(origin, request)) throw new AppError('ORIGIN_REFUSED');
  if (cookie !== undefined && named === undefined && request.body !== undefined && !isJson(request)) {
    throw new AppError('UNSUPPORTED_MEDIA_TYPE');
  }
}

function isOwn(origin: string, request: FastifyRequest): boolean {
  const own = `${origin.split('//', 1)[0]}//${request.host}`;
  return URL.canParse(origin) && URL.canParse(own) && new URL(origin).origin === new URL(own).origin;
}

function isJson(request: FastifyRequest): boolean {
  return /^application\/(?:[\w.-]+\+)?json\b/i.test(request.headers['content-type'] ?? '');
}
