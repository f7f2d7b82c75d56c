import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Log } from '../log/log.js';
import type { HealthRoutes } from './health-routes.js';

const TIMEOUT_MS = 5000;

/** A listening health server. */
export interface HealthServer {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Serves health and metrics on a port of their own, which need not be public.
 * @param port 0 picks a free one
 * @throws Error EADDRINUSE and the like
 */
export async function listenForHealth(
  port: number,
  routes: Pick<HealthRoutes, 'answer'>,
  log: Log,
): Promise<HealthServer> {
  const server = createServer({ requestTimeout: TIMEOUT_MS, headersTimeout: TIMEOUT_MS }, (request, response) => {
    serve(routes, request, response).catch((error: unknown) => {
      log.error('health request failed', { error });
      response.destroy();
    });
  });
  server.listen(port);
  await once(server, 'listening');
  const address = server.address();
  const bound = address !== null && typeof address === 'object' ? address.port : port;
  log.info('health and metrics', { port: bound });
  return {
    port: bound,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function serve(
  routes: Pick<HealthRoutes, 'answer'>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  const [path = '/'] = (request.url ?? '/').split('?', 1);
  const answer = isRead ? await routes.answer(path) : undefined;
  const { status, type, body } = answer ?? { status: isRead ? 404 : 405, type: 'text/plain', body: '' };
  response.writeHead(status, {
    'content-type': type,
    'cache-control': 'no-store',
    'content-length': Buffer.byteLength(body),
  });
  response.end(request.method === 'HEAD' ? undefined : body);
}
