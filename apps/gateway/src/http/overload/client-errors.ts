import { type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { AppError, ERRORS, type ErrorCode } from '@tollgate/contracts';
import { renderError } from '../answers/render-error.js';

const CODES: Readonly<Record<string, ErrorCode>> = {
  HPE_HEADER_OVERFLOW: 'HEADERS_TOO_LARGE',
  ERR_HTTP_REQUEST_TIMEOUT: 'REQUEST_TIMEOUT',
};
/** How long who is told no more may go on sending before the connection is dropped, in milliseconds. */
const LINGER_MS = 5000;

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/**
 * Answers what is no HTTP (or comes too slowly) in the envelope, and closes the connection: what follows can't be trusted.
 * Requests that came whole before it on the same connection are answered first, each with its own answer.
 */
export class ClientErrors {
  /** What each connection is still owed, in order. */
  private readonly open = new WeakMap<Socket, Set<Exchange>>();
  /** Connections of which nothing more is taken. */
  private readonly over = new WeakSet<Socket>();

  /** Begins to note what a server's connections are owed. */
  watch(server: Server): void {
    server.prependListener('request', (request, response) => {
      const { socket } = request;
      const exchanges = this.open.get(socket) ?? new Set<Exchange>();
      this.open.set(socket, exchanges);
      const exchange = { request, response };
      exchanges.add(exchange);
      response.once('close', () => exchanges.delete(exchange));
    });
    // without a listener Node drops the connection, and the answers due on it; with one, its errors are the listener's
    server.on('connect', (_request, socket: Socket) => {
      socket.on('error', () => socket.destroy()).resume();
      this.answer(new Error('no proxy'), socket);
    });
  }

  /** Takes nothing more of a connection; whoever answers last on it closes it, in a way that lets the answer be read. */
  end(socket: Socket): void {
    this.over.add(socket);
    socket.destroySoon = () => linger(socket);
  }

  /** Whether a connection is over: what else it sent is not looked at. */
  isOver(socket: Socket): boolean {
    return this.over.has(socket);
  }

  /** The server's `clientError` handler. */
  readonly answer = (error: Error & { code?: string }, socket: Socket): void => {
    // the parser tells of the same fault again with everything that arrives after it
    if (this.isOver(socket)) return;
    this.end(socket);
    if (error.code === 'ECONNRESET' || socket.destroyed) return void socket.destroy();
    void this.refuse(error.code, socket);
  };

  private async refuse(code: string | undefined, socket: Socket): Promise<void> {
    const exchanges = [...(this.open.get(socket) ?? [])];
    await Promise.all(exchanges.filter(isAnswerable).map(({ response }) => closed(response)));
    if (!socket.writable) return;
    // one whose body is at fault may have been answered for its headers
    if (!exchanges.some(({ request, response }) => !request.complete && response.writableEnded))
      socket.write(replyTo(code));
    linger(socket);
  }
}

/**
 * Closes a connection in stages (RFC 9112 9.6): dropped while its client still sends, it would be reset, and the answer with
 * it, before that was read.
 */
function linger(socket: Socket): void {
  socket.end();
  const timer = setTimeout(() => socket.destroy(), LINGER_MS);
  socket.once('end', () => socket.destroy()).once('close', () => clearTimeout(timer));
}

/** Whether a request came whole, or was answered before it had. */
function isAnswerable({ request, response }: Exchange): boolean {
  return request.complete || response.writableEnded;
}

function closed(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => response.once('close', resolve));
}

function replyTo(code: string | undefined): string {
  const refusal = new AppError(CODES[code ?? ''] ?? 'MALFORMED_REQUEST');
  const wanted = { locale: 'zh', problem: false, envelope: 'standard', requestId: '' } as const;
  const body = JSON.stringify(renderError(refusal, wanted).body);
  const { status } = ERRORS[refusal.code];
  return [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
    '',
    body,
  ].join('\r\n');
}
