import { randomBytes } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { sessionHash } from './credentials.js';

/** Seconds a session cookie lives where the service does not say. */
const SESSION_SECONDS = 30 * 24 * 3600;
/** As long as browsers keep a cookie at most (RFC 6265bis): a known browser stays known. */
const BROWSER_SECONDS = 400 * 24 * 3600;

type Request = Pick<FastifyRequest, 'cookies' | 'protocol' | 'server'>;

function isSecure({ protocol, server }: Request): boolean {
  return protocol === 'https' || server.cookieConfig.secure;
}

/** HttpOnly always, Secure behind HTTPS (`user-module` rule 5). */
function attributes(request: Request) {
  const { sameSite } = request.server.cookieConfig;
  return { path: '/', httpOnly: true, sameSite, secure: isSecure(request) } as const;
}

/** The hash of the presented session cookie, if it has the form of one. */
export function presentedSession(request: Request): string | undefined {
  return sessionHash(request.cookies[request.server.cookieConfig.name]);
}

/** Hands the browser a session's secret for `maxAge` seconds. */
export function setSession(request: Request, reply: FastifyReply, secret: string, maxAge = SESSION_SECONDS): void {
  void reply.setCookie(request.server.cookieConfig.name, secret, { ...attributes(request), maxAge });
}

/** Takes the session's secret from the browser. */
export function clearSession(request: Request, reply: FastifyReply): void {
  void reply.clearCookie(request.server.cookieConfig.name, attributes(request));
}

/** Behind HTTPS the prefix keeps other hosts of the domain from planting a cookie of this name. */
function browserCookie(request: Request): string {
  return isSecure(request) ? '__Host-browser' : 'browser';
}

/** The hash of the secret that binds a ceremony's steps to one browser. */
export function browserHash(request: Request): string | undefined {
  return sessionHash(request.cookies[browserCookie(request)]);
}

/**
 * Gives the browser such a secret (256 bits) and returns its hash. It opens nothing: it tells this browser from others.
 * Lax whatever the session's cookie is: a third party's login comes back by a navigation.
 */
export function bindBrowser(request: Request, reply: FastifyReply): string | undefined {
  const secret = randomBytes(32).toString('base64url');
  void reply.setCookie(browserCookie(request), secret, {
    ...attributes(request),
    sameSite: 'lax',
    maxAge: BROWSER_SECONDS,
  });
  return sessionHash(secret);
}
