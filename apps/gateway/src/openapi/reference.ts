import type { Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { openApiDocument } from './document.js';
import { errorsPage } from './errors-page.js';

/** Swagger UI fetches the document itself, so the set-up gets none. */
const NO_DOCUMENT = undefined as unknown as OpenAPIObject;

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
  // serialised once, because it is large and any client may fetch it
  const document = Buffer.from(JSON.stringify(openApiDocument(controllers)));
  fastify.get('/openapi.json', (_, reply) => reply.type('application/json; charset=utf-8').send(document));
  SwaggerModule.setup('docs', app, NO_DOCUMENT, {
    swaggerUrl: '/openapi.json',
    raw: false,
    customSiteTitle: 'Tollgate: API reference',
    swaggerOptions: { docExpansion: 'none', persistAuthorization: false },
  });
}
