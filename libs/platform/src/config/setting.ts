import { availableParallelism } from 'node:os';
import { EnvError, makeExactValidator } from 'envalid';
import ipaddr from 'ipaddr.js';

/** One environment variable: how it is read, what it is for, and whether it may be shown. */
export interface Setting<T> {
  readonly _parse: (input: string) => T;
  readonly desc: string;
  /** For people: text, number, switch, ... */
  readonly kind: string;
  /** Never printed, not even by the check that refuses it. */
  readonly secret: boolean;
  /** The value when it is not set; a setting without one, and not optional, must be set. */
  readonly default?: T | undefined;
  /** The default as one would write it. */
  readonly shownDefault: string;
}

/** The settings of a service, by the names of their variables. */
export type Settings = Readonly<Record<string, Setting<unknown>>>;

/** The values of declared settings. */
export type ConfigOf<S> = { readonly [K in keyof S]: S[K] extends Setting<infer T> ? T : never };

interface Options<T> {
  /** The value when it is not set. */
  default?: T;
  /** May be missing, and is undefined then. */
  optional?: boolean;
  secret?: boolean;
}

type Value<T, O> = O extends { optional: true } ? T | undefined : T;

function setting<T, const O extends Options<T>>(
  kind: string,
  desc: string,
  parse: (input: string) => T,
  options: O,
): Setting<Value<T, O>> {
  const fallback = options.optional || options.default !== undefined ? { default: options.default } : {};
  const shown = Array.isArray(options.default) ? options.default.join(',') : String(options.default ?? '');
  const validator = makeExactValidator(parse)({ desc });
  return {
    ...validator,
    ...fallback,
    desc,
    kind,
    secret: options.secret ?? false,
    shownDefault: shown,
  } as Setting<Value<T, O>>;
}

/** A text, perhaps of a given form or one of a few. */
export function text<const O extends Options<string> & { pattern?: RegExp; choices?: readonly string[] }>(
  desc: string,
  options: O,
): Setting<Value<O extends { choices: readonly (infer C)[] } ? C : string, O>> {
  const { pattern, choices } = options;
  const parse = (input: string) => {
    if (pattern && !pattern.test(input)) throw new EnvError(`must match ${String(pattern)}`);
    if (choices && !choices.includes(input)) throw new EnvError(`must be one of ${choices.join(', ')}`);
    return input;
  };
  return setting(choices ? choices.join(' | ') : 'text', desc, parse, options) as never;
}

/** A whole number within bounds. */
export function whole<const O extends Options<number> & { min: number; max: number }>(
  desc: string,
  options: O,
): Setting<Value<number, O>> {
  const { min, max } = options;
  const parse = (input: string) => {
    const value = /^-?\d{1,15}$/.test(input) ? Number(input) : NaN;
    if (!(value >= min && value <= max)) throw new EnvError(`must be a whole number from ${min} to ${max}`);
    return value;
  };
  return setting('number', desc, parse, options) as never;
}

/** A number of processes; `auto` is one for each core. */
export function processes(desc: string, { max, ...options }: { default: number; max: number }): Setting<number> {
  const parse = (input: string) => {
    const value =
      input === 'auto' ? Math.min(availableParallelism(), max) : /^\d{1,3}$/.test(input) ? Number(input) : 0;
    if (value < 1 || value > max) throw new EnvError(`must be auto or a whole number from 1 to ${max}`);
    return value;
  };
  return setting('number | auto', desc, parse, options);
}

/** true or false; 1 and 0, on and off, yes and no are taken too. */
export function toggle<const O extends Options<boolean>>(desc: string, options: O): Setting<Value<boolean, O>> {
  const parse = (input: string) => {
    if (/^(true|1|on|yes)$/i.test(input)) return true;
    if (/^(false|0|off|no)$/i.test(input)) return false;
    throw new EnvError('must be true or false');
  };
  return setting('true | false', desc, parse, options) as never;
}

/** An address of one of some schemes. */
export function address<const O extends Options<string> & { schemes: readonly string[] }>(
  desc: string,
  options: O,
): Setting<Value<string, O>> {
  const { schemes } = options;
  const parse = (input: string) => {
    const scheme = URL.canParse(input) ? new URL(input).protocol.slice(0, -1) : '';
    if (!schemes.includes(scheme))
      throw new EnvError(`must be an address that begins with ${schemes.join(':// or ')}://`);
    return input;
  };
  return setting('address', desc, parse, options) as never;
}

/** Values between commas. */
export function list<const O extends Options<readonly string[]>>(
  desc: string,
  options: O,
  check: (item: string) => void = () => undefined,
): Setting<Value<readonly string[], O>> {
  const parse = (input: string): readonly string[] => {
    const items = input.split(',').map((item) => item.trim());
    const kept = items.filter((item) => item !== '');
    kept.forEach(check);
    return kept;
  };
  return setting('list', desc, parse, options) as never;
}

/** Address ranges in CIDR form; a bare address is a range of one. */
export function ranges<const O extends Options<readonly string[]>>(
  desc: string,
  options: O,
): Setting<Value<readonly string[], O>> {
  return list(desc, options, (item) => {
    if (!ipaddr.isValid(item) && !ipaddr.isValidCIDR(item))
      throw new EnvError(`${item} is not an address or CIDR range`);
  }) as never;
}
