import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { type Admission, OVERLOADED } from './admission.js';
import type { ClientErrors } from './client-errors.js';
import { OPEN } from '../answers/cross-origin.js';
import { isWellFramed } from '../request/framing.js';
import type { HttpMetrics } from './http-metrics.js';
import { getLocale, wantsProblem } from '../request/locale.js';
import { renderError } from '../answers/render-error.js';
import type { RouteSpec } from '../route/route-spec.js';
import { securityHeaders } from '../answers/security-headers.js';

interface Peers {
  /** Whether an address is one of our own proxies, whose X-Forwarded-Proto is believed. */
  readonly trusted: (address: string) => boolean;
  readonly requestId: (raw: IncomingMessage) => string;
}

/**
 * Refuses what there is no room for before the framework takes it in: when most is refused, the price of a refusal decides how
 * much is still done. It answers just as the framework would; all else it leaves alone, and admission proper comes after routing.
 */
export class EarlyRejection {
  /** By verb and path, for paths without parameters: nearly all that comes in numbers. */
  private readonly routes = new Map<string, RouteSpec>();

  constructor(
    routes: readonly RouteSpec[],
    private readonly peers: Peers,
    private readonly clientErrors: Pick<ClientErrors, 'hasEnded'>,
    private readonly admission: Pick<Admission, 'isFull'>,
    private readonly metrics: Pick<HttpMetrics, 'count'>,
  ) {
    for (const route of routes.filter(({ path }) => !path.includes(':'))) {
      const path = route.path.replace(/\/$/, '');
      this.routes.set(`${route.verb} ${path}`, route).set(`${route.verb} ${path}/`, route);
    }
  }

  /** A server's listener that refuses, or hands on to `next`. */
  before(next: RequestListener): RequestListener {
    return (request, response) => {
      const route = this.routes.get(`${request.method} ${getPath(request)}`);
      if (route && this.isPlain(request) && this.admission.isFull(route.contract))
        this.refuse(route, request, response);
      else next(request, response);
    };
  }

  /** Whether there is nothing about a request, or what came before it, that the framework's hooks would have to see to. */
  private isPlain(request: IncomingMessage): boolean {
    return (
      request.headers.upgrade === undefined && isWellFramed(request) && !this.clientErrors.hasEnded(request.socket)
    );
  }

  private refuse(route: RouteSpec, request: IncomingMessage, response: ServerResponse): void {
    const requestId = this.peers.requestId(request);
    const { status, headers, body } = renderError(OVERLOADED, {
      locale: getLocale(request),
      problem: wantsProblem(request),
      envelope: route.envelope ?? 'standard',
      requestId,
    });
    const payload = JSON.stringify(body);
    response
      .writeHead(status, {
        ...securityHeaders(this.protocolOf(request), route.path),
        ...(route.openToPages ? OPEN : {}),
        'x-request-id': requestId,
        'x-oneapi-request-id': requestId,
        'content-type': 'application/json; charset=utf-8',
        ...headers,
        'content-length': Buffer.byteLength(payload),
      })
      .end(payload);
    this.metrics.count({ route: route.path, method: route.verb, status, code: OVERLOADED.code, seconds: 0 });
  }

  /** As the framework reads it: what the nearest proxy says, where it is ours. */
  private protocolOf({ headers, socket }: IncomingMessage): string {
    const forwarded = headers['x-forwarded-proto'];
    if (typeof forwarded !== 'string' || !this.peers.trusted(socket.remoteAddress ?? '')) return 'http';
    return forwarded.split(',').at(-1)?.trim() ?? 'http';
  }
}

function getPath({ url = '' }: IncomingMessage): string {
  const query = url.indexOf('?');
  return query < 0 ? url : url.slice(0, query);
}
