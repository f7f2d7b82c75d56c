import { readdirSync, readFileSync } from 'node:fs';

/** A JSON value reduced to its keys and types: the name of a type, a list of one item, or an object. */
export type JsonShape = string | readonly JsonShape[] | { readonly [key: string]: JsonShape };

/** One request to a New API server and what its answer was like. */
export interface Exchange {
  readonly as: string;
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly status: number;
  readonly success?: boolean;
  readonly shape?: JsonShape;
}

export type Generation = '2025' | '2026';

export interface Family {
  readonly name: string;
  readonly exchanges: readonly Exchange[];
}

const DATA = new URL('./data/', import.meta.url);
/** The first make what others need. The last switch options on that others expect off; `users` deletes its people. */
const FIRST = ['setup', 'account', 'token'];
const LAST = ['custom-oauth', 'oauth', 'mail', 'passkey', 'twofa', 'access-token', 'users'];

/** The recorded families of a generation. */
export function readFamilies(generation: Generation): Family[] {
  const files = readdirSync(DATA).filter((file) => file.startsWith(`${generation}-`));
  const families = files.map((file) => ({
    name: file.slice(5, -5),
    exchanges: JSON.parse(readFileSync(new URL(file, DATA), 'utf8')) as Exchange[],
  }));
  const rank = ({ name }: Family) =>
    FIRST.includes(name) ? FIRST.indexOf(name) : FIRST.length + 1 + LAST.indexOf(name);
  return families.sort((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : 1));
}

/** The differences between a recorded answer and ours. Keys that only ours has are no difference. */
export function compare(recorded: Exchange, status: number, body: unknown): string[] {
  const differences: string[] = [];
  if (Math.floor(recorded.status / 100) !== Math.floor(status / 100)) differences.push(`status ${status}`);
  const success = (body as { success?: unknown } | undefined)?.success;
  if (recorded.success !== undefined && recorded.success !== success) differences.push(`success ${String(success)}`);
  const isComparable = recorded.shape !== undefined && differences.length === 0 && recorded.success !== false;
  if (isComparable) differences.push(...compareShapes(recorded.shape, body, 'body'));
  return differences;
}

function compareShapes(shape: JsonShape, value: unknown, at: string): string[] {
  // a null does not show the type, so any value or none is accepted
  if (shape === 'null') return [];
  if (value === undefined) return [`no ${at}`];
  if (typeof shape === 'string')
    return typeof value === shape ? [] : [`${at} is ${value === null ? 'null' : typeof value}`];
  if (Array.isArray(shape)) {
    if (!Array.isArray(value)) return [`${at} is no list`];
    return shape.length > 0 && value.length > 0 ? compareShapes(shape[0] as JsonShape, value[0], `${at}[]`) : [];
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [`${at} is no object`];
  const object = value as Readonly<Record<string, unknown>>;
  return Object.entries(shape as Readonly<Record<string, JsonShape>>).flatMap(([key, inner]) =>
    compareShapes(inner, object[key], `${at}.${key}`),
  );
}

export type Headers = Readonly<Record<string, string>>;

/** What an exchange needs of this run in the place of the recorded values. */
export interface Overrides {
  readonly path?: string;
  readonly body?: unknown;
  readonly headers?: Headers;
}

/** How a user of the replay sends a request. */
export interface Sender {
  /** The headers of the user; of a guest there are none. */
  headers(as: string): Promise<Headers>;
  userId(as: string): Promise<number>;
}
