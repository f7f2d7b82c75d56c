import type { RpcContract, Shape } from '@tollgate/contracts';
import type { MessageKey } from './messages.js';

export type Verb = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/**
 * - `standard`: the envelope.
 * - `payment`: `message` is `success` or the error, and `data` repeats the error.
 * - `plain`: the unchanged reply.
 * - `openai`: the unchanged reply, and errors in OpenAI's form.
 * - `webhook`: the envelope, but every error has its true status, because the sender reads only the status.
 * - `relay`: as `webhook`, but 401 always means that the relay's own credential was refused.
 */
export type EnvelopeKind = 'standard' | 'payment' | 'plain' | 'openai' | 'webhook' | 'relay';

type Key<T> = keyof T & string;

/** Parts of the HTTP request that fill one named field each. Other fields are read one by one from path, query and body. */
export interface Take<Req> {
  /** This field holds the whole JSON body. */
  body?: Key<Req>;
  /** This field holds the whole query, a map of texts. */
  query?: Key<Req>;
  /** This field holds the body's bytes in base64, because a signature covers them. */
  raw?: Key<Req>;
  /** This field holds the refresh cookie; a refusal with 401 takes the cookie from the browser. */
  refreshCookie?: Key<Req>;
  /** These fields are read from headers (`{ signature: 'stripe-signature' }`). */
  headers?: { readonly [K in Key<Req>]?: string };
}

export interface RouteOptions<Req, Res> {
  /** The message of a success; empty by default. */
  success?: MessageKey;
  /** Only this field of the reply becomes `data`. */
  data?: Key<Res>;
  /** These fields of the reply stand beside `data` in the envelope. */
  beside?: readonly Key<Res>[];
  envelope?: EnvelopeKind;
  /** Bytes; default 128 KiB. */
  bodyLimit?: number;
  /**
   * `form` also takes application/x-www-form-urlencoded (payment providers only). `ndjson` also takes one JSON text per line, which
   * becomes an array; a line that cannot be read is null in it.
   */
  body?: 'json' | 'form' | 'ndjson';
  take?: Take<Req>;
  /** The body's fields may also stand within this field of it: clients of 2026 send `{flow_token, credential: {...}}`. */
  within?: string;
  /** Fields that a writing route reads from the query (Turnstile's token). Reading routes read all their fields there. */
  query?: readonly Key<Req>[];
  /** Names that the stock clients send here and that mean nothing: known, and ignored. */
  ignores?: readonly string[];
  /** The object that a form of the stock clients was opened with: its fields may come back, and those that are no input are ignored. */
  echoes?: Shape;
  /** `ignored` only if a browser navigates to the route. Public routes always ignore the header. */
  newApiUser?: 'required' | 'ignored';
  /** A GET that changes state: refused if another site makes the browser send it. Writes are always guarded. */
  changesState?: boolean;
  /**
   * A GET that changes state and for which a navigation is enough, because it needs only a cookie or no credential. Only our
   * own pages may send the browser there.
   */
  fromOwnPages?: boolean;
  /** A payment provider calls it: counted in a limit of its own, because a provider repeats its callbacks from few addresses. */
  callback?: boolean;
  /** Reached from other origins by design (webhooks, returns of providers), so there is no origin check. */
  anyOrigin?: boolean;
  /** Pages of any origin may read the answers, because the route takes an API key and no cookie. */
  openToPages?: boolean;
  /** Begins a ceremony of several steps, or a login: sets the browser-binding cookie if there is none yet. */
  bindsBrowser?: boolean;
  /** Signs in with name and password: refused before the call if either is missing. */
  password?: boolean;
  /**
   * A login method: the reply's `cookie` becomes the session cookie and `refresh_cookie` the refresh cookie, both for `cookie_max_age`
   * seconds. The body does not contain these fields.
   */
  signsIn?: boolean;
  /**
   * The answer if the login needs a second factor. In both cases the cookie is set with which login/2fa continues. `asked`: a
   * success with `require_2fa`. `refused`: SECOND_FACTOR_REQUIRED to clients of 2025, because their pages take every success for a
   * user; clients of 2026 get the success, because they continue with its `flow_token`.
   */
  secondFactor?: 'asked' | 'refused';
  /**
   * Ends the session: the cookie is removed from the browser. With `refresh` it is the refresh cookie, which stays if the request has an
   * access token and no refresh cookie.
   */
  signsOut?: true | 'refresh';
  /** Media type of the file that the route can answer. */
  file?: string;
  /** The text/plain body of every refusal, with its true status, unless the client asks for JSON: payment gateways read only text. */
  refusesAs?: string;
  /** Set if a success is never JSON: `file`, or a redirect (302). */
  answers?: 'file' | 'redirect';
  /** Further contracts that the method calls (a file is read page by page). */
  also?: readonly RpcContract[];
  /**
   * The answer is the same for every caller and depends on options only, if this holds for the reply. The gateway then keeps its
   * bytes for a moment and sends an ETag.
   */
  shared?: (reply: Res) => boolean;
  /** Group in the reference; default: the first part of the path after /api. */
  tag?: string;
}

/** A route with all facts that the pipeline, the checks and the API reference use. */
export interface RouteSpec extends RouteOptions<Record<string, unknown>, Record<string, unknown>> {
  readonly verb: Verb;
  readonly path: string;
  readonly contract: RpcContract;
  /** The route has no method: the gateway only calls the contract's handler. */
  readonly forwards?: boolean;
}

/** Metadata key of the route on its handler. */
export const ROUTE = 'tollgate:route';

/** The route of a handler. @throws Error if the handler was not made by `@Route` */
export function getRoute(handler: object): RouteSpec {
  const route = Reflect.getMetadata(ROUTE, handler) as RouteSpec | undefined;
  if (!route) throw new Error('this handler was not made with @Route');
  return route;
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Set by @Route. */
    route?: RouteSpec;
  }
}
