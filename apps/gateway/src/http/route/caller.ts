import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { AppError, type Caller } from '@tollgate/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { bindBrowser, browserHash } from '../request/cookies.js';
import { apiKeyHash, type Presented } from '../request/credentials.js';
import { getLocale } from '../request/locale.js';
import { getRoute, type RouteSpec } from './route-spec.js';

const USER_AGENT_MAX = 255;
/** Visible ASCII (RFC draft idempotency-key). */
const IDEMPOTENCY_KEY = /^[\x21-\x7e]{1,255}$/;

/**
 * The caller of the request, as services receive it.
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

/** The function behind the decorator. Sets the browser-binding cookie if the route begins a ceremony and there is none. */
export function buildCaller(
  route: RouteSpec,
  request: FastifyRequest & { user?: Presented },
  reply: FastifyReply,
): Caller {
  return {
    credential: route.envelope === 'openai' ? readApiKey(request) : request.user,
    ip: request.address,
    userAgent: (request.headers['user-agent'] ?? '').slice(0, USER_AGENT_MAX).toWellFormed(),
    requestId: request.id,
    locale: getLocale(request),
    idempotencyKey: parseIdempotencyKey(request.headers['idempotency-key']),
    bearer: request.headers['new-api-user'] === undefined,
    isLocal: isLocal(request) || undefined,
    browser: browserHash(request) ?? (route.bindsBrowser ? bindBrowser(request, reply) : undefined),
  };
}

const LOOPBACK_HOST = /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?$/i;
const LOOPBACK_PEER = /^(?:::ffff:)?127\.|^::1$/;
/** Headers that proxies add. */
const FORWARDING =
  /^(?:forwarded|via|x-forwarded-.*|x-(?:real|client|cluster-client)-ip|x-original-.*|true-client-ip|cf-connecting-ip)$/;

/** Whether a request comes from this machine. A proxy here would make remote requests look local, so its headers rule it out. */
export function isLocal(request: FastifyRequest): boolean {
  const { headers, socket } = request;
  const isForwarded = Object.keys(headers).some((name) => FORWARDING.test(name));
  return !isForwarded && LOOPBACK_HOST.test(headers.host ?? '') && LOOPBACK_PEER.test(socket.remoteAddress ?? '');
}

/** The API key in `Authorization`, because routes with OpenAI's errors accept no other credential. */
function readApiKey(request: FastifyRequest): Presented | undefined {
  const { authorization } = request.headers;
  return authorization ? { bearer: apiKeyHash(authorization) } : undefined;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** The client's canonical address; set when the request arrives. */
    address: string;
  }
}

function parseIdempotencyKey(header: string | string[] | undefined): string | undefined {
  if (header === undefined) return undefined;
  if (typeof header !== 'string' || !IDEMPOTENCY_KEY.test(header)) throw new AppError('IDEMPOTENCY_KEY_INVALID');
  return header;
}
