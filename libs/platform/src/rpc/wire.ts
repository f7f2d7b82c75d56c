import { AppError, isErrorCode, type WireError } from '@tollgate/contracts';
import { REPLY_BYTES, REQUEST_BYTES } from './limits.js';
import type { MeshHeaders, Message, Reply } from './mesh.js';

/** Header names on the wire. */
export const DEADLINE = 'X-Deadline';
export const REQUEST_ID = 'X-Request-Id';
export const TRACEPARENT = 'traceparent';

/** A message as it arrives, on whichever mesh. */
export interface Packet {
  readonly subject: string;
  /** The body. @throws when it is not UTF-8 */
  text(): string;
  header(name: string): string | undefined;
  /** Sends the reply; absent when the sender named no place for it. */
  readonly respond?: (reply: string) => void;
}

const OPERATION = /^[0-9a-f-]{36}$/;
/** As the calling side writes it, and no number in another guise. */
const MILLISECONDS = /^\d{1,15}$/;
/** No text of a caller is longer: the gateway cuts them, or they have one length. */
const CALLER_TEXT = 255;

type Plain = Record<string, unknown>;

function isPlain(value: unknown): value is Plain {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Text that a column can hold, no longer than a caller's are. */
function isText(value: unknown): value is string {
  return typeof value === 'string' && value.length <= CALLER_TEXT && !value.includes('\0') && value.isWellFormed();
}

function refuse(field: string): never {
  throw new AppError('INVALID_PARAMETER', { field });
}

/** True when a text takes more than `limit` bytes as UTF-8; does not count where its length already tells. */
export function exceeds(text: string, limit: number): boolean {
  return text.length > limit || (text.length * 3 > limit && Buffer.byteLength(text) > limit);
}

/**
 * Writes a request.
 * @throws AppError BODY_TOO_LARGE; TypeError for what JSON cannot hold (a BigInt, a cycle)
 */
export function writeMessage(message: Message): string {
  const text = JSON.stringify(message);
  if (exceeds(text, REQUEST_BYTES)) throw new AppError('BODY_TOO_LARGE');
  return text;
}

/**
 * Reads what travels beside a request.
 * @throws AppError INVALID_PARAMETER when there is no deadline: work that nobody would stop is not begun
 */
export function readHeaders(packet: Packet): MeshHeaders {
  const text = packet.header(DEADLINE) ?? '';
  if (!MILLISECONDS.test(text)) refuse(DEADLINE);
  const deadline = Number(text);
  return { deadline, requestId: packet.header(REQUEST_ID) ?? '', traceparent: packet.header(TRACEPARENT) };
}

/**
 * Reads a request's body, trusting nothing in it.
 * @throws AppError INVALID_PARAMETER naming what is wrong
 */
export function readMessage(text: () => string): Message {
  let value: unknown;
  try {
    value = JSON.parse(text());
  } catch (cause) {
    throw new AppError('INVALID_PARAMETER', { field: 'message' }, { cause });
  }
  if (!isPlain(value) || !isPlain(value.caller)) refuse('caller');
  const { operation, caller, body } = value;
  if (typeof operation !== 'string' || !OPERATION.test(operation)) refuse('operation');
  for (const field of ['ip', 'userAgent', 'requestId'] as const) {
    if (!isText(caller[field])) refuse(`caller.${field}`);
  }
  if (caller.locale !== 'zh' && caller.locale !== 'en') refuse('caller.locale');
  for (const field of ['idempotencyKey', 'browser'] as const) {
    if (caller[field] !== undefined && !isText(caller[field])) refuse(`caller.${field}`);
  }
  checkCredential(caller.credential);
  return { operation, caller: caller as unknown as Message['caller'], body };
}

function checkCredential(credential: unknown): void {
  if (credential === undefined) return;
  if (!isPlain(credential)) refuse('caller.credential');
  for (const field of ['session', 'bearer'] as const) {
    if (credential[field] !== undefined && !isText(credential[field])) refuse(`caller.credential.${field}`);
  }
  if (credential.userId !== undefined && !Number.isSafeInteger(credential.userId)) refuse('caller.credential.userId');
}

/**
 * Refuses a handler's result that would be too large to be answered. For handlers that write and whose result can be
 * large: called inside the transaction, it keeps what cannot be answered from being committed.
 * @throws AppError REPLY_TOO_LARGE; TypeError for what JSON cannot hold
 */
export function refuseTooLarge(data: object): void {
  writeReply({ ok: true, data });
}

/**
 * Writes a reply.
 * @throws AppError REPLY_TOO_LARGE; TypeError for what JSON cannot hold
 */
export function writeReply(reply: Reply): string {
  const text = JSON.stringify(reply);
  if (exceeds(text, REPLY_BYTES)) throw new AppError('REPLY_TOO_LARGE');
  return text;
}

/**
 * Reads a reply.
 * @throws AppError OUTCOME_UNKNOWN when it cannot be read: something was done, and nobody can say what
 */
export function readReply(text: string): Reply {
  try {
    const value: unknown = JSON.parse(text);
    if (isPlain(value) && value.ok === true) return { ok: true, data: value.data };
    if (isPlain(value) && value.ok === false && isWireError(value.error)) return { ok: false, error: value.error };
  } catch (cause) {
    throw new AppError('OUTCOME_UNKNOWN', {}, { cause });
  }
  throw new AppError('OUTCOME_UNKNOWN', {}, { cause: new Error('a reply that is none') });
}

function isWireError(value: unknown): value is WireError & Plain {
  return isPlain(value) && typeof value.code === 'string' && isErrorCode(value.code);
}
