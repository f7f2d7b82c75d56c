import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { AppError, ERRORS, type ErrorCode } from '@tollgate/contracts';
import { renderError } from './render-error.js';

const CODES: Readonly<Record<string, ErrorCode>> = {
  HPE_HEADER_OVERFLOW: 'HEADERS_TOO_LARGE',
  ERR_HTTP_REQUEST_TIMEOUT: 'REQUEST_TIMEOUT',
};

/** Answers what is no HTTP (or comes too slowly) in the envelope, and closes the connection: what follows can't be trusted. */
export function answerClientError(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  if (socket.writable) socket.write(replyTo(error.code));
  socket.destroy();
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
