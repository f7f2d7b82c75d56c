/** Reading of what mutations made, written a second time and without the product's parsers. */

/** Text of bytes by their byte order mark, else UTF-8. */
export function decode(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return bytes.subarray(2).toString('utf16le');
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return Buffer.from(bytes.subarray(2)).swap16().toString('utf16le');
  return bytes.toString('utf8').replace(/^\uFEFF/, '');
}

/** A value of any kind at a path; undefined if there is none. */
export function at(value: unknown, ...path: string[]): unknown {
  return path.reduce<unknown>((inner, name) => {
    const isObject = typeof inner === 'object' && inner !== null && !Array.isArray(inner);
    return isObject && Object.hasOwn(inner, name) ? (inner as Record<string, unknown>)[name] : undefined;
  }, value);
}

/** JSON of bytes, or undefined. */
export function readJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(decode(bytes));
  } catch {
    // no JSON: the caller expects a refusal
    return undefined;
  }
}

/** One kind of message of one provider; each call tries one mutation and returns what was judged wrong. */
export interface Mutated {
  readonly name: string;
  readonly tryOne: () => Promise<string | undefined>;
  /** Mutations that were credited, so that a run in which nothing verifies is no success. */
  readonly getCredits: () => number;
}
