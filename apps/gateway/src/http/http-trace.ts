import { ERRORS } from '@tollgate/contracts';
import { type OpenSpan, openServerSpan } from '@tollgate/platform/tracing';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

declare module 'fastify' {
  interface FastifyRequest {
    /** The request's span; null if tracing is off. */
    span: OpenSpan | null;
  }
}

/**
 * Gives every request a span, from its first byte to the end of its answer (OpenTelemetry semantic conventions for HTTP
 * servers). Path, query and headers are left out, because they may hold secrets.
 * @param trusted whether an address is a trusted proxy, whose `traceparent` becomes the request's parent
 */
export function traceRequests(fastify: FastifyInstance, trusted: (address: string) => boolean): void {
  fastify.decorateRequest('span', null);
  fastify.addHook('onRequest', (request, reply, done) => {
    const { traceparent } = request.headers;
    const given = typeof traceparent === 'string' ? traceparent : undefined;
    const believed = given !== undefined && trusted(request.socket.remoteAddress ?? '');
    const span = openServerSpan(
      { traceparent: given, believed },
      {
        'http.request.method': request.method,
        'url.scheme': request.protocol,
        'tollgate.request_id': request.id,
      },
    );
    if (span) {
      request.span = span;
      // `close` also comes if the client disconnects before its answer
      reply.raw.once('close', () => end(span, request, reply));
    }
    done();
  });
  // not earlier, because reading the body loses the async context
  fastify.addHook('preHandler', (request, _, done) => (request.span ? request.span.within(done) : done()));
}

function end(span: OpenSpan, request: FastifyRequest, reply: FastifyReply): void {
  const route = request.is404 ? undefined : request.routeOptions.url;
  const { refusal } = request;
  const failed = reply.statusCode >= 500 || (refusal !== null && ERRORS[refusal].status >= 500);
  span.end(
    route ? `${request.method} ${route}` : request.method,
    {
      'http.route': route,
      'http.response.status_code': reply.statusCode,
      'tollgate.code': refusal ?? 'ok',
      ...(failed ? { 'error.type': refusal ?? String(reply.statusCode) } : {}),
    },
    failed,
  );
}
