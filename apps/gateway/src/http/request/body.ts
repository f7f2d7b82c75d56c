import { AppError } from '@tollgate/contracts';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { parseQuery } from './query.js';

/** Maximum nesting of JSON. No request of the product nests deeper, and the check below is recursive, so it needs a bound. */
const MAX_DEPTH = 32;

/**
 * The only body parser. It reads JSON for every content type, because clients omit it; origin.ts refuses forms. Routes for
 * payment providers take forms or raw bytes. An empty body is treated as absent.
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

/** A body that cannot be parsed. It is kept until the credential is checked, so that a request without one gets 401 first. */
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
  if (route?.body === 'form' && isForm(request, body)) return parseQuery(body.toString());
  if (route?.body === 'ndjson' && !isArray(body)) return parseLines(body);
  return parseJson(body);
}

/** Whether the first character that is no white space opens an array. */
function isArray(body: Buffer): boolean {
  return /^\s*\[/.test(body.toString('latin1', 0, 64));
}

/** One JSON text a line; null for a line that cannot be read, because it must not spoil the others. */
function parseLines(body: Buffer): unknown[] {
  const lines = body
    .toString('utf8')
    .split('\n')
    .filter((line) => line.trim() !== '');
  return lines.map((line) => {
    try {
      return parseJson(Buffer.from(line));
    } catch (error) {
      if (error instanceof AppError) return null;
      throw error;
    }
  });
}

/** Whether a body is a form: by its content type, or, because payment gateways forget it, by not being JSON. */
function isForm(request: FastifyRequest, body: Buffer): boolean {
  const type = request.headers['content-type'] ?? '';
  if (/^application\/x-www-form-urlencoded\b/i.test(type)) return true;
  if (/^multipart\//i.test(type) || /\bjson\b/i.test(type)) return false;
  return !body.toString('latin1').trimStart().startsWith('{');
}

const UTF8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Reads JSON in UTF-8, at most 32 levels deep.
 * @throws AppError MALFORMED_BODY, also if a key is `__proto__` or `constructor`
 */
export function parseJson(body: Uint8Array): unknown {
  let value: unknown;
  try {
    value = JSON.parse(UTF8.decode(body)) as unknown;
  } catch {
    throw new AppError('MALFORMED_BODY');
  }
  refusePrototypeKeys(value, 0);
  return value;
}

function refusePrototypeKeys(value: unknown, depth: number): void {
  if (typeof value !== 'object' || value === null) return;
  if (depth >= MAX_DEPTH) throw new AppError('MALFORMED_BODY');
  for (const [key, inner] of Object.entries(value)) {
    if (key === '__proto__' || key === 'constructor') throw new AppError('MALFORMED_BODY');
    refusePrototypeKeys(inner, depth + 1);
  }
}
