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
import { map, type Observable } from 'rxjs';
import { Answer, type Download, ok } from '../route/answer.js';
import { clearSession, setSession } from '../request/cookies.js';
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
    return next
      .handle()
      .pipe(map((result) => write(route, applySession(route, result, request, reply), request, reply)));
  }
}

/** The reply of every login method. */
interface SignedIn {
  readonly cookie?: string;
  readonly cookie_max_age?: number;
  readonly require_2fa?: boolean;
}

/** @throws AppError SECOND_FACTOR_REQUIRED after the cookie of the pending login is set */
function applySession(
  route: RouteSpec,
  result: object | Answer,
  request: FastifyRequest,
  reply: FastifyReply,
): object | Answer {
  if (route.signsOut) clearSession(request, reply);
  if (!route.signsIn || result instanceof Answer) return result;
  const { cookie, cookie_max_age, ...data } = result as SignedIn;
  if (cookie) setSession(request, reply, cookie, cookie_max_age);
  if (!data.require_2fa) return ok(data);
  if (route.secondFactor !== 'asked') throw new AppError('SECOND_FACTOR_REQUIRED');
  return ok(data, 'secondFactorNeeded');
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
