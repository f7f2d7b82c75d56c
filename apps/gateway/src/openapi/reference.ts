import type { Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { openApiDocument } from './document.js';
import { errorsPage } from './errors-page.js';

/** The page fetches it. */
const NO_DOCUMENT = undefined as unknown as OpenAPIObject;

/** Serves the reference: `/openapi.json` for machines, `/docs` and `/docs/errors` for people (nothing is loaded from elsewhere). */
export function serveReference(app: NestFastifyApplication, controllers: readonly Type[]): void {
  const fastify = app.getHttpAdapter().getInstance();
  // the page's links are relative to /docs
  fastify.addHook('onRequest', (request, reply, done) => {
    if (request.url === '/docs/') void reply.redirect('/docs', 301);
    else done();
  });
  const page = errorsPage();
  fastify.get('/docs/errors', (_, reply) => reply.type('text/html; charset=utf-8').send(page));
  // a megabyte, and anybody may ask for it: written once, not for each request
  const document = Buffer.from(JSON.stringify(openApiDocument(controllers)));
  fastify.get('/openapi.json', (_, reply) => reply.type('application/json; charset=utf-8').send(document));
  SwaggerModule.setup('docs', app, NO_DOCUMENT, {
    swaggerUrl: '/openapi.json',
    raw: false,
    customSiteTitle: 'Tollgate: API reference',
    swaggerOptions: { docExpansion: 'none', persistAuthorization: false },
  });
}
