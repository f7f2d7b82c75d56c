import { isTimeZone } from '@tollgate/contracts';

/** The fault of a text, short, because it follows the option's name. */
export interface Problem {
  readonly en: string;
  readonly zh: string;
}

export function problem(en: string, zh: string): Problem {
  return { en, zh };
}

/** The rules of one option: how its stored text is read, which text may be stored, and whether it may ever be shown. */
export interface OptionSpec<T> {
  readonly kind: 'text' | 'int' | 'decimal' | 'bool' | 'csv' | 'json';
  /** The text in force while none is stored. */
  readonly fallback: string;
  /** Never answered by any endpoint and never written to the audit trail. */
  readonly secret: boolean;
  /** The words that may be stored, if only these. */
  readonly choices?: readonly string[];
  /** The typed value of a stored text; only called on text that `check` let pass. */
  read(text: string): T;
  /** Why a text may not be stored, or null. A stored text that does not pass is not used. */
  check(text: string): Problem | null;
  /** The form in which a text is written, or why it is refused. A text that was stored before the rule stays in use. */
  refine?(text: string): string | Problem;
}

interface Bounds {
  min?: number;
  max?: number;
}

/** Free text, at most `max` code points. */
export function text(fallback = '', { max = 255, secret = false } = {}): OptionSpec<string> {
  const tooLong = problem(`must be text of at most ${max} characters`, `必须是不超过 ${max} 个字符的文本`);
  const check = (value: string) => (isStorable(value, max) ? null : tooLong);
  return { kind: 'text', fallback, secret, read: (value) => value, check };
}

/** A secret: written, never read back. */
export function secret(max = 4096): OptionSpec<string> {
  return text('', { max, secret: true });
}

/** An absolute http(s) address, or nothing. */
export function address(fallback = ''): OptionSpec<string> {
  const noAddress = problem('must be an http or https address', '必须是 http 或 https 地址');
  const check = (value: string) => (value === '' || isHttp(value) ? null : noAddress);
  return { ...text(fallback), check: (value) => check(value) ?? text('', { max: 2048 }).check(value) };
}

/**
 * A time zone by its IANA name. Offsets such as +08:00 are refused, because PostgreSQL reads them with the opposite sign.
 */
export function timeZone(fallback: string): OptionSpec<string> {
  const unknown = problem('must be the IANA name of a time zone', '必须是 IANA 时区名称');
  const check = (value: string) => (isTimeZone(value) ? null : unknown);
  return { ...text(fallback), check };
}

/** One of the listed words. */
export function choice<const T extends string>(allowed: readonly T[], fallback: T): OptionSpec<T> {
  const words = allowed.join(', ');
  const another = problem(`must be one of ${words}`, `必须是以下之一：${words}`);
  const check = (value: string) => (allowed.some((a) => a === value) ? null : another);
  return { kind: 'text', fallback, secret: false, choices: allowed, read: (value) => value as T, check };
}

/** A whole number, exact. */
export function int(fallback: number, { min = 0, max = Number.MAX_SAFE_INTEGER }: Bounds = {}): OptionSpec<number> {
  const check = (value: string) => {
    const inRange = /^-?\d{1,16}$/.test(value) && Number(value) >= min && Number(value) <= max;
    return inRange ? null : problem(`must be a whole number from ${min} to ${max}`, `必须是 ${min} 到 ${max} 的整数`);
  };
  return { kind: 'int', fallback: String(fallback), secret: false, read: Number, check };
}

/** A decimal number, kept as its text: prices never pass through binary floats. */
export function decimal(fallback: string, { min = 0, max = 1e12 }: Bounds = {}): OptionSpec<string> {
  const check = (value: string) => {
    const inRange = /^-?\d{1,13}(\.\d{1,12})?$/.test(value) && Number(value) >= min && Number(value) <= max;
    return inRange ? null : problem(`must be a decimal number from ${min} to ${max}`, `必须是 ${min} 到 ${max} 的小数`);
  };
  return { kind: 'decimal', fallback, secret: false, read: (value) => value, check };
}

/** `true` or `false`. */
export function bool(fallback: boolean): OptionSpec<boolean> {
  const neither = problem('must be true or false', '必须是 true 或 false');
  const check = (value: string) => (value === 'true' || value === 'false' ? null : neither);
  return { kind: 'bool', fallback: String(fallback), secret: false, read: (value) => value === 'true', check };
}

/** Tells what is wrong with a decoded JSON value, or null. */
export type JsonRule = (value: unknown) => Problem | null;

/** A JSON text of at most 256 KiB that a rule accepts. What is written has to pass the stricter rule, if there is one. */
export function json<T>(fallback: T | { text: string }, rule: JsonRule, strict: JsonRule = rule): OptionSpec<T> {
  const stored = isText(fallback) ? fallback.text : JSON.stringify(fallback);
  const check = (value: string) => {
    if (!isStorable(value, 262_144)) return problem('is too long', '过长');
    const decoded = decode(value);
    return decoded === undefined ? problem('must be valid JSON', '必须是合法的 JSON') : rule(decoded.value);
  };
  const refine = (value: string) => strict(JSON.parse(value)) ?? value;
  return { kind: 'json', fallback: stored, secret: false, read: (value) => JSON.parse(value) as T, check, refine };
}

/** A JSON text, or nothing: for the parts of the settings that only the web client reads. */
export function jsonText(max: number): OptionSpec<string> {
  const base = text('', { max });
  const noJson = problem('must be valid JSON, or empty', '必须是合法的 JSON 或留空');
  return { ...base, refine: (value) => (value.trim() === '' || decode(value) ? value : noJson) };
}

function isText(value: unknown): value is { text: string } {
  return typeof value === 'object' && value !== null && typeof (value as { text?: unknown }).text === 'string';
}

function decode(value: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(value) as unknown };
  } catch {
    // the text is not JSON: that is the answer
    return undefined;
  }
}

/** Text PostgreSQL can hold, of at most `max` code points. */
function isStorable(value: string, max: number): boolean {
  return !value.includes('\0') && value.isWellFormed() && value.length <= max * 2 && [...value].length <= max;
}

function isHttp(value: string): boolean {
  return URL.canParse(value) && /^https?:$/.test(new URL(value).protocol);
}
