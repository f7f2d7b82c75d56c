import { AppError } from '@tollgate/contracts';
import { REPLY_BYTES, type RpcClient } from '@tollgate/platform/rpc';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { buildAnswer } from './answers/answer.interceptor.js';
import type { ErrorFilter } from './answers/error.filter.js';
import { readCredential, requirePassword } from './credentials/read-credential.js';
import { getBody } from './request/body.js';
import { buildCaller } from './route/caller.js';
import { buildInput } from './route/input.js';
import type { RouteSpec } from './route/route-spec.js';

const JSON_TYPE = 'application/json; charset=utf-8';
/** The largest answer in bytes: the largest reply with its envelope. */
const MAX_BYTES = REPLY_BYTES + 1024;

/**
 * Gives each route that only forwards a handler that is built once, in place of Nest's: credential, input, call, envelope. Nest
 * would make guards, an execution context and two observables for each request. Call it before the routes are made.
 */
export function forwardDirectly(fastify: FastifyInstance, rpc: RpcClient, filter: ErrorFilter): void {
  fastify.addHook('onRoute', (options) => {
    const route = options.config?.route;
    if (route?.forwards) options.handler = buildHandler(route, rpc, filter);
  });
}

function buildHandler(route: RouteSpec, rpc: RpcClient, filter: ErrorFilter) {
  return async (request: FastifyRequest & { user?: object }, reply: FastifyReply): Promise<FastifyReply> => {
    try {
      request.user = readCredential(route, request);
      if (route.password) requirePassword(getBody(request));
      const input = buildInput(route, request);
      const data = await rpc.callDirectly(route.contract, input, buildCaller(route, request, reply));
      const payload = JSON.stringify(buildAnswer(route, data, request, reply));
      if (payload.length * 3 > MAX_BYTES && Buffer.byteLength(payload) > MAX_BYTES)
        throw new AppError('REPLY_TOO_LARGE');
      return await reply.header('content-type', JSON_TYPE).send(payload);
    } catch (error) {
      filter.answer(error, request, reply);
      return reply;
    }
  };
}
