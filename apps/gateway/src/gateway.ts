import type { LoggerService, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import type { Log } from '@tollgate/platform/log';
import { Metrics } from '@tollgate/platform/metrics';
import { type MeshClient, RpcClient } from '@tollgate/platform/rpc';
import { serveFrontEnd } from './console/serve-console.js';
import { controllers } from './controllers.js';
import { GatewayModule } from './gateway.module.js';
import { type ProxyMistakes, trustedProxies } from './http/request/address.js';
import { Admission } from './http/overload/admission.js';
import { ClientErrors } from './http/overload/client-errors.js';
import type { HttpConfig } from './http/request/http-config.js';
import { buildOwnerReader } from './http/overload/owner.js';
import { buildOverloadRefusal } from './http/overload/refuse-overload.js';
import { buildRouteFinder } from './http/overload/route-finder.js';
import { ErrorFilter } from './http/answers/error.filter.js';
import { GlobalLimiter } from './http/overload/global-limiter.js';
import { HttpMetrics } from './http/overload/http-metrics.js';
import { forwardDirectly } from './http/forward.js';
import { httpAdapter, prepare } from './http/server.js';
import { requestIds } from './http/request/request-id.js';
import { collectRoutes } from './openapi/document.js';
import { serveReference } from './openapi/reference.js';

/** Builds the gateway's HTTP application, ready to listen. */
export async function createGateway(
  config: HttpConfig,
  mesh: MeshClient,
  log: Log,
  routes: readonly Type[] = controllers,
  metrics: Metrics = new Metrics(),
): Promise<NestFastifyApplication> {
  const filter = new ErrorFilter(log);
  const limiter = new GlobalLimiter(config.globalLimit, mesh, log);
  const httpMetrics = new HttpMetrics(metrics);
  const admission = new Admission(config);
  const rpc = new RpcClient(mesh);
  const module = GatewayModule.on(routes, rpc, log, limiter, admission);
  const clientErrors = new ClientErrors();
  const trusted = trustedProxies(config.trustedProxies);
  const context = {
    findRoute: buildRouteFinder(collectRoutes(routes)),
    getOwner: buildOwnerReader(config.cookie.name, trusted),
    refuse: buildOverloadRefusal({ trusted, requestId: requestIds(trusted), metrics: httpMetrics }),
    clientErrors,
    metrics: httpMetrics,
  };
  const app = await NestFactory.create<NestFastifyApplication>(
    module,
    httpAdapter(config, filter, clientErrors, (next) => admission.before(next, context)),
    {
      bodyParser: false,
      logger: warningsOnly(log),
      abortOnError: false,
    },
  );
  httpMetrics.watch(app);
  forwardDirectly(app.getHttpAdapter().getInstance() as unknown as FastifyInstance, rpc, filter);
  httpMetrics.watchQueues(() => admission.queueLengths);
  await prepare(app, config, filter, clientErrors, {
    limiter,
    admission,
    proxyMistakes: reportProxyMistakes(log),
  });
  serveReference(app, routes);
  await serveFrontEnd(app, config, log);
  return app;
}

/** One line each, because every request repeats the mistake. */
function reportProxyMistakes(log: Log): ProxyMistakes {
  return {
    unreadable: (address) =>
      log.warn('a trusted proxy sends an entry of X-Forwarded-For that is no address', { address }),
    untrusted: (address) =>
      log.warn('X-Forwarded-For comes from a peer that TRUSTED_PROXIES does not list: its clients share one limit', {
        address,
      }),
  };
}

/** Nest's logger: only warnings and errors, because Nest would log a line for every route at the start. */
function warningsOnly(log: Log): LoggerService {
  return {
    log: () => undefined,
    warn: (message: unknown) => log.warn(message),
    error: (message: unknown, stack?: unknown) =>
      log.error(typeof stack === 'string' ? `${message}: ${stack}` : message),
  };
}
