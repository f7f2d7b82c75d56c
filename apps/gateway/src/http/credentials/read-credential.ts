import { AppError } from '@tollgate/contracts';
import { hashSecret } from '@tollgate/platform/access';
import type { FastifyRequest } from 'fastify';
import { presentedSession } from '../request/cookies.js';
import { bearerHash, isSessionAccessToken, namesItsOwner, newApiUser, type Presented } from '../request/credentials.js';
import type { RouteSpec } from '../route/route-spec.js';
import { refuseForeignOrigin } from './origin.js';

/** Why a request presents no credential. */
export type Absence = 'absent' | 'malformed';

/**
 * The session cookie. A bearer token beside it is passed on too, because the service uses it if the session has ended. The cookie is not
 * read beside the access token of a bearer session. Without `New-Api-User` it is not read beside any access token, because the cookie
 * needs that header.
 */
export function readSession(request: FastifyRequest): Presented | Absence {
  const { authorization, 'new-api-user': named } = request.headers;
  const session = presentedSession(request);
  if (!session || isSessionAccessToken(authorization)) return 'absent';
  if (named === undefined && namesItsOwner(authorization)) return 'absent';
  const bearer = readBearer(request);
  return typeof bearer === 'string' ? { session } : { session, ...bearer };
}

/** `Authorization`: session token or access token. */
export function readBearer(request: FastifyRequest): Presented | Absence {
  const bearer = bearerHash(request.headers.authorization) ?? 'absent';
  return bearer === 'absent' || bearer === 'malformed' ? bearer : { bearer };
}

const RELAY_CREDENTIAL = /^bearer +(rk-[0-9A-Za-z]{48})$/i;

/**
 * The hash of the relay credential in `Authorization`.
 * @throws AppError RELAY_CREDENTIAL_INVALID if it is malformed or missing
 */
export function readRelayCredential(request: FastifyRequest): Presented {
  const secret = RELAY_CREDENTIAL.exec(request.headers.authorization ?? '')?.[1];
  if (secret === undefined) throw new AppError('RELAY_CREDENTIAL_INVALID');
  return { bearer: hashSecret(secret).toString('base64url') };
}

/**
 * The credential of a request, after the check of its origin. A public route accepts a request without one.
 * @throws AppError ORIGIN_REFUSED, UNSUPPORTED_MEDIA_TYPE, RELAY_CREDENTIAL_INVALID, and those of `acceptCredential`
 */
export function readCredential(route: RouteSpec, request: FastifyRequest): Presented | undefined {
  if (route.contract.access === 'relay') return readRelayCredential(request);
  refuseForeignOrigin(route, request);
  const session = readSession(request);
  const found = typeof session === 'string' ? readBearer(request) : session;
  return acceptCredential(route, request, found);
}

/**
 * Accepts a credential, or its absence if the route is public, and adds the user of New-Api-User.
 * @throws AppError UNAUTHENTICATED, CREDENTIAL_INVALID, NEW_API_USER_MISSING, NEW_API_USER_MALFORMED
 */
export function acceptCredential(
  route: RouteSpec,
  request: FastifyRequest,
  found: Presented | Absence,
): Presented | undefined {
  if (route.contract.access === 'public') return typeof found === 'string' ? undefined : found;
  if (typeof found === 'string') throw new AppError(found === 'malformed' ? 'CREDENTIAL_INVALID' : 'UNAUTHENTICATED');
  if (route.newApiUser === 'ignored') return found;
  const { authorization, 'new-api-user': named } = request.headers;
  // readSession has ignored the cookie in this case
  if (named === undefined && namesItsOwner(authorization)) return found;
  return { ...found, userId: newApiUser(named) };
}

/**
 * Refuses a login without name or password. The service checks the rest.
 * @throws AppError INVALID_PARAMETER naming the field that is empty or no text
 */
export function requirePassword(body: unknown): void {
  const login = (body ?? {}) as Record<string, unknown>;
  for (const field of ['username', 'password']) {
    if (typeof login[field] !== 'string' || login[field] === '') throw new AppError('INVALID_PARAMETER', { field });
  }
}
