import type { components } from './openapi.js';

type Refusal = components['schemas']['Refusal'];
type Problem = components['schemas']['Problem'];

/** Every code of this release; a newer server may have more. UNKNOWN: a refusal without one, or no answer of Tollgate's. */
export type ErrorCode = Refusal['code'] | 'UNKNOWN' | (string & {});

/** A request that was answered, but not granted. A request that got no answer raises what `fetch` raises. */
export class TollgateError extends Error {
  override readonly name = 'TollgateError';
  /** The stable code; decide by this. */
  readonly code: ErrorCode;
  /** The true HTTP status of the refusal; 200 where a server tells it in the body alone. */
  readonly status: number;
  /** Seconds to wait before you try again, if the server gives them. */
  readonly retryAfter: number | undefined;
  /** Names the request in the server's log. */
  readonly requestId: string | undefined;
  /** The values in the message, such as the name of the wrong field. */
  readonly params: Readonly<Record<string, unknown>>;

  constructor(response: Response, body: Partial<Refusal & Problem>, options?: ErrorOptions) {
    super(body.title ?? body.message ?? `HTTP ${response.status}`, options);
    this.code = body.code ?? 'UNKNOWN';
    this.status = response.status;
    this.retryAfter = parseRetryAfter(response.headers.get('retry-after'));
    this.requestId = response.headers.get('x-request-id') ?? body.instance;
    this.params = body.params ?? {};
  }
}

/** Retry-After is seconds or a date (RFC 9110, 10.2.3). */
function parseRetryAfter(header: string | null): number | undefined {
  if (header === null) return undefined;
  const seconds = /^\d+$/.test(header) ? Number(header) : Math.ceil((Date.parse(header) - Date.now()) / 1000);
  return Number.isNaN(seconds) ? undefined : Math.max(0, seconds);
}
