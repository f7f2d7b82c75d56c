import { AppError } from '@tollgate/contracts';
import { getService, REPLY_BYTES, type RpcClient } from '@tollgate/platform/rpc';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { buildAnswer, dropRefusedCookie } from './answers/answer.interceptor.js';
import { SharedAnswers } from './answers/shared-answers.js';
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
  const shared = new SharedAnswers();
  fastify.addHook('onRoute', (options) => {
    const route = options.config?.route;
    if (!route?.forwards) return;
    const answer = buildAnswerer(route, rpc);
    const forward = route.shared ? shareAnswers(route, shared, answer) : dropAfterWrite(route, shared, answer);
    options.handler = async (request, reply) => {
      try {
        await forward(request, reply);
      } catch (error) {
        dropRefusedCookie(route, error, request, reply);
        filter.answer(error, request, reply);
      }
      return reply;
    };
  });
}

type Handler = (request: FastifyRequest, reply: FastifyReply) => Promise<void>;
/** Carries out a request. Returns the JSON of the answer, and the service's reply. */
type Answerer = (request: FastifyRequest, reply: FastifyReply) => Promise<{ payload: string; data: object }>;

function buildAnswerer(route: RouteSpec, rpc: RpcClient): Answerer {
  return async (request: FastifyRequest & { user?: object }, reply) => {
    request.user = readCredential(route, request);
    if (route.password) requirePassword(getBody(request));
    const input = buildInput(route, request);
    const data = await rpc.callDirectly(route.contract, input, buildCaller(route, request, reply));
    const payload = JSON.stringify(buildAnswer(route, data, request, reply));
    if (payload.length * 3 > MAX_BYTES && Buffer.byteLength(payload) > MAX_BYTES) throw new AppError('REPLY_TOO_LARGE');
    void reply.header('content-type', JSON_TYPE);
    return { payload, data };
  };
}

function shareAnswers(route: RouteSpec, shared: SharedAnswers, answer: Answerer): Handler {
  return async (request, reply) => {
    void reply.header('content-type', JSON_TYPE);
    if (shared.send(route, request, reply)) return;
    const store = shared.begin(route);
    const { payload, data } = await answer(request, reply);
    if (route.shared?.(data as Record<string, unknown>)) store(payload);
    if (!shared.send(route, request, reply)) void reply.send(payload);
  };
}

/** Options change by writes of the admin service. */
function dropAfterWrite(route: RouteSpec, shared: SharedAnswers, answer: Answerer): Handler {
  const changesOptions = route.verb !== 'GET' && getService(route.contract.subject) === 'admin';
  return async (request, reply) => {
    try {
      const { payload } = await answer(request, reply);
      if (changesOptions) shared.drop();
      void reply.send(payload);
    } catch (error) {
      // the write may have been carried out, although its answer is lost
      if (changesOptions) shared.drop();
      throw error;
    }
  };
}
