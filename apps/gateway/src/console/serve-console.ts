import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Log } from '@tollgate/platform/log';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { HttpConfig } from '../http/request/http-config.js';
import { wantsPage } from '../http/request/locale.js';

/** First parts of paths that never are a page, so that a wrong API call gets its JSON 404. */
const NO_PAGES = new Set(
  ['api', 'v1', 'v1beta', 'dashboard', 'pg', 'mj', 'suno', 'docs', 'openapi.json', 'health', 'metrics', 'assets'].map(
    (part) => `/${part}`,
  ),
);
const YEAR_SECONDS = 31_536_000;

/** Serves the web console, or sends browsers to another front end, or does neither. API paths are not affected. */
export async function serveFrontEnd(app: NestFastifyApplication, config: HttpConfig, log: Log): Promise<void> {
  const fastify = app.getHttpAdapter().getInstance() as unknown as FastifyInstance;
  const { frontEnd } = config;
  if (frontEnd === 'console') await serveConsole(fastify, log);
  else if (frontEnd !== undefined && frontEnd !== 'none') sendElsewhere(fastify, frontEnd.url);
}

/** The folder of the built console, or undefined if it was not built. */
export function findConsole(): string | undefined {
  const manifest = createRequire(import.meta.url).resolve('@tollgate/console/package.json');
  const folder = join(dirname(manifest), 'dist');
  return existsSync(join(folder, 'index.html')) ? folder : undefined;
}

async function serveConsole(fastify: FastifyInstance, log: Log): Promise<void> {
  const root = findConsole();
  if (!root) return log.warn('the web console is not built, so / answers 404: npm run build');
  await fastify.register(fastifyStatic, {
    root,
    wildcard: false,
    index: false,
    decorateReply: false,
    preCompressed: true,
    globIgnore: ['index.html', 'built', 'licenses.md', '**/*.br', '**/*.gz'],
    cacheControl: false,
    setHeaders: (reply, path) => {
      // names in this folder hold a hash of the content
      const isHashed = /[\\/]assets[\\/]/.test(path);
      void reply.header('cache-control', isHashed ? `public, max-age=${YEAR_SECONDS}, immutable` : 'no-cache');
    },
  });
  const page = readFileSync(join(root, 'index.html'), 'utf8');
  answerPages(fastify, (_, reply) => {
    const nonce = randomBytes(16).toString('base64');
    void reply.headers(pageHeaders(nonce)).type('text/html; charset=utf-8').send(page.replaceAll('__NONCE__', nonce));
  });
}

/** As in New API, each path that is no API path leads to the same path of the other front end. */
function sendElsewhere(fastify: FastifyInstance, url: string): void {
  const base = url.replace(/\/+$/, '');
  answerPages(fastify, (request, reply) => void reply.redirect(`${base}${request.url}`, 302));
}

/** Answers navigations to paths without a route. Every path of the console is one, because the page finds its content by itself. */
function answerPages(fastify: FastifyInstance, answer: (request: FastifyRequest, reply: FastifyReply) => void): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    const path = request.url.split('?', 1)[0] ?? '';
    const isRead = request.method === 'GET' || request.method === 'HEAD';
    const [first = ''] = /^\/[^/]*/.exec(path) ?? [];
    if (!request.is404 || !isRead || NO_PAGES.has(first) || !wantsPage(request)) return done();
    answer(request, reply);
  });
}

/**
 * The page runs scripts of its own origin and those that carry the nonce of this answer (Turnstile's). Style elements carry it too.
 * The page may be referred to only by itself, because links in mails hold one-time tokens.
 */
function pageHeaders(nonce: string): Readonly<Record<string, string>> {
  return {
    'content-security-policy':
      `default-src 'none'; script-src 'self' 'nonce-${nonce}'; style-src 'self' 'nonce-${nonce}'; img-src 'self' data:; ` +
      "font-src 'self'; connect-src 'self'; frame-src https://challenges.cloudflare.com; form-action 'self'; " +
      "base-uri 'none'; frame-ancestors 'none'",
    'referrer-policy': 'same-origin',
    'cache-control': 'no-cache',
  };
}
