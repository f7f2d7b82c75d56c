import type { FastifyInstance } from 'fastify';

/** Pages of any origin may read the answer. They cannot send cookies, so these routes take an API key. */
export const OPEN = { 'access-control-allow-origin': '*' } as const;

const PREFLIGHT = {
  ...OPEN,
  'access-control-allow-methods': 'GET',
  'access-control-allow-headers': 'authorization, content-type',
  'access-control-max-age': '43200',
} as const;

/**
 * Opens the routes with `openToPages` to pages of other origins, because the tools that show a key's balance run on other
 * sites. No other route answers a preflight or names an origin.
 */
export function allowOtherOrigins(fastify: FastifyInstance): void {
  fastify.addHook('onRoute', ({ url, method, config }) => {
    if (!config?.route?.openToPages || method !== 'GET') return;
    fastify.options(url, (_, reply) => reply.code(204).headers(PREFLIGHT).send());
  });
  fastify.addHook('onRequest', (request, reply, done) => {
    if (request.routeOptions.config.route?.openToPages) void reply.headers(OPEN);
    done();
  });
}
