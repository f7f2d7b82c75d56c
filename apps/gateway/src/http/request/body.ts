import { AppError } from '@tollgate/contracts';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { parseQuery } from './query.js';

/** Deeper JSON is refused: no request of ours nests further, and recursion must have an end. */
const DEEPEST = 32;

/**
 * The one body parser. Bodies are JSON whatever their content type says (clients forget it; origin.ts keeps forms out);
 * routes for payment providers take forms or bytes. An empty body is no body.
 */
export function acceptBodies(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('*', { parseAs: 'buffer' }, (request, body, done) => {
    try {
      done(null, read(request, body as Buffer));
    } catch (error) {
      done(null, new BadBody(error as AppError));
    }
  });
}

/** A body that could not be read. It is kept until the credential was looked at: who has none gets 401 whatever the body holds. */
class BadBody {
  constructor(readonly error: AppError) {}
}

/**
 * The parsed body.
 * @throws AppError MALFORMED_BODY
 */
export function getBody(request: Pick<FastifyRequest, 'body'>): unknown {
  if (request.body instanceof BadBody) throw request.body.error;
  return request.body;
}

function read(request: FastifyRequest, body: Buffer): unknown {
  const route = request.routeOptions.config.route;
  if (route?.take?.raw) return body;
  if (body.length === 0) return undefined;
  if (route?.body === 'form' && isForm(request)) return parseQuery(body.toString());
  return parseJson(body);
}

function isForm(request: FastifyRequest): boolean {
  return /^application\/x-www-form-urlencoded\b/i.test(request.headers['content-type'] ?? '');
}

const UTF8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Reads JSON in UTF-8, at most 32 levels deep.
 * @throws AppError MALFORMED_BODY also for prototype keys
 */
export function parseJson(body: Uint8Array): unknown {
  let value: unknown;
  try {
    value = JSON.parse(UTF8.decode(body)) as unknown;
  } catch {
    throw new AppError('MALFORMED_BODY');
  }
  refuseTraps(value, 0);
  return value;
}

function refuseTraps(value: unknown, depth: number): void {
  if (typeof value !== 'object' || value === null) return;
  if (depth >= DEEPEST) throw new AppError('MALFORMED_BODY');
  for (const [key, inner] of Object.entries(value)) {
    if (key === '__proto__' || key === 'constructor') throw new AppError('MALFORMED_BODY');
    refuseTraps(inner, depth + 1);
  }
}
