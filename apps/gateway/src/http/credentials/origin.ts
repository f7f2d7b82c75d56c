import { AppError } from '@tollgate/contracts';
import type { FastifyRequest } from 'fastify';
import type { RouteSpec } from '../route/route-spec.js';

/**
 * Refuses a write (or a GET that changes something) that another site made the browser send. Browsers say so in
 * Sec-Fetch-Site, older ones in Origin; other clients send neither. What cookies authenticate must besides be JSON or
 * carry New-Api-User, which no form can (ASVS 5.0 3.5.1-3.5.3). A GET that a navigation suffices for must say that it
 * comes from a page of ours: to a site without HTTPS browsers tell neither, and send the cookie along.
 * @throws AppError ORIGIN_REFUSED, UNSUPPORTED_MEDIA_TYPE
 */
export function refuseForeignOrigin(route: RouteSpec, request: FastifyRequest): void {
  if (route.anyOrigin || (route.verb === 'GET' && !route.changesState)) return;
  const { origin, 'sec-fetch-site': site, cookie, 'new-api-user': named } = request.headers;
  // without a cookie a closed route is 401 wherever the request comes from, and there is nothing to log out of
  const needsNoCookie = route.contract.access === 'public' && !route.signsOut;
  const navigable = route.fromOwnPages && (cookie !== undefined || needsNoCookie);
  if (navigable && !isFromOwnPage(request)) throw new AppError('ORIGIN_REFUSED');
  if (site !== undefined && site !== 'same-origin' && site !== 'none') throw new AppError('ORIGIN_REFUSED');
  if (site === undefined && origin !== undefined && !isOwn(origin, request)) throw new AppError('ORIGIN_REFUSED');
  if (cookie !== undefined && named === undefined && request.body !== undefined && !isJson(request)) {
    throw new AppError('UNSUPPORTED_MEDIA_TYPE');
  }
}

/**
 * Whether a page of ours sent the browser, or a program did: `none` is a link in somebody's mail. New-Api-User, which no
 * navigation can carry, is what programs prove it by.
 */
function isFromOwnPage(request: FastifyRequest): boolean {
  const { referer, 'sec-fetch-site': site, 'new-api-user': named } = request.headers;
  if (site !== undefined) return site === 'same-origin';
  return named !== undefined || (referer !== undefined && isOwn(referer, request));
}

/** Whether an address is at the host that was asked; over which scheme a proxy may not say. */
function isOwn(address: string, request: FastifyRequest): boolean {
  // other schemes (android-app:) have the origin `null`, all of them
  if (!/^https?:\/\//i.test(address) || !URL.canParse(address)) return false;
  const own = `${new URL(address).protocol}//${request.host}`;
  return URL.canParse(own) && new URL(address).origin === new URL(own).origin;
}

function isJson(request: FastifyRequest): boolean {
  return /^application\/(?:[\w.-]+\+)?json\b/i.test(request.headers['content-type'] ?? '');
}
