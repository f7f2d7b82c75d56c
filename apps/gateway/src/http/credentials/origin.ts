import { AppError } from '@tollgate/contracts';
import type { FastifyRequest } from 'fastify';
import type { RouteSpec } from '../route/route-spec.js';

/**
 * Refuses a write (or a GET that changes state) if another site made the browser send it. Browsers report the site in
 * Sec-Fetch-Site, older ones in Origin; other clients send neither. A request with a cookie must also be JSON or carry
 * New-Api-User, because a form can do neither (ASVS 5.0 3.5.1-3.5.3). If a navigation is enough for a GET, the request must
 * prove that it comes from one of our pages, because browsers send no Sec-Fetch-Site to sites without HTTPS.
 * @throws AppError ORIGIN_REFUSED, UNSUPPORTED_MEDIA_TYPE
 */
export function refuseForeignOrigin(route: RouteSpec, request: FastifyRequest): void {
  if (route.anyOrigin || (route.verb === 'GET' && !route.changesState)) return;
  const { origin, 'sec-fetch-site': site, cookie, 'new-api-user': named } = request.headers;
  // without a cookie a closed route answers 401 anyway, and there is no session to end
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
 * Whether one of our pages sent the browser, or a program sent the request. Sec-Fetch-Site `none` is refused, because it may
 * be a link in a mail. Programs prove themselves by New-Api-User, because a navigation cannot carry it.
 */
function isFromOwnPage(request: FastifyRequest): boolean {
  const { referer, 'sec-fetch-site': site, 'new-api-user': named } = request.headers;
  if (site !== undefined) return site === 'same-origin';
  return named !== undefined || (referer !== undefined && isOwn(referer, request));
}

/** Whether a URL is of the host that the request names. The scheme is ignored, because a proxy may not report it. */
function isOwn(address: string, request: FastifyRequest): boolean {
  // every URL of another scheme (android-app:) has the origin `null`
  if (!/^https?:\/\//i.test(address) || !URL.canParse(address)) return false;
  const own = `${new URL(address).protocol}//${request.host}`;
  return URL.canParse(own) && new URL(address).origin === new URL(own).origin;
}

function isJson(request: FastifyRequest): boolean {
  return /^application\/(?:[\w.-]+\+)?json\b/i.test(request.headers['content-type'] ?? '');
}
