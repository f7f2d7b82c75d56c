import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { AppError, type Caller } from '@tollgate/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { canonical } from '../request/address.js';
import { bindBrowser, browserHash } from '../request/cookies.js';
import { apiKeyHash, type Presented } from '../request/credentials.js';
import { getLocale } from '../request/locale.js';
import { getRoute, type RouteSpec } from './route-spec.js';

const USER_AGENT_MAX = 255;
/** Visible ASCII (RFC draft idempotency-key). */
const IDEMPOTENCY_KEY = /^[\x21-\x7e]{1,255}$/;

/**
 * Who sent the request, for the mesh.
 * @throws AppError IDEMPOTENCY_KEY_INVALID
 */
export const From = createParamDecorator((_: unknown, context: ExecutionContext): Caller => {
  const http = context.switchToHttp();
  return buildCaller(
    getRoute(context.getHandler()),
    http.getRequest<FastifyRequest>(),
    http.getResponse<FastifyReply>(),
  );
});

/** As the decorator. Sets the browser-binding cookie where the route begins a ceremony and none is there. */
export function buildCaller(
  route: RouteSpec,
  request: FastifyRequest & { user?: Presented },
  reply: FastifyReply,
): Caller {
  return {
    credential: route.envelope === 'openai' ? presentedKey(request) : request.user,
    ip: request.address,
    userAgent: (request.headers['user-agent'] ?? '').slice(0, USER_AGENT_MAX).toWellFormed(),
    requestId: request.id,
    locale: getLocale(request),
    idempotencyKey: parseIdempotencyKey(request.headers['idempotency-key']),
    browser: browserHash(request) ?? (route.bindsBrowser ? bindBrowser(request, reply) : undefined),
  };
}

/** Where relays' answers are given, `Authorization` holds an API key and nothing else counts. */
function presentedKey(request: FastifyRequest): Presented | undefined {
  const { authorization } = request.headers;
  return authorization ? { bearer: apiKeyHash(authorization) } : undefined;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** The client's address, canonical; set when the request comes in. */
    address: string;
  }
}

/** The client's address: the nearest one in X-Forwarded-For that is no proxy of ours, or the peer. */
export function getAddress(request: FastifyRequest): string {
  return canonical(request.ip) ?? canonical(request.socket.remoteAddress) ?? '0.0.0.0';
}

function parseIdempotencyKey(header: string | string[] | undefined): string | undefined {
  if (header === undefined) return undefined;
  if (typeof header !== 'string' || !IDEMPOTENCY_KEY.test(header)) throw new AppError('IDEMPOTENCY_KEY_INVALID');
  return header;
}
