/** A JSON object from outside. */
export type Plain = Readonly<Record<string, unknown>>;

/** A value as an object; an empty one where it is none. */
export function objectOf(value: unknown): Plain {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Plain) : {};
}

/** A value as text of at most 255 characters; empty where it is none. */
export function textOf(value: unknown): string {
  return typeof value === 'string' && value.length <= 255 ? value : '';
}

/** A value as a whole number that is not negative, or null. */
export function countOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null;
}

/** The id of something that is given as its id or as an object. */
export function idOf(value: unknown): string {
  return typeof value === 'string' ? textOf(value) : textOf(objectOf(value).id);
}

/** Decoded JSON of bytes, or undefined. */
export function decoded(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8')) as unknown;
  } catch {
    // not JSON: the caller says so in its own words
    return undefined;
  }
}
