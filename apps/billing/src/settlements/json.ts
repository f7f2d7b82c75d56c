import { parse } from 'lossless-json';

/** A JSON object from outside. */
export type Plain = Readonly<Record<string, unknown>>;

/** A value as an object; an empty one if it is none. */
export function toObject(value: unknown): Plain {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Plain) : {};
}

/** A value as text of at most 255 characters; empty if it is none. */
export function toText(value: unknown): string {
  return typeof value === 'string' && value.length <= 255 ? value : '';
}

/** A value as a whole number that is not negative, or null. */
export function toCount(value: unknown): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null;
}

/** The id of something that is given as its id or as an object. */
export function getId(value: unknown): string {
  return typeof value === 'string' ? toText(value) : toText(toObject(value).id);
}

/** The JSON of a body, or undefined if it is none. A body that has one name twice with different values is none. */
export function parseJson(body: Buffer): unknown {
  return parseWith(body, Number);
}

/** As parseJson, but every number is the text that was sent: nothing is rounded, and `73.00` keeps its zeros. */
export function parseLossless(body: Buffer): unknown {
  return parseWith(body, (text) => text);
}

function parseWith(body: Buffer, parseNumber: (text: string) => unknown): unknown {
  try {
    return parse(decodeText(body), undefined, parseNumber);
  } catch (error) {
    // SyntaxError: not JSON, RangeError: nested too deep. The caller reports it in its own words.
    if (error instanceof SyntaxError || error instanceof RangeError) return undefined;
    throw error;
  }
}

/** Text of a body: UTF-8 or UTF-16 by its byte order mark, else UTF-8, else GB 18030, which older gateways still send. */
function decodeText(body: Buffer): string {
  if (body[0] === 0xff && body[1] === 0xfe) return new TextDecoder('utf-16le').decode(body);
  if (body[0] === 0xfe && body[1] === 0xff) return new TextDecoder('utf-16be').decode(body);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    // not UTF-8; GB 18030 decodes any bytes, and the fields that decide are ASCII in both
    return new TextDecoder('gb18030').decode(body);
  }
}
