import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { ErrorCode } from '@tollgate/contracts';
import type { HttpRequest, Metrics } from '@tollgate/platform/metrics';
import type { FastifyInstance } from 'fastify';

declare module 'fastify' {
  interface FastifyRequest {
    /** The code of the error that was answered; null if there was none. */
    refusal: ErrorCode | null;
  }
}

const REASONS = ['in_flight', 'lane', 'loop_delay', 'pipelined'] as const;

/** Metrics of the HTTP server: every request by its route, and the requests refused because of overload. */
export class HttpMetrics {
  private readonly refused: ReturnType<Metrics['counter']>;

  constructor(private readonly metrics: Metrics) {
    this.refused = metrics.counter(
      'tollgate_http_shed_total',
      'HTTP requests answered OVERLOADED at once, by what there was too much of',
      REASONS.map((reason) => ({ reason })),
    );
  }

  /** Counts every answer of a server. Call it before the routes are made. */
  watch(app: NestFastifyApplication): void {
    const fastify = app.getHttpAdapter().getInstance() as unknown as FastifyInstance;
    fastify.decorateRequest('refusal', null);
    fastify.addHook('onResponse', (request, reply, done) => {
      this.metrics.http({
        route: request.is404 ? undefined : request.routeOptions.url,
        method: request.method,
        status: reply.statusCode,
        code: request.refusal ?? 'ok',
        seconds: reply.elapsedTime / 1000,
      });
      done();
    });
  }

  /** Counts a request that was answered before Fastify received it. */
  count(request: HttpRequest): void {
    this.metrics.http(request);
  }

  /** Counts a request that was refused because of overload. */
  shed(reason: (typeof REASONS)[number]): void {
    this.refused.inc({ reason });
  }
}
