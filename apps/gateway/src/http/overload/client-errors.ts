import { type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { AppError, ERRORS, type ErrorCode } from '@tollgate/contracts';
import { renderError } from '../answers/render-error.js';

const CODES: Readonly<Record<string, ErrorCode>> = {
  HPE_HEADER_OVERFLOW: 'HEADERS_TOO_LARGE',
  ERR_HTTP_REQUEST_TIMEOUT: 'REQUEST_TIMEOUT',
};
/** Milliseconds that a client may go on sending after its last answer before the connection is dropped. */
const LINGER_MS = 5000;

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/**
 * Answers input that is not HTTP (or arrives too slowly) in the envelope and closes the connection, because the bytes after it
 * cannot be trusted. Complete requests before it on the same connection are answered first.
 */
export class ClientErrors {
  /** Unanswered requests of each connection, in order. */
  private readonly open = new WeakMap<Socket, Set<Exchange>>();
  /** Connections from which no further request is read. */
  private readonly ended = new WeakSet<Socket>();

  /** Begins to record the unanswered requests of a server's connections. */
  watch(server: Server): void {
    server.prependListener('request', (request, response) => {
      const { socket } = request;
      const exchanges = this.open.get(socket) ?? new Set<Exchange>();
      this.open.set(socket, exchanges);
      const exchange = { request, response };
      exchanges.add(exchange);
      response.once('close', () => exchanges.delete(exchange));
    });
    // without a listener Node would drop the connection with its unanswered requests; the listener must handle its errors
    server.on('connect', (_request, socket: Socket) => {
      socket.on('error', () => socket.destroy()).resume();
      this.answer(new Error('CONNECT is not supported'), socket);
    });
  }

  /** Reads no further request of a connection. The last answer on it closes it in stages, so that the client can read it. */
  end(socket: Socket): void {
    this.ended.add(socket);
    socket.destroySoon = () => linger(socket);
  }

  /** Whether `end` was called for a connection. Further input on it is ignored. */
  hasEnded(socket: Socket): boolean {
    return this.ended.has(socket);
  }

  /** The server's `clientError` handler. */
  readonly answer = (error: Error & { code?: string }, socket: Socket): void => {
    // the parser reports the same fault again for all bytes that arrive after it
    if (this.hasEnded(socket)) return;
    this.end(socket);
    if (error.code === 'ECONNRESET' || socket.destroyed) return void socket.destroy();
    void this.refuse(error.code, socket);
  };

  private async refuse(code: string | undefined, socket: Socket): Promise<void> {
    const exchanges = [...(this.open.get(socket) ?? [])];
    await Promise.all(exchanges.filter(isAnswerable).map(({ response }) => closed(response)));
    if (!socket.writable) return;
    // if the body is at fault, the request may have been answered already because of its headers
    if (!exchanges.some(({ request, response }) => !request.complete && response.writableEnded))
      socket.write(buildReply(code));
    linger(socket);
  }
}

/**
 * Closes a connection in stages (RFC 9112 9.6). If it were dropped while the client still sends, the reset would discard the
 * answer before the client reads it.
 */
function linger(socket: Socket): void {
  socket.end();
  const timer = setTimeout(() => socket.destroy(), LINGER_MS);
  socket.once('end', () => socket.destroy()).once('close', () => clearTimeout(timer));
}

/** Whether a request arrived completely, or was answered before that. */
function isAnswerable({ request, response }: Exchange): boolean {
  return request.complete || response.writableEnded;
}

function closed(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => response.once('close', resolve));
}

function buildReply(code: string | undefined): string {
  const refusal = new AppError(CODES[code ?? ''] ?? 'MALFORMED_REQUEST');
  const format = { locale: 'zh', problem: false, envelope: 'standard', requestId: '' } as const;
  const body = JSON.stringify(renderError(refusal, format).body);
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
