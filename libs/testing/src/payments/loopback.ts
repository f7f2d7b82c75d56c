import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The requests that a double got, and the answers that it gives. */
export interface Asked {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}
export interface Answered {
  readonly status?: number;
  /** Sent as JSON, or byte for byte if it is a Buffer. */
  readonly body: unknown;
}

/** How a double behaves badly: once, the next time it is asked. */
export type Mishap = 'hang_up' | 'hang_up_after' | 'error' | 'refuse';

/** A server on the loopback interface that answers JSON. */
export interface Loopback {
  readonly address: string;
  /** Makes the next call go wrong: unanswered before or after it took effect, 500, or 402. */
  next(mishap: Mishap): void;
  readonly asked: Asked[];
  close(): Promise<void>;
}

/** Starts a server; `answer` is run for every request that is not made to go wrong before it takes effect. */
export async function loopback(answer: (asked: Asked) => Answered): Promise<Loopback> {
  const asked: Asked[] = [];
  const mishaps: Mishap[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const url = new URL(request.url ?? '/', 'http://double');
      const one = {
        method: request.method ?? '',
        url,
        headers: request.headers,
        body: Buffer.concat(chunks).toString(),
      };
      asked.push(one);
      const mishap = mishaps.shift();
      if (mishap === 'hang_up') return void request.socket.destroy();
      if (mishap === 'error' || mishap === 'refuse') {
        response.writeHead(mishap === 'error' ? 500 : 402, { 'content-type': 'application/json' });
        return void response.end(JSON.stringify({ error: { type: 'api_error', message: mishap } }));
      }
      const { status = 200, body } = answer(one);
      if (mishap === 'hang_up_after') return void request.socket.destroy();
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(Buffer.isBuffer(body) ? body : JSON.stringify(body));
    });
  });
  // a connection that the double closes while it is being reused would be a question without an answer
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    address: `http://127.0.0.1:${port}`,
    asked,
    next: (mishap) => void mishaps.push(mishap),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
