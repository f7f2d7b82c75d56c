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

const REASONS = ['overload', 'expired', 'full', 'pipelined'] as const;

/** Why a request was refused because of overload. */
export type RefusalReason = (typeof REASONS)[number];

/** Metrics of the HTTP server: every request by its route, and the requests refused because of overload. */
export class HttpMetrics {
  private readonly refused: ReturnType<Metrics['counter']>;

  constructor(private readonly metrics: Metrics) {
    this.refused = metrics.counter(
      'tollgate_http_shed_total',
      'HTTP requests answered OVERLOADED by the gateway, by reason',
      REASONS.map((reason) => ({ reason })),
    );
  }

  /** Shows the running and waiting requests of each admission queue. */
  watchQueues(read: () => Readonly<Record<string, { readonly running: number; readonly waiting: number }>>): void {
    this.metrics.watch('tollgate_http_queue', 'Requests in the admission queues, by kind of work and service', () => {
      const entries = Object.entries(read()).flatMap(([name, { running, waiting }]) => [
        [`${name} running`, running] as const,
        [`${name} waiting`, waiting] as const,
      ]);
      return Object.fromEntries(entries);
    });
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
  countRefusal(reason: RefusalReason): void {
    this.refused.inc({ reason });
  }
}
