import { Readable } from 'node:stream';
import {
  type CallHandler,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
  StreamableFile,
} from '@nestjs/common';
import { AppError } from '@tollgate/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { catchError, map, type Observable, throwError } from 'rxjs';
import { Answer, type Download, ok } from '../route/answer.js';
import { clearRefresh, clearSession, presentedRefresh, setRefresh, setSession } from '../request/cookies.js';
import type { Presented } from '../request/credentials.js';
import { buildEnvelope, buildAnswerEnvelope } from './envelope.js';
import { getLocale } from '../request/locale.js';
import { getRoute, type RouteSpec } from '../route/route-spec.js';

/** Puts the handler's result into the route's envelope, and the session's secret into its cookie. */
@Injectable()
export class AnswerInterceptor implements NestInterceptor<object | Answer, unknown> {
  intercept(context: ExecutionContext, next: CallHandler<object | Answer>): Observable<unknown> {
    const route = getRoute(context.getHandler());
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    return next.handle().pipe(
      map((result) => buildAnswer(route, result, request, reply)),
      catchError((error: unknown) => {
        dropRefusedCookie(route, error, request, reply);
        return throwError(() => error);
      }),
    );
  }
}

/** The body of a handler's result. Sets the session's cookie if the route signs in or out. */
export function buildAnswer(
  route: RouteSpec,
  result: object | Answer,
  request: FastifyRequest,
  reply: FastifyReply,
): unknown {
  return write(route, applySession(route, result, request, reply), request, reply);
}

/** Removes the refresh cookie if the service refused it. After any other refusal the cookie is still valid. */
export function dropRefusedCookie(
  route: RouteSpec,
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  const isRefused = error instanceof AppError && error.status === 401;
  if (route.take?.refreshCookie && isRefused) clearRefresh(request, reply);
}

/** The reply of every login method. */
interface SignedIn {
  readonly cookie?: string;
  readonly cookie_max_age?: number;
  readonly refresh_cookie?: string;
  readonly require_2fa?: boolean;
  readonly flow_token?: string;
}

/** @throws AppError SECOND_FACTOR_REQUIRED after the cookie of the pending login is set */
function applySession(
  route: RouteSpec,
  result: object | Answer,
  request: FastifyRequest,
  reply: FastifyReply,
): object | Answer {
  if (route.signsOut === true) clearSession(request, reply);
  if (route.signsOut === 'refresh' && !isBearerAlone(request)) clearRefresh(request, reply);
  if (!route.signsIn || result instanceof Answer) return result;
  const { cookie, cookie_max_age, refresh_cookie, ...data } = result as SignedIn;
  if (cookie) setSession(request, reply, cookie, cookie_max_age);
  if (refresh_cookie) setRefresh(request, reply, refresh_cookie, cookie_max_age);
  if (!data.require_2fa) return ok(data);
  const canContinue = route.secondFactor === 'asked' || data.flow_token !== undefined;
  if (!canContinue) throw new AppError('SECOND_FACTOR_REQUIRED');
  return ok(data, 'secondFactorNeeded');
}

/** An access token without the refresh cookie: the cookie may be another browser's business. */
function isBearerAlone(request: FastifyRequest & { user?: Presented }): boolean {
  return request.user?.bearer !== undefined && presentedRefresh(request) === undefined;
}

function write(route: RouteSpec, result: object | Answer, request: FastifyRequest, reply: FastifyReply): unknown {
  const locale = getLocale(request);
  if (!(result instanceof Answer)) return buildEnvelope(route, result, locale);
  if (result.kind === 'envelope') return buildAnswerEnvelope(route, result, locale);
  if (result.kind === 'text') {
    void reply.type('text/plain; charset=utf-8');
    return result.value;
  }
  if (result.kind === 'download') {
    const { type, filename, body } = result.value as Download;
    return new StreamableFile(Readable.from(body), { type, disposition: `attachment; filename="${filename}"` });
  }
  void reply.code(302).header('location', String(result.value));
  return '';
}
