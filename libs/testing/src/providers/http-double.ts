import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as the double got it. */
export interface HeardRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** The body read as a form. */
  readonly form: URLSearchParams;
}

/** The answer: a value becomes JSON with status 200. */
export type Answer =
  | { readonly json: unknown; readonly status?: number; readonly headers?: Record<string, string> }
  | { readonly raw: (response: ServerResponse) => void };

type Handler = (request: HeardRequest) => Answer | Promise<Answer>;

/** A loopback HTTP server that plays a foreign one and records its requests. */
export interface HttpDouble {
  readonly url: string;
  readonly heard: HeardRequest[];
  /** Answers a method and path (`POST /token`) from now on. */
  on(route: `${string} /${string}`, handler: Handler): void;
  close(): Promise<void>;
}

/** Starts one. Unknown paths answer 404. */
export async function httpDouble(): Promise<HttpDouble> {
  const handlers = new Map<string, Handler>();
  const heard: HeardRequest[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { pathname, searchParams } = new URL(request.url ?? '/', 'http://double');
      const body = Buffer.concat(chunks).toString('utf8');
      const method = request.method ?? 'GET';
      const one = {
        method,
        path: pathname,
        query: searchParams,
        headers: request.headers,
        body,
        form: new URLSearchParams(body),
      };
      heard.push(one);
      const handler = handlers.get(`${method} ${pathname}`);
      if (!handler) return void response.writeHead(404).end('{}');
      Promise.resolve(handler(one)).then(
        (answer) => write(response, answer),
        (error: unknown) => response.writeHead(500).end(String(error)),
      );
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    heard,
    on: (route, handler) => void handlers.set(route, handler),
    close: () => {
      server.closeAllConnections();
      return new Promise<void>((closed) => server.close(() => closed()));
    },
  };
}

function write(response: ServerResponse, answer: Answer): void {
  if ('raw' in answer) return answer.raw(response);
  response.writeHead(answer.status ?? 200, { 'content-type': 'application/json', ...answer.headers });
  response.end(JSON.stringify(answer.json));
}

/** Ways in which a provider fails. */
export const failures = {
  /** Accepts the request and never answers. */
  silent: (): Answer => ({ raw: () => undefined }),
  /** Sends one byte a second, for ever. */
  drip: (): Answer => ({
    raw: (response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const timer = setInterval(() => response.write(' '), 1000);
      response.on('close', () => clearInterval(timer));
    },
  }),
  /** 100 MB of JSON. */
  huge: (): Answer => ({
    raw: (response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const chunk = Buffer.alloc(65_536, 0x20);
      let left = 1600;
      const more = () => {
        while (left > 0 && !response.destroyed) {
          left -= 1;
          if (!response.write(chunk)) return void response.once('drain', more);
        }
        response.end('{}');
      };
      more();
    },
  }),
  broken: (): Answer => ({ json: { error: 'oops' }, status: 500 }),
  nonsense: (): Answer => ({
    raw: (response) => void response.writeHead(200, { 'content-type': 'application/json' }).end('{"access_token'),
  }),
  redirect: (to: string): Answer => ({ json: {}, status: 302, headers: { location: to } }),
} as const;
