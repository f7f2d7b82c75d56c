import { getFields, type FieldSpec } from '@tollgate/contracts';
import type { RouteSpec } from '../http/route/route-spec.js';
import { OPERATION_NAMES } from './operation-names.js';
import { collectErrors, groupByStatus } from './refusals.js';
import { buildExample, type Schema, type Schemas } from './schema.js';
import { successExample, successSchema } from './success.js';

const CALLERS = {
  public: 'Anyone.',
  user: 'Any user (role 1 or above).',
  admin: 'Administrators (role 10 or above).',
  root: 'Root (role 100).',
  internal: 'Services only, not over HTTP.',
  relay: 'Relays, with a relay credential.',
} as const;

const STATUS: Readonly<Record<number, string>> = {
  400: 'The request is malformed',
  401: 'No credential, or one that is unknown, has ended or does not match New-Api-User',
  403: 'Refused because of where the request came from',
  404: 'No such route',
  409: 'The same request is still running',
  413: 'Body too large',
  429: 'Rate limited',
  500: 'Internal error',
  503: 'A service is down or overloaded; nothing was done',
  504: 'No answer in time; the request may have been carried out',
};

const REFUSAL = { $ref: '#/components/schemas/Refusal' };
const LOCATION = { Location: { schema: { type: 'string' } } };
const PROBLEM = { $ref: '#/components/schemas/Problem' };

/** The OpenAPI operation of one route. */
export function buildOperation(route: RouteSpec, schemas: Schemas): Record<string, unknown> {
  const { contract } = route;
  const params = [...route.path.matchAll(/:(\w+)/g)].map(([, name]) => name ?? '');
  const parameters = buildParameters(route, schemas, params);
  const requestBody = buildRequestBody(route, schemas, params);
  const takesInput = requestBody !== undefined || parameters.length > 0;
  const errors = collectErrors(route, takesInput);
  const header = contract.idempotent ? [{ $ref: '#/components/parameters/IdempotencyKey' }] : [];
  return {
    operationId: operationId(route),
    tags: [getTag(route)],
    summary: contract.summary,
    description: `Who may call: ${CALLERS[contract.access]}`,
    security: buildSecurity(route),
    ...(parameters.length + header.length ? { parameters: [...parameters, ...header] } : {}),
    ...(requestBody ? { requestBody } : {}),
    responses: buildResponses(route, schemas, groupByStatus(route, errors)),
    'x-access': contract.access,
    'x-errors': errors,
  };
}

/** The operation's name: the listed one, or verb and path, which are unique. */
export function operationId(route: RouteSpec): string {
  const listed = OPERATION_NAMES[`${route.verb} ${route.path}`];
  const words = route.path.split(/[^A-Za-z0-9]+/).filter((word) => word !== '' && word !== 'api');
  const capitals = words.map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`);
  return listed ?? `${route.verb.toLowerCase()}${capitals.join('')}`;
}

/** The group of the reference that shows the route. */
export function getTag(route: RouteSpec): string {
  const [first = '', second = ''] = route.path.split('/').filter(Boolean);
  return route.tag ?? (first === 'api' ? second : first);
}

function buildSecurity(route: RouteSpec): object[] {
  if (route.contract.access === 'public') return [];
  if (route.contract.access === 'relay') return [{ relay: [] }];
  const named: Record<string, never[]> = route.newApiUser === 'ignored' ? {} : { newApiUser: [] };
  return [
    { session: [], ...named },
    { bearer: [], ...named },
  ];
}

function buildParameters(route: RouteSpec, schemas: Schemas, params: readonly string[]): object[] {
  const { Request } = route.contract;
  const reads = route.verb === 'GET' || route.verb === 'DELETE';
  const taken = Object.values(route.take ?? {}).flatMap((t) => (typeof t === 'string' ? [t] : Object.keys(t)));
  const inQuery = (spec: FieldSpec) => (reads || route.query?.includes(spec.name)) && !taken.includes(spec.name);
  return getFields(Request).flatMap((spec) => {
    const at = params.includes(spec.name) ? 'path' : inQuery(spec) ? 'query' : undefined;
    if (!at) return [];
    const required = at === 'path' || (!spec.optional && spec.name !== 'p' && spec.name !== 'page_size');
    const { description, ...schema } = schemas.field(Request, spec);
    return [{ name: spec.name, in: at, required, ...(description ? { description } : {}), schema }];
  });
}

function buildRequestBody(route: RouteSpec, schemas: Schemas, params: readonly string[]): object | undefined {
  if (route.verb === 'GET' || route.verb === 'DELETE') return undefined;
  const { Request } = route.contract;
  const { take = {} } = route;
  const fields = getFields(Request);
  const whole = fields.find(({ name }) => name === take.body);
  if (whole)
    return {
      required: true,
      content: { 'application/json': { schema: { type: 'object', additionalProperties: true } } },
    };
  if (take.raw)
    return {
      required: true,
      content: {
        'application/json': { schema: { description: 'The notification, byte for byte as the provider signed it' } },
      },
    };
  const inBody = fields.filter(({ name }) => !params.includes(name) && !route.query?.includes(name));
  if (inBody.length === 0) return undefined;
  const schema: Schema = inBody.length === fields.length ? schemas.ref(Request) : schemas.object(Request, inBody);
  const content = { schema, example: buildExample(Request, inBody) };
  return { required: inBody.some((spec) => !spec.optional), content: { 'application/json': content } };
}

function buildResponses(
  route: RouteSpec,
  schemas: Schemas,
  refusals: Map<number, Record<string, object>>,
): Record<string, object> {
  const examples = { ...(route.answers ? {} : { success: { value: successExample(route) } }), ...refusals.get(200) };
  const schema = route.answers ? REFUSAL : { oneOf: [successSchema(route, schemas), REFUSAL] };
  const file = route.file ? { [route.file]: { schema: { type: 'string' } } } : {};
  const content = { 'application/json': { schema, examples }, ...file };
  const description = route.answers === 'redirect' ? 'Refused by a rule' : 'Done, or refused by a rule';
  const responses: Record<string, object> = { 200: { description, content } };
  if (route.answers === 'redirect') responses[302] = { description: 'The location to continue at', headers: LOCATION };
  for (const [status, examples] of [...refusals].sort(([a], [b]) => a - b)) {
    if (status === 200) continue;
    const retry = status === 429 || status === 503;
    responses[status] = {
      description: STATUS[status] ?? 'Refused',
      ...(retry ? { headers: { 'Retry-After': { $ref: '#/components/headers/RetryAfter' } } } : {}),
      content: { 'application/json': { schema: REFUSAL, examples } },
    };
  }
  responses.default = {
    description: 'With `Accept: application/problem+json`: RFC 9457, with the true status',
    content: { 'application/problem+json': { schema: PROBLEM } },
  };
  return responses;
}
