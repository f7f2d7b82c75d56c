import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { HealthRoutes } from '@tollgate/platform/health';
import type { FastifyInstance } from 'fastify';

/** Serves the health checks under /health on the API's port. Metrics are only on the health port. */
export function showHealth(app: NestFastifyApplication, health: HealthRoutes): void {
  const fastify = app.getHttpAdapter().getInstance() as unknown as FastifyInstance;
  for (const path of ['/health', '/health/started', '/health/ready', '/health/live']) {
    fastify.get(path, async (_request, reply) => {
      const answer = health.health(path);
      return reply
        .status(answer?.status ?? 404)
        .type(answer?.type ?? 'text/plain')
        .send(answer?.body ?? '');
    });
  }
}
