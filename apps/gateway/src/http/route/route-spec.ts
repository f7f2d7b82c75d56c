import type { RpcContract } from '@tollgate/contracts';
import type { MessageKey } from './messages.js';

export type Verb = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** `standard`: the envelope. `payment`: `message` says success or error, and `data` repeats the reason. `plain`: the reply as it is. `openai`: so too, and refusals as relays answer them. `webhook`: the envelope, and every refusal with its true status, as its sender reads nothing else. */
export type EnvelopeKind = 'standard' | 'payment' | 'plain' | 'openai' | 'webhook';

type Key<T> = keyof T & string;

/** Parts of the HTTP request that fill one named field each; everything else is merged field by field. */
export interface Take<Req> {
  /** This field holds the whole JSON body. */
  body?: Key<Req>;
  /** This field holds the whole query, a map of texts. */
  query?: Key<Req>;
  /** This field holds the body's bytes in base64, for signatures over them. */
  raw?: Key<Req>;
  /** These fields are read from headers (`{ signature: 'stripe-signature' }`). */
  headers?: { readonly [K in Key<Req>]?: string };
}

export interface RouteOptions<Req, Res> {
  /** What `message` says on success; without it the message is empty. */
  success?: MessageKey;
  /** This field of the reply alone becomes `data`. */
  data?: Key<Res>;
  /** These fields of the reply stand beside `data` in the envelope. */
  beside?: readonly Key<Res>[];
  envelope?: EnvelopeKind;
  /** Bytes; default 128 KiB. */
  bodyLimit?: number;
  /** `form` also takes application/x-www-form-urlencoded (payment providers only). */
  body?: 'json' | 'form';
  take?: Take<Req>;
  /** Fields a writing route reads from the query (Turnstile's token); reading routes read all theirs. */
  query?: readonly Key<Req>[];
  /** `ignored` only where a browser navigates to the route. Public routes ignore the header always. */
  newApiUser?: 'required' | 'ignored';
  /** A GET that changes something: refused when another site makes the browser send it. Writes are always guarded. */
  changesState?: boolean;
  /**
   * Such a GET that a navigation suffices for (it needs a cookie, or none; a logout without one is everybody's): only our own pages may send the browser there.
   */
  fromOwnPages?: boolean;
  /** Reached from other origins by design (webhooks, provider's returns): no origin check. */
  anyOrigin?: boolean;
  /** Pages of any origin may read the answers: routes that take an API key, and no cookie. */
  openToPages?: boolean;
  /** Begins a ceremony of several steps, or a login: binds the browser by a cookie, if it is not bound yet. */
  bindsBrowser?: boolean;
  /** Signs in with name and password: refused at once when either is missing. */
  password?: boolean;
  /** A way in: the reply's `cookie` becomes the session cookie for `cookie_max_age` seconds and neither is in the body. */
  signsIn?: boolean;
  /**
   * What a way in says where a second factor comes first; either way the cookie it gives is what login/2fa goes on with. `asked`: a success
   * with `require_2fa`. `refused`: SECOND_FACTOR_REQUIRED, as the stock client's pages that call it take every success for a user.
   */
  secondFactor?: 'asked' | 'refused';
  /** Ends the session: its cookie is taken from the browser. */
  signsOut?: boolean;
  /** Media type of the file that the route answers, or can be asked for. */
  file?: string;
  /** How it answers a success where never with JSON: by its `file`, or by sending the browser on (302). */
  answers?: 'file' | 'redirect';
  /** Other messages the handler sends: a file made page by page. */
  also?: readonly RpcContract[];
  /** Group in the reference; default: the first part of the path after /api. */
  tag?: string;
}

/** A route with everything the pipeline, the checks and the reference need to know of it. */
export interface RouteSpec extends RouteOptions<Record<string, unknown>, Record<string, unknown>> {
  readonly verb: Verb;
  readonly path: string;
  readonly contract: RpcContract;
}

/** Metadata key under which a handler carries its route. */
export const ROUTE = 'tollgate:route';

/** The route a handler was made for. */
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
