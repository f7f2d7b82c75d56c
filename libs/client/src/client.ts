import createFetchClient from 'openapi-fetch';
import { TollgateError } from './error.js';
import type { paths } from './openapi.js';
import type { Arguments, FilePath, Method, Options, OptionsOf, PathOf, Reply } from './operations.js';

/** Who calls. Every request that needs an account names its user (`New-Api-User`). */
export interface Identity {
  readonly userId?: number;
  /** A login's token, an access token or an API key; without it the session cookie proves who calls. */
  readonly token?: string;
}

export interface ClientOptions {
  /** Where Tollgate answers; default: the page's own origin. */
  readonly baseUrl?: string;
  readonly identity?: Identity;
  /** In place of the global `fetch`; see `withCookies`. */
  readonly fetch?: (request: Request) => Promise<Response>;
  /** Milliseconds after which a call is given up with a TimeoutError; default: never. */
  readonly timeoutMs?: number;
  /** `include` for pages of another origin; default: `same-origin`. */
  readonly credentials?: RequestCredentials;
  /** Sent with every request; `Accept-Language: en` for English messages. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** The options of a download. */
export type FileOptions<P extends FilePath> = OptionsOf<paths[P]['get']>;

type Call<M extends Method> = <P extends PathOf<M>>(
  path: P,
  ...options: Arguments<Options<M, P>>
) => Promise<Reply<M, P>>;

interface Sent {
  readonly headers?: object;
  readonly signal?: AbortSignal | null;
  readonly idempotencyKey?: string;
}

/** openapi-fetch's client for any operation. The types of an operation's input and output are checked at our own methods. */
type Send = (
  method: Method,
  path: string,
  options: object,
) => Promise<{ readonly response: Response; readonly error?: unknown }>;

/**
 * Calls Tollgate. Each method takes a path of the reference and what the operation takes, and resolves to the reply's body
 * (`{ success: true, message, data }`). A refusal raises a TollgateError; a request without an answer raises the error of fetch.
 */
export class TollgateClient {
  readonly #options: ClientOptions;
  readonly #request: Send;

  readonly GET: Call<'get'> = (path, ...[options]) => this.#json('get', path, options);
  readonly POST: Call<'post'> = (path, ...[options]) => this.#json('post', path, options);
  readonly PUT: Call<'put'> = (path, ...[options]) => this.#json('put', path, options);
  readonly DELETE: Call<'delete'> = (path, ...[options]) => this.#json('delete', path, options);

  constructor(options: ClientOptions = {}) {
    this.#options = options;
    const { baseUrl, fetch, credentials } = options;
    this.#request = createFetchClient<paths>({ baseUrl, fetch, credentials }).request as unknown as Send;
  }

  /** A client of the same settings for another caller, or for a guest. */
  as(identity: Identity): TollgateClient {
    return new TollgateClient({ ...this.#options, identity });
  }

  /** Asks for a file; the response's body is not read yet, and may be streamed. */
  async download<P extends FilePath>(path: P, ...[options]: Arguments<FileOptions<P>>): Promise<Response> {
    const response = await this.#send('get', path, options);
    // read before it is handed on, as a refusal may stand in it
    return isJson(response) ? new Response(await accepted(response), response) : response;
  }

  async #json<T>(method: Method, path: string, options: Sent | undefined): Promise<T> {
    const response = await this.#send(method, path, options);
    return JSON.parse(await accepted(response)) as T;
  }

  async #send(method: Method, path: string, options: Sent = {}): Promise<Response> {
    const { idempotencyKey, headers, signal, ...rest } = options;
    const { response, error } = await this.#request(method, path, {
      ...rest,
      headers: { ...this.#headers(idempotencyKey), ...headers },
      signal: this.#signal(signal),
      parseAs: 'stream',
    });
    if (!response.ok) throw toError(response, error);
    return response;
  }

  #headers(idempotencyKey: string | undefined): Record<string, string> {
    const { identity = {}, headers } = this.#options;
    return {
      // a refusal then comes with its true status
      accept: 'application/problem+json, application/json;q=0.9, */*;q=0.1',
      ...(identity.userId === undefined ? {} : { 'new-api-user': String(identity.userId) }),
      ...(identity.token === undefined ? {} : { authorization: `Bearer ${identity.token}` }),
      ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
      ...headers,
    };
  }

  #signal(given: AbortSignal | null | undefined): AbortSignal | null | undefined {
    const { timeoutMs } = this.#options;
    if (timeoutMs === undefined) return given;
    const late = AbortSignal.timeout(timeoutMs);
    return given ? AbortSignal.any([given, late]) : late;
  }
}

function isJson(response: Response): boolean {
  return /[/+]json/.test(response.headers.get('content-type') ?? '');
}

/** The text of a reply that is JSON and no refusal. */
async function accepted(response: Response): Promise<string> {
  const text = await response.text();
  const body = parsed(text);
  if (body === undefined || (body as { success?: unknown }).success === false) throw toError(response, body);
  return text;
}

/** The JSON object of a body, or undefined where it is none (a proxy's page). */
function parsed(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

function toError(response: Response, body: unknown): TollgateError {
  return new TollgateError(response, typeof body === 'object' && body !== null ? body : {});
}
