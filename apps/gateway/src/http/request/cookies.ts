import { randomBytes } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { sessionHash } from './credentials.js';

/** Lifetime of a session cookie in seconds if the service's reply contains none. */
const SESSION_SECONDS = 30 * 24 * 3600;
/** The longest lifetime that browsers accept (RFC 6265bis), so that a known browser stays known. */
const BROWSER_SECONDS = 400 * 24 * 3600;

type Request = Pick<FastifyRequest, 'cookies' | 'protocol' | 'server'>;

function isSecure({ protocol, server }: Request): boolean {
  return protocol === 'https' || server.cookieConfig.secure;
}

/** HttpOnly always, Secure if the request came over HTTPS. */
function attributes(request: Request) {
  const { sameSite } = request.server.cookieConfig;
  return { path: '/', httpOnly: true, sameSite, secure: isSecure(request) } as const;
}

/** The hash of the presented session cookie, if it has the form of one. */
export function presentedSession(request: Request): string | undefined {
  return sessionHash(request.cookies[request.server.cookieConfig.name]);
}

/** Sets the session cookie for `maxAge` seconds. */
export function setSession(request: Request, reply: FastifyReply, secret: string, maxAge = SESSION_SECONDS): void {
  void reply.setCookie(request.server.cookieConfig.name, secret, { ...attributes(request), maxAge });
}

/** Removes the session cookie from the browser. */
export function clearSession(request: Request, reply: FastifyReply): void {
  void reply.clearCookie(request.server.cookieConfig.name, attributes(request));
}

/** The name that New API gives it. Its path keeps it out of all other requests. */
const REFRESH_COOKIE = 'new_api_refresh';
const REFRESH_PATH = '/api/user/auth';

/** The refresh cookie of a bearer session as it was sent; one that is longer than any of ours is none. */
export function presentedRefresh(request: Request): string | undefined {
  const value = request.cookies[REFRESH_COOKIE];
  return value !== undefined && value.length <= 255 ? value : undefined;
}

/** Hands the browser a refresh cookie for `maxAge` seconds. Strict, because only our own pages ever refresh. */
export function setRefresh(request: Request, reply: FastifyReply, value: string, maxAge = SESSION_SECONDS): void {
  void reply.setCookie(REFRESH_COOKIE, value, { ...refreshAttributes(request), maxAge });
}

/** Takes the refresh cookie from the browser. */
export function clearRefresh(request: Request, reply: FastifyReply): void {
  void reply.clearCookie(REFRESH_COOKIE, refreshAttributes(request));
}

function refreshAttributes(request: Request) {
  return { ...attributes(request), path: REFRESH_PATH, sameSite: 'strict' } as const;
}

/** Over HTTPS the name has the prefix `__Host-`, so that other hosts of the domain cannot set it. */
function getBrowserCookieName(request: Request): string {
  return isSecure(request) ? '__Host-browser' : 'browser';
}

/** The hash of the secret that binds a ceremony's steps to one browser. */
export function browserHash(request: Request): string | undefined {
  return sessionHash(request.cookies[getBrowserCookieName(request)]);
}

/**
 * Gives the browser such a secret (256 bits) and returns its hash. It is no credential; it only distinguishes browsers. The
 * cookie is always Lax, because the login of a third party returns by a cross-site navigation.
 */
export function bindBrowser(request: Request, reply: FastifyReply): string | undefined {
  const secret = randomBytes(32).toString('base64url');
  void reply.setCookie(getBrowserCookieName(request), secret, {
    ...attributes(request),
    sameSite: 'lax',
    maxAge: BROWSER_SECONDS,
  });
  return sessionHash(secret);
}
