import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import { AppError } from '@tollgate/contracts';
import type { Log } from '@tollgate/platform/log';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isRelayPath } from '../request/relay-paths.js';
import { buildErrorFormat, renderError } from './render-error.js';
import { securityHeaders } from './security-headers.js';

/** Catches everything that is thrown while a request is answered. Only texts of the error table are sent. */
@Catch()
export class ErrorFilter implements ExceptionFilter {
  constructor(private readonly log: Log) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    this.answer(error, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }

  /** Answers a request with an error. Fastify calls it too, because some errors never reach Nest. */
  answer(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
    const refusal = toAppError(error, request);
    request.refusal = refusal.code;
    if (refusal.code === 'INTERNAL') {
      this.log.error('request failed', { requestId: request.id, route: request.routeOptions?.url, error });
    }
    const { status, headers, body } = renderError(
      refusal,
      buildErrorFormat(request, request.routeOptions?.config?.route, request.id),
    );
    if (reply.sent) return;
    const always = securityHeaders(request.protocol, '');
    void reply
      .code(status)
      .headers({ ...always, 'x-request-id': request.id, ...headers })
      .send(body);
  }
}

const BY_STATUS = {
  400: 'MALFORMED_BODY',
  413: 'BODY_TOO_LARGE',
  415: 'UNSUPPORTED_MEDIA_TYPE',
  503: 'UNAVAILABLE',
} as const;

/** The error of the table: an AppError as it is, a framework error by its status, any other as INTERNAL. */
export function toAppError(error: unknown, request: Pick<FastifyRequest, 'method' | 'url' | 'is404'>): AppError {
  if (error instanceof AppError) return error;
  if (request.is404) return notFound(request);
  const status = error instanceof HttpException ? error.getStatus() : (error as { statusCode?: unknown })?.statusCode;
  if ((error as { code?: unknown })?.code === 'FST_ERR_BAD_URL') return notFound(request);
  const code = BY_STATUS[status as keyof typeof BY_STATUS];
  if (code) return new AppError(code);
  if (typeof status === 'number' && status >= 400 && status < 500) return notFound(request);
  return new AppError('INTERNAL');
}

/** The error of a path that only a relay answers. Without a credential it is UNAUTHENTICATED, so that the client opens its login page. */
function relayOnly(path: string, { headers }: Partial<Pick<FastifyRequest, 'headers'>>): AppError {
  const presented = headers?.authorization ?? headers?.cookie;
  return presented ? new AppError('RELAY_ONLY', { path }) : new AppError('UNAUTHENTICATED');
}

/** The error of a request that has no route, because of its method or its path. */
export function notFound(request: Pick<FastifyRequest, 'method' | 'url'> & Partial<FastifyRequest>): AppError {
  const path = (request.url.split('?', 1)[0] ?? '').slice(0, 200).toWellFormed();
  if (isRelayPath(path)) return relayOnly(path, request);
  return new AppError('NOT_FOUND', { method: request.method, path });
}
