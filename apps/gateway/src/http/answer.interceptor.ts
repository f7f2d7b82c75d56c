import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { map, type Observable } from 'rxjs';
import { Answer } from './answer.js';
import { envelopeOf, envelopeOfAnswer } from './envelope.js';
import { localeOf } from './locale.js';
import { routeOf } from './route-spec.js';

/** Puts what a handler returns into the route's envelope. */
@Injectable()
export class AnswerInterceptor implements NestInterceptor<object | Answer, unknown> {
  intercept(context: ExecutionContext, next: CallHandler<object | Answer>): Observable<unknown> {
    const route = routeOf(context.getHandler());
    const http = context.switchToHttp();
    return next.handle().pipe(
      map((result) => {
        const locale = localeOf(http.getRequest<FastifyRequest>());
        if (!(result instanceof Answer)) return envelopeOf(route, result, locale);
        if (result.kind === 'envelope') return envelopeOfAnswer(route, result, locale);
        const reply = http.getResponse<FastifyReply>();
        if (result.kind === 'redirect') {
          void reply.code(302).header('location', String(result.value));
          return '';
        }
        void reply.type('text/plain; charset=utf-8');
        return result.value;
      }),
    );
  }
}
