import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { AppError, type FieldSpec, getFields, type JsonObject } from '@tollgate/contracts';
import type { FastifyRequest } from 'fastify';
import { getBody } from '../request/body.js';
import { presentedRefresh } from '../request/cookies.js';
import type { Query } from '../request/query.js';
import { getRoute, type RouteSpec } from './route-spec.js';
import { checkNames, isPaged } from './unknown-parameters.js';

/**
 * The request of the route's contract, built from path, query and body. Nothing is validated here: a text that cannot be
 * converted to its field's kind stays a text, so that the service refuses it and names the field.
 * @throws AppError MALFORMED_BODY; UNKNOWN_PARAMETER; INVALID_PARAMETER if the body is JSON but no object
 */
export const Input = createParamDecorator((_: unknown, context: ExecutionContext): JsonObject => {
  return buildInput(getRoute(context.getHandler()), context.switchToHttp().getRequest<FastifyRequest>());
});

/** The function behind the decorator. */
export function buildInput(
  route: RouteSpec,
  request: Pick<FastifyRequest, 'query' | 'params' | 'body' | 'headers' | 'cookies' | 'protocol' | 'server'>,
): JsonObject {
  const input: JsonObject = {};
  const { take = {} } = route;
  const query = request.query as Query;
  const params = request.params as Record<string, string>;
  const reads = route.verb === 'GET' || route.verb === 'DELETE';
  const body = take.body || take.raw ? {} : flatten(toObject(getBody(request)), route.within);
  checkNames(route, query, body);

  for (const spec of getFields(route.contract.Request)) {
    const { name } = spec;
    if (Object.hasOwn(params, name)) input[name] = coerce(spec, params[name]);
    else if (Object.hasOwn(body, name)) input[name] = body[name];
    else if ((reads || route.query?.includes(name)) && query[name] !== undefined)
      input[name] = coerce(spec, query[name]);
  }
  for (const [name, header] of Object.entries(take.headers ?? {})) input[name] = request.headers[header ?? ''];
  if (take.refreshCookie) input[take.refreshCookie] = presentedRefresh(request);
  if (take.body) input[take.body] = getBody(request);
  if (take.query) input[take.query] = { ...query };
  if (take.raw) input[take.raw] = Buffer.isBuffer(request.body) ? request.body.toString('base64') : '';
  if (isPaged(route.contract.Request)) Object.assign(input, parsePage(query));
  return input;
}

/** Lifts the fields of an object within the body beside the body's own. */
function flatten(body: JsonObject, within: string | undefined): JsonObject {
  const inner = within === undefined ? undefined : body[within];
  return typeof inner === 'object' && inner !== null && !Array.isArray(inner) ? { ...inner, ...body } : body;
}

function toObject(body: unknown): JsonObject {
  if (body === undefined || body === null) return {};
  if (typeof body !== 'object' || Array.isArray(body)) throw new AppError('INVALID_PARAMETER', { field: 'body' });
  return body as JsonObject;
}

/** Converts a text of path or query to the kind of its field. Unreadable texts and repeated scalars stay unchanged. */
export function coerce(spec: FieldSpec, value: string | string[] | undefined): unknown {
  if (spec.kind === 'list') return [value].flat().map((item) => scalar(spec.of ?? 'string', item));
  return Array.isArray(value) ? value : scalar(spec.kind, value);
}

const WHOLE = /^[+-]?\d{1,16}$/;
const DECIMAL = /^[+-]?\d{1,16}(?:\.\d{1,16})?$/;

function scalar(kind: FieldSpec['kind'], value: string | undefined): unknown {
  if (value === undefined) return value;
  if (kind === 'integer') return WHOLE.test(value) ? Number(value) : value;
  if (kind === 'number') return DECIMAL.test(value) ? Number(value) : value;
  if (kind === 'boolean')
    return value === 'true' || value === '1' ? true : value === 'false' || value === '0' ? false : value;
  return value;
}

const MAX_PAGE = 1_000_000_000;
const PAGE_SIZE = 20;
const MAX_PAGE_SIZE = 100;

/** `p` and `page_size` (or `ps`, `size`), clamped to their ranges. Never an error, as in New API. */
export function parsePage(query: Readonly<Partial<Query>>, defaultSize = PAGE_SIZE): { p: number; page_size: number } {
  const size = [query.page_size, query.ps, query.size].map(parseWhole).find((n) => n !== undefined && n !== 0);
  return { p: clamp(parseWhole(query.p) ?? 1, MAX_PAGE), page_size: clamp(size ?? defaultSize, MAX_PAGE_SIZE) };
}

function parseWhole(value: string | string[] | undefined): number | undefined {
  return typeof value === 'string' && /^[+-]?\d{1,400}$/.test(value) ? Number(value) : undefined;
}

function clamp(n: number, max: number): number {
  return Math.min(Math.max(n, 1), max);
}
