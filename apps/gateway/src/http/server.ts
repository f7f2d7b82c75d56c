import type { Server } from 'node:http';
import fastifyCookie from '@fastify/cookie';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { networkOf } from '@tollgate/platform/limits';
import type { FastifyHttpOptions, FastifyInstance } from 'fastify';
import { trustedProxies } from './address.js';
import type { Admission } from './admission.js';
import { acceptBodies } from './body.js';
import { addressOf } from './caller.js';
import { answerClientError } from './client-error.js';
import type { HttpConfig } from './config.js';
import { type ErrorFilter, notFound } from './error.filter.js';
import { allowOtherOrigins } from './cross-origin.js';
import type { GlobalLimiter } from './global-limiter.js';
import { traceRequests } from './http-trace.js';
import { parseQuery } from './query.js';
import { requestIds } from './request-id.js';
import { securityHeaders } from './security-headers.js';

const BODY_LIMIT = 128 * 1024;

/** The HTTP server, with its time-outs: slow clients and idle connections end, a rollout ends none that has work. */
export function httpAdapter(config: HttpConfig, filter: ErrorFilter): FastifyAdapter {
  const trusted = trustedProxies(config.trustedProxies);
  const options: FastifyHttpOptions<Server> = {
    bodyLimit: BODY_LIMIT,
    connectionTimeout: 60_000,
    requestTimeout: 30_000,
    keepAliveTimeout: 72_000,
    http: { headersTimeout: 10_000 },
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    exposeHeadRoutes: false,
    trustProxy: trusted,
    requestIdHeader: false,
    genReqId: requestIds(trusted),
    routerOptions: { ignoreTrailingSlash: true, querystringParser: parseQuery, maxParamLength: 200 },
    frameworkErrors: (error, request, reply) => filter.answer(error, request, reply),
    clientErrorHandler: answerClientError,
  };
  return new FastifyAdapter(options);
}

/** Everything that happens to a request before Nest sees it. */
export async function prepare(
  app: NestFastifyApplication,
  config: HttpConfig,
  filter: ErrorFilter,
  limiter: GlobalLimiter,
  admission: Admission,
): Promise<void> {
  const fastify = app.getHttpAdapter().getInstance() as unknown as FastifyInstance;
  app.useGlobalFilters(filter);
  fastify.decorate('cookieConfig', config.cookie);
  fastify.decorateRequest('address', '');
  traceRequests(fastify, trustedProxies(config.trustedProxies));
  acceptBodies(fastify);
  await fastify.register(fastifyCookie);
  fastify.addHook('onRoute', (options) => {
    const limit = options.config?.route?.bodyLimit;
    if (limit) options.bodyLimit = limit;
  });
  allowOtherOrigins(fastify);
  fastify.addHook('onRequest', (request, reply, done) => {
    request.address = addressOf(request);
    const path = request.url.split('?', 1)[0] ?? '';
    void reply.headers(securityHeaders(request.protocol, path));
    void reply.headers({ 'x-request-id': request.id, 'x-oneapi-request-id': request.id });
    try {
      if (isLimited(path)) {
        admission.enter(request, reply);
        limiter.take(networkOf(request.address));
      }
      if (path.includes('%') || path.includes('//')) throw notFound(request);
      done();
    } catch (refusal) {
      done(refusal as Error);
    }
  });
}

/** The product's own paths; health and the reference are not counted. */
function isLimited(path: string): boolean {
  return path.startsWith('/api') || path.startsWith('/dashboard') || path.startsWith('/v1');
}
