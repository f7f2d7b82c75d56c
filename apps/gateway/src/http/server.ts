import type { Server } from 'node:http';
import fastifyCookie from '@fastify/cookie';
import fastifyHelmet from '@fastify/helmet';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Log } from '@tollgate/platform/log';
import type { FastifyInstance, FastifyHttpOptions } from 'fastify';
import { trustedProxies } from './address.js';
import { acceptBodies } from './body.js';
import type { HttpConfig } from './config.js';
import { ErrorFilter, notFound } from './error.filter.js';
import { parseQuery } from './query.js';
import { requestIds } from './request-id.js';

const BODY_LIMIT = 128 * 1024;

/** The HTTP server, with its time-outs: slow clients and idle connections end, a rollout ends none that has work. */
export function httpAdapter(config: HttpConfig, filter: ErrorFilter): FastifyAdapter {
  const trusted = trustedProxies(config.trustedProxies);
  const options: FastifyHttpOptions<Server> = {
    bodyLimit: BODY_LIMIT,
    connectionTimeout: 15_000,
    requestTimeout: 30_000,
    keepAliveTimeout: 72_000,
    http: { headersTimeout: 10_000 },
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    exposeHeadRoutes: false,
    trustProxy: trusted,
    requestIdHeader: false,
    genReqId: requestIds(trusted),
    onProtoPoisoning: 'error',
    routerOptions: { ignoreTrailingSlash: true, querystringParser: parseQuery, maxParamLength: 200 },
    frameworkErrors: (error, request, reply) => filter.answer(error, request, reply),
  };
  return new FastifyAdapter(options);
}

/** Everything that happens to a request before Nest sees it. */
export async function prepare(app: NestFastifyApplication, log: Log, filter: ErrorFilter): Promise<void> {
  const fastify = app.getHttpAdapter().getInstance() as unknown as FastifyInstance;
  app.useLogger(log);
  app.useGlobalFilters(filter);
  acceptBodies(fastify);
  fastify.addHook('onRoute', (options) => {
    const limit = options.config?.route?.bodyLimit;
    if (limit) options.bodyLimit = limit;
  });
  fastify.addHook('onRequest', (request, reply, done) => {
    void reply.headers({ 'x-request-id': request.id, 'x-oneapi-request-id': request.id, 'cache-control': 'no-store' });
    const path = request.url.split('?', 1)[0] ?? '';
    done(path.includes('%') || path.includes('//') ? (notFound(request) as never) : undefined);
  });
  await fastify.register(fastifyCookie);
  await fastify.register(fastifyHelmet, {
    hsts: false,
    referrerPolicy: { policy: 'no-referrer' },
    contentSecurityPolicy: { directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] }, useDefaults: false },
  });
}
