import { type AppError, ERRORS, type ErrorParams, type Locale } from '@tollgate/contracts';
import type { EnvelopeKind } from '../route/route-spec.js';

/** How the client wants a refusal. */
export interface Wanted {
  readonly locale: Locale;
  /** Problem details (RFC 9457) in place of the envelope. */
  readonly problem: boolean;
  readonly envelope: EnvelopeKind;
  readonly requestId: string;
}

export interface Rendered {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: object;
}

/** The one renderer of refusals: envelope (200 but for `bare` errors), payment envelope, or problem details with the true status. */
export function renderError(error: AppError, wanted: Wanted): Rendered {
  const entry = ERRORS[error.code];
  const text = fill(entry[wanted.locale], error.params);
  const headers = retryHeader(error, entry.status);
  if (wanted.problem) {
    const body = {
      type: `/docs/errors#${error.code}`,
      title: text,
      status: entry.status,
      code: error.code,
      instance: wanted.requestId,
      ...(Object.keys(error.params).length ? { params: error.params } : {}),
    };
    return {
      status: entry.status,
      headers: { ...headers, 'content-type': 'application/problem+json; charset=utf-8' },
      body,
    };
  }
  const body = { success: false, message: text, code: error.code };
  if (wanted.envelope === 'openai') {
    const message = `${text} (request id: ${wanted.requestId})`;
    return {
      status: entry.status,
      headers,
      body: { ...body, error: { message, type: 'new_api_error', code: error.code } },
    };
  }
  return {
    status: entry.bare || wanted.envelope === 'webhook' ? entry.status : 200,
    headers,
    body: wanted.envelope === 'payment' ? { ...body, data: text } : body,
  };
}

function retryHeader(error: AppError, status: number): Record<string, string> {
  if (error.retryAfter === undefined && status !== 429 && status !== 503) return {};
  return { 'retry-after': String(Math.max(1, Math.ceil(error.retryAfter ?? 1))) };
}

/** Puts parameters into a text; one that is missing leaves its place empty. */
function fill(text: string, params: ErrorParams): string {
  return text.replace(/\{(\w+)\}/g, (_, name: string) => (Object.hasOwn(params, name) ? String(params[name]) : ''));
}
