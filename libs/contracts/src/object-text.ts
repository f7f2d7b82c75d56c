import { isShallow } from './depth.js';
import { isJsonObject, type JsonObject } from './json-object.js';

/** The JSON object that a text is; undefined where it is none, or one too deep to be written again. */
export function objectIn(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) && isShallow(value) ? value : undefined;
  } catch {
    // the text is not JSON: that is the answer
    return undefined;
  }
}
