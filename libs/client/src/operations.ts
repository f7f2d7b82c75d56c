import type { FetchOptions } from 'openapi-fetch';
import type { paths } from './openapi.js';

export type Method = 'get' | 'post' | 'put' | 'delete';

/** Operations whose success is JSON. */
interface Answering {
  responses: { 200: { content: { 'application/json': unknown } } };
}

/** Operations that answer a file, or can be asked for one. */
interface Filing {
  responses: { 200: { content: { 'text/csv': string } } };
}

/** Every path that takes this method and answers JSON; redirects are for browsers to follow. */
export type PathOf<M extends Method> = {
  [P in keyof paths]: paths[P] extends Record<M, Answering> ? P : never;
}[keyof paths];

/** Every path that answers a file. */
export type FilePath = { [P in keyof paths]: paths[P] extends { get: Filing } ? P : never }[keyof paths];

type KeyOption<Operation> = Operation extends { parameters: { header?: infer Header } }
  ? [NonNullable<Header>] extends [never]
    ? { idempotencyKey?: never }
    : {
        /** The same key with the same request gets the first answer again, for 24 hours. */
        idempotencyKey?: string;
      }
  : { idempotencyKey?: never };

/** The options of a call: its parameters and body, and how it is sent. */
export type OptionsOf<Operation> = Pick<FetchOptions<Operation>, 'params' | 'body' | 'headers' | 'signal'> &
  KeyOption<Operation>;

/** Left out where an operation demands nothing. */
export type Arguments<Taken> = object extends Taken ? [options?: Taken] : [options: Taken];

/** The options of `paths[P]`. */
export type Options<M extends Method, P extends PathOf<M>> = OptionsOf<paths[P][M]>;

/** The type that a successful call resolves to: the body, mostly `{ success: true, message, data }`. */
export type Reply<M extends Method, P extends PathOf<M>> = paths[P][M] extends Answering
  ? paths[P][M]['responses'][200]['content']['application/json']
  : never;
