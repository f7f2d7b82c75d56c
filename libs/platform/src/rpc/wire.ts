import { AppError, isErrorCode, PARAMETERS, type WireError, isJsonObject, type JsonObject } from '@tollgate/contracts';
import { REPLY_BYTES, REQUEST_BYTES } from './limits.js';
import type { MeshHeaders, Message, Reply } from './mesh.js';

/** Header names on the wire. */
export const DEADLINE = 'X-Deadline';
export const REQUEST_ID = 'X-Request-Id';
export const TRACEPARENT = 'traceparent';

/** A message as it arrives, the same on every mesh. */
export interface Packet {
  readonly subject: string;
  /** Of the body, in bytes or characters. */
  readonly size: number;
  /** The body. @throws when it is not UTF-8 */
  text(): string;
  /** One of what travels beside it. @throws when the headers cannot be read */
  header(name: string): string | undefined;
  /** Sends the reply; absent when the sender named no place for it. */
  readonly respond?: (reply: string) => void;
}

const OPERATION = /^[0-9a-f-]{36}$/;
/** As the calling side writes it, and no number in another guise. */
const MILLISECONDS = /^\d{1,15}$/;
/** No text of a caller is longer: the gateway cuts them, or they have one length. */
const CALLER_TEXT = 255;
/** No parameter of a refusal is longer. */
const PARAMETER_TEXT = 2000;
const MAX_SECONDS = 366 * 86_400;

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
 * @throws AppError INVALID_PARAMETER if it cannot be read, or has no deadline, because work without one would never be stopped
 */
export function readHeaders(packet: Packet): MeshHeaders {
  const text = getHeader(packet, DEADLINE) ?? '';
  if (!MILLISECONDS.test(text)) refuse(DEADLINE);
  const requestId = getHeader(packet, REQUEST_ID) ?? '';
  if (!isText(requestId)) refuse(REQUEST_ID);
  return { deadline: Number(text), requestId, traceparent: getHeader(packet, TRACEPARENT) };
}

function getHeader(packet: Packet, name: string): string | undefined {
  try {
    return packet.header(name);
  } catch (cause) {
    throw new AppError('INVALID_PARAMETER', { field: 'headers' }, { cause });
  }
}

/**
 * Reads a request's body, trusting nothing in it.
 * @throws AppError INVALID_PARAMETER naming what is wrong; BODY_TOO_LARGE
 */
export function readMessage(read: () => string): Message {
  const text = readText(read);
  if (exceeds(text, REQUEST_BYTES)) throw new AppError('BODY_TOO_LARGE');
  const value = parse(text);
  if (!isJsonObject(value) || !isJsonObject(value.caller)) refuse('caller');
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

function readText(read: () => string): string {
  try {
    return read();
  } catch (cause) {
    throw new AppError('INVALID_PARAMETER', { field: 'message' }, { cause });
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new AppError('INVALID_PARAMETER', { field: 'message' }, { cause });
  }
}

function checkCredential(credential: unknown): void {
  if (credential === undefined) return;
  if (!isJsonObject(credential)) refuse('caller.credential');
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
 * Reads a reply and trusts nothing in it but the data, which the reader checks against its contract.
 * @throws Error when it is none
 */
export function readReply(text: string): Reply {
  if (exceeds(text, REPLY_BYTES)) throw new RangeError('a reply that is too large');
  const value: unknown = JSON.parse(text);
  if (isJsonObject(value) && value.ok === true) return { ok: true, data: value.data };
  if (isJsonObject(value) && value.ok === false && isWireError(value.error))
    return { ok: false, error: toWireError(value.error) };
  throw new TypeError('the reply is not valid');
}

function isWireError(value: unknown): value is WireError & JsonObject {
  if (!isJsonObject(value) || typeof value.code !== 'string' || !isErrorCode(value.code)) return false;
  const { params, retryAfter } = value;
  return (params === undefined || isParams(params)) && (retryAfter === undefined || isSeconds(retryAfter));
}

/** The members of a refusal that the table of errors declares: anything else would reach clients as it came. */
function toWireError({ code, params, retryAfter }: WireError): WireError {
  const named = params && Object.entries(params).filter(([name]) => PARAMETERS.get(code)?.has(name));
  return {
    code,
    ...(named ? { params: Object.fromEntries(named) } : {}),
    ...(retryAfter === undefined ? {} : { retryAfter }),
  };
}

/** The values that texts are filled with: a few words or numbers. */
function isParams(value: unknown): boolean {
  return isJsonObject(value) && Object.values(value).every((each) => isShort(each) || Number.isFinite(each));
}

function isShort(value: unknown): boolean {
  return typeof value === 'string' && value.length <= PARAMETER_TEXT;
}

/** At most a year. */
function isSeconds(value: unknown): boolean {
  return typeof value === 'number' && value >= 0 && value <= MAX_SECONDS;
}
