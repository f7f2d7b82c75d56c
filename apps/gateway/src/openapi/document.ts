import { createRequire } from 'node:module';
import type { Type } from '@nestjs/common';
import { ERRORS } from '@tollgate/contracts';
import { ROUTE, type RouteSpec } from '../http/route/route-spec.js';
import { buildOperation, getTag } from './operation.js';
import { Schemas } from './schema.js';
import { describeTags } from './tags.js';

/** The version of the interface is that of the package. */
const { version } = createRequire(import.meta.url)('../../package.json') as { version: string };

const DESCRIPTION = [
  'The account, billing and administration interface of an AI-API platform, compatible with New API.',
  'Replies are `{ success, message, data }`. A request that a rule refuses answers 200 with `success: false` and a stable `code`;',
  'with `Accept: application/problem+json` refusals are RFC 9457 problem details with their true status.',
  'Messages are Chinese, or English when Accept-Language prefers it. Every path answers with and without a trailing slash.',
  'Without an Idempotency-Key a request that is sent again is a new request.',
].join('\n');

const COMPONENTS = {
  securitySchemes: {
    session: { type: 'apiKey', in: 'cookie', name: 'session', description: 'Session cookie of a login' },
    bearer: { type: 'http', scheme: 'bearer', description: "A login's token, or an access token" },
    relay: { type: 'http', scheme: 'bearer', description: 'A relay credential: rk- and 48 letters and digits' },
    newApiUser: { type: 'apiKey', in: 'header', name: 'New-Api-User', description: 'Id of the user who calls' },
  },
  parameters: {
    IdempotencyKey: {
      name: 'Idempotency-Key',
      in: 'header',
      required: false,
      description: 'The same key with the same request gets the first answer again, for 24 hours',
      schema: { type: 'string', minLength: 1, maxLength: 255 },
    },
  },
  headers: { RetryAfter: { description: 'Seconds', schema: { type: 'integer', minimum: 1 } } },
} as const;

const CODE = { $ref: '#/components/schemas/ErrorCode' };

const REFUSALS = {
  ErrorCode: { type: 'string', description: 'Stable name of an error', enum: Object.keys(ERRORS) },
  Refusal: {
    type: 'object',
    required: ['success', 'message', 'code'],
    properties: {
      success: { const: false },
      message: { type: 'string', description: 'For people; its wording may change' },
      code: CODE,
      data: { type: 'string', description: 'Payment routes only: the message again' },
      params: { type: 'object', additionalProperties: true, description: 'The parameters of the message' },
      error: { type: 'object', additionalProperties: true, description: 'Routes in the form of OpenAI only' },
    },
  },
  Problem: {
    type: 'object',
    required: ['type', 'title', 'status', 'code', 'instance'],
    properties: {
      type: { type: 'string', format: 'uri-reference' },
      title: { type: 'string' },
      status: { type: 'integer' },
      code: CODE,
      instance: { type: 'string', description: 'Request id' },
      params: { type: 'object', additionalProperties: true, description: 'The parameters of the title' },
    },
  },
} as const;

/** All routes of these controllers, sorted by path. */
export function collectRoutes(controllers: readonly Type[]): RouteSpec[] {
  const routes = controllers.flatMap((controller) =>
    Object.getOwnPropertyNames(controller.prototype).flatMap((name) => {
      const method = (controller.prototype as Record<string, unknown>)[name];
      const route = typeof method === 'function' ? (Reflect.getMetadata(ROUTE, method) as RouteSpec) : undefined;
      return route ? [route] : [];
    }),
  );
  return routes.sort((a, b) => (`${a.path} ${a.verb}` < `${b.path} ${b.verb}` ? -1 : 1));
}

/** The reference of these controllers' routes as an OpenAPI 3.1 document, made of the contracts alone. */
export function openApiDocument(controllers: readonly Type[]) {
  const schemas = new Schemas();
  const paths: Record<string, Record<string, object>> = {};
  const routes = collectRoutes(controllers);
  for (const route of routes) {
    const path = route.path.replace(/:(\w+)/g, '{$1}');
    (paths[path] ??= {})[route.verb.toLowerCase()] = buildOperation(route, schemas);
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Tollgate',
      version,
      description: DESCRIPTION,
      contact: { name: 'Tollgate', url: 'https://github.com/example/tollgate' },
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    tags: describeTags(new Set(routes.map(getTag))),
    paths,
    components: { ...COMPONENTS, schemas: { ...schemas.all(), ...REFUSALS } },
  };
}
