import { isShallow } from './depth.js';

/** The JSON object that a text is; undefined where it is none, or one too deep to be written again. */
export function objectIn(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject && isShallow(value) ? (value as Record<string, unknown>) : undefined;
  } catch {
    // the text is not JSON: that is the answer
    return undefined;
  }
}
