import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { acceptsGzip } from '../http/request/locale.js';
import { openApiDocument } from './document.js';
import { errorsPage } from './errors-page.js';

/** Swagger UI fetches the document itself, so the set-up gets none. */
const NO_DOCUMENT = undefined as unknown as OpenAPIObject;

/** The bytes of the document. They are made once, at the first request, because the document is large. */
interface PreparedDocument {
  readonly etag: string;
  readonly plain: Buffer;
  readonly zipped: Buffer;
}

function prepareDocument(controllers: readonly Type[]): PreparedDocument {
  const plain = Buffer.from(JSON.stringify(openApiDocument(controllers)));
  const etag = `"${createHash('sha256').update(plain).digest('base64url').slice(0, 22)}"`;
  return { etag, plain, zipped: gzipSync(plain) };
}

/** Serves `/openapi.json`, and the pages `/docs` and `/docs/errors`, which load nothing from other origins. */
export function serveReference(app: NestFastifyApplication, controllers: readonly Type[]): void {
  const fastify = app.getHttpAdapter().getInstance();
  // the page's links are relative to /docs, so /docs/ is redirected
  fastify.addHook('onRequest', (request, reply, done) => {
    if (request.url === '/docs/') void reply.redirect('/docs', 301);
    else done();
  });
  const page = errorsPage();
  fastify.get('/docs/errors', (_, reply) => reply.type('text/html; charset=utf-8').send(page));
  let document: PreparedDocument | undefined;
  fastify.get('/openapi.json', (request, reply) => {
    document ??= prepareDocument(controllers);
    const { etag, plain, zipped } = document;
    void reply.headers({ etag, 'cache-control': 'no-cache', vary: 'accept-encoding' });
    if (request.headers['if-none-match']?.includes(etag)) return reply.code(304).send();
    void reply.type('application/json; charset=utf-8');
    if (!acceptsGzip(request)) return reply.send(plain);
    return reply.header('content-encoding', 'gzip').send(zipped);
  });
  SwaggerModule.setup('docs', app, NO_DOCUMENT, {
    swaggerUrl: '/openapi.json',
    raw: false,
    customSiteTitle: 'Tollgate: API reference',
    swaggerOptions: { docExpansion: 'none', persistAuthorization: false },
  });
}
