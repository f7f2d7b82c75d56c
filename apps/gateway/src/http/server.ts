import { createServer, type RequestListener, type Server } from 'node:http';
import fastifyCookie from '@fastify/cookie';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { toNetwork } from '@tollgate/platform/limits';
import type { FastifyHttpOptions, FastifyInstance } from 'fastify';
import { buildAddressReader, type ProxyMistakes, trustedProxies } from './request/address.js';
import type { Admission } from './overload/admission.js';
import { acceptBodies } from './request/body.js';
import type { ClientErrors } from './overload/client-errors.js';
import type { HttpConfig } from './request/http-config.js';
import { type ErrorFilter, notFound } from './answers/error.filter.js';
import { isWellFramed } from './request/framing.js';
import { allowOtherOrigins } from './answers/cross-origin.js';
import type { GlobalLimiter } from './overload/global-limiter.js';
import { traceRequests } from './http-trace.js';
import { parseQuery } from './request/query.js';
import { requestIds } from './request/request-id.js';
import { securityHeaders } from './answers/security-headers.js';

const BODY_LIMIT = 128 * 1024;
/** Time-outs in milliseconds. They close slow and idle connections, so that a rollout does not wait for them. */
const CONNECTION_TIMEOUT_MS = 60_000;
const SERVER = {
  keepAliveTimeout: 72_000,
  requestTimeout: 30_000,
  headersTimeout: 10_000,
  connectionsCheckingInterval: 5_000,
  // framing.ts refuses a missing Host in the envelope
  requireHostHeader: false,
} as const;

/** The HTTP server with Fastify behind it. */
export function httpAdapter(
  config: HttpConfig,
  filter: ErrorFilter,
  clientErrors: ClientErrors,
  admit: (next: RequestListener) => RequestListener,
): FastifyAdapter {
  const trusted = trustedProxies(config.trustedProxies);
  const options: FastifyHttpOptions<Server> = {
    bodyLimit: BODY_LIMIT,
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    exposeHeadRoutes: false,
    trustProxy: trusted,
    requestIdHeader: false,
    genReqId: requestIds(trusted),
    routerOptions: { ignoreTrailingSlash: true, querystringParser: parseQuery, maxParamLength: 200 },
    frameworkErrors: (error, request, reply) => filter.answer(error, request, reply),
    clientErrorHandler: clientErrors.answer,
    serverFactory: (handler) => {
      const admitted = admit(handler);
      // once the server has closed, Fastify must answer, because it ends each connection with its next answer
      const server = createServer(SERVER, (request, response) =>
        (server.listening ? admitted : handler)(request, response),
      );
      return server.setTimeout(CONNECTION_TIMEOUT_MS);
    },
  };
  const adapter = new FastifyAdapter(options);
  clientErrors.watch(adapter.getHttpServer() as Server);
  return adapter;
}

/** The rules that admit a request, and the report of a proxy that is configured wrongly. */
interface Rules {
  readonly limiter: GlobalLimiter;
  readonly admission: Admission;
  readonly proxyMistakes: ProxyMistakes;
}

/** Adds the hooks that run before Nest's guards. */
export async function prepare(
  app: NestFastifyApplication,
  config: HttpConfig,
  filter: ErrorFilter,
  clientErrors: ClientErrors,
  { limiter, admission, proxyMistakes }: Rules,
): Promise<void> {
  const fastify = app.getHttpAdapter().getInstance() as unknown as FastifyInstance;
  const trusted = trustedProxies(config.trustedProxies);
  const readAddress = buildAddressReader(trusted, proxyMistakes);
  app.useGlobalFilters(filter);
  fastify.decorate('cookieConfig', config.cookie);
  fastify.decorateRequest('address', '');
  traceRequests(fastify, trusted);
  acceptBodies(fastify);
  await fastify.register(fastifyCookie);
  fastify.addHook('onRoute', (options) => {
    const limit = options.config?.route?.bodyLimit;
    if (limit) options.bodyLimit = limit;
  });
  allowOtherOrigins(fastify);
  fastify.addHook('onRequest', (request, reply, done) => {
    if (clientErrors.hasEnded(request.socket)) return void reply.hijack();
    if (!isWellFramed(request.raw)) {
      void reply.hijack();
      return clientErrors.answer(new Error('the request is not well-formed'), request.socket);
    }
    if (request.headers.upgrade !== undefined) {
      // the Upgrade is ignored; Node loses the bytes of the same segment, so the connection cannot be used further
      clientErrors.end(request.socket);
      void reply.header('connection', 'close');
    }
    request.address = readAddress(request.raw);
    const path = request.url.split('?', 1)[0] ?? '';
    void reply.headers(securityHeaders(request.protocol, path));
    void reply.headers({ 'x-request-id': request.id, 'x-oneapi-request-id': request.id });
    try {
      if (isLimited(path)) {
        const network = toNetwork(request.address);
        if (request.routeOptions.config.route?.callback) limiter.takeCallback(network);
        else limiter.take(network);
      }
      if (path.includes('%') || path.includes('//')) throw notFound(request);
      done();
    } catch (refusal) {
      done(refusal as Error);
    }
  });
  fastify.addHook('preHandler', (_, reply, done) => {
    admission.enterWithBody(reply.raw, done, () => void reply.hijack());
  });
  fastify.addHook('onSend', (request, reply, payload, done) => {
    admission.leave(reply.raw);
    if (reply.getHeader('connection') === 'close' && !request.raw.complete) {
      // refused because of its body: the rest is read and discarded, so that the client can read the answer
      clientErrors.end(request.socket);
      request.raw.resume();
    }
    done(null, payload);
  });
}

/**
 * Whether calls of a path count for the global limit. Health checks and the console's hashed files do not, and relays have a limit of their own for each
 * credential, because the calls of all their users come from one address.
 */
function isLimited(path: string): boolean {
  return path !== '/health' && !/^\/(health|assets|api\/relay)\//.test(path);
}
