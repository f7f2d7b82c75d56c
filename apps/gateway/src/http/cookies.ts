import { randomBytes } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { sessionHash } from './credentials.js';

/** Seconds a session lives, in the cookie as in the database. */
export const SESSION_SECONDS = 30 * 24 * 3600;

const SESSION = 'session';

function options(request: FastifyRequest) {
  return { path: '/', httpOnly: true, sameSite: 'lax', secure: request.protocol === 'https' } as const;
}

/** The session cookie of one reply. */
export class SessionCookie {
  constructor(
    private readonly request: FastifyRequest,
    private readonly reply: FastifyReply,
  ) {}

  /** Hands the browser a session's secret: HttpOnly, SameSite=Lax, Secure behind HTTPS; seconds, default 30 days. */
  set(secret: string, maxAge = SESSION_SECONDS): void {
    void this.reply.setCookie(SESSION, secret, { ...options(this.request), maxAge });
  }

  /** Takes the session's secret from the browser. */
  clear(): void {
    void this.reply.clearCookie(SESSION, options(this.request));
  }
}

/** Behind HTTPS the prefix keeps other hosts of the domain from planting a cookie of this name. */
function browserCookie(request: FastifyRequest): string {
  return request.protocol === 'https' ? '__Host-browser' : 'browser';
}

/** The hash of the secret that binds a ceremony's steps to one browser. */
export function browserHash(request: FastifyRequest): string | undefined {
  return sessionHash(request.cookies[browserCookie(request)]);
}

/** Gives the browser such a secret (256 bits, as long as the browser runs) and returns its hash. */
export function bindBrowser(request: FastifyRequest, reply: FastifyReply): string {
  const secret = randomBytes(32).toString('base64url');
  void reply.setCookie(browserCookie(request), secret, options(request));
  return sessionHash(secret) as string;
}
