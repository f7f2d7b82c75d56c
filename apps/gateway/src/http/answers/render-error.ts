import { type AppError, type ErrorEntry, ERRORS, type ErrorParams, type Locale } from '@tollgate/contracts';
import type { FastifyRequest } from 'fastify';
import { isSessionAccessToken } from '../request/credentials.js';
import { getLocale, wantsJson, wantsProblem } from '../request/locale.js';
import type { EnvelopeKind, RouteSpec } from '../route/route-spec.js';

/** The form in which the client wants an error. */
export interface ErrorFormat {
  readonly locale: Locale;
  /** Problem details (RFC 9457) instead of the envelope. */
  readonly problem: boolean;
  readonly envelope: EnvelopeKind;
  readonly requestId: string;
  /** The request came with the access token of a bearer session. */
  readonly bearer?: boolean;
  /** The whole body, as text/plain. */
  readonly text?: string;
}

export interface RenderedError {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: object | string;
}

/** How the sender of a request wants a refusal of its route. */
export function buildErrorFormat(
  request: Pick<FastifyRequest, 'headers'>,
  route: RouteSpec | undefined,
  requestId: string,
): ErrorFormat {
  const problem = wantsProblem(request);
  const asText = route?.refusesAs !== undefined && !problem && !wantsJson(request);
  return {
    locale: getLocale(request),
    problem,
    envelope: route?.envelope ?? 'standard',
    requestId,
    bearer: isSessionAccessToken(request.headers.authorization),
    ...(asText ? { text: route.refusesAs } : {}),
  };
}

/**
 * Renders every error: as the envelope (status 200 unless the error is `bare`), as the payment envelope, or as problem details
 * with the true status.
 */
export function renderError(error: AppError, format: ErrorFormat): RenderedError {
  const entry: ErrorEntry = ERRORS[error.code];
  const text = fill(entry[format.locale], error.params);
  const status = trueStatus(error, format.envelope);
  const headers = retryHeader(error, status);
  if (format.problem) {
    const body = {
      type: `/docs/errors#${error.code}`,
      title: text,
      status,
      code: error.code,
      instance: format.requestId,
      ...(Object.keys(error.params).length ? { params: error.params } : {}),
    };
    return {
      status,
      headers: { ...headers, 'content-type': 'application/problem+json; charset=utf-8' },
      body,
    };
  }
  if (format.text !== undefined) {
    return {
      status: entry.status,
      headers: { ...headers, 'content-type': 'text/plain; charset=utf-8' },
      body: format.text,
    };
  }
  const { params } = error;
  const carried = format.envelope === 'relay' && Object.keys(params).length > 0 ? { params } : {};
  const body = { success: false, message: text, code: error.code, ...carried };
  if (format.envelope === 'openai') {
    const message = `${text} (request id: ${format.requestId})`;
    return {
      status,
      headers,
      body: { ...body, error: { message, type: 'new_api_error', code: error.code } },
    };
  }
  return {
    status: hasOwnStatus(entry, format) ? status : 200,
    headers,
    body: format.envelope === 'payment' ? { ...body, data: text } : body,
  };
}

/** To a relay 401 means its own credential, so everything else that is 401 elsewhere is 403. */
function trueStatus(error: AppError, envelope: EnvelopeKind): number {
  const { status } = ERRORS[error.code];
  return envelope === 'relay' && status === 401 && error.code !== 'RELAY_CREDENTIAL_INVALID' ? 403 : status;
}

function hasOwnStatus(entry: ErrorEntry, { envelope, bearer }: ErrorFormat): boolean {
  const isAlways = entry.bare === true || envelope === 'webhook' || envelope === 'relay';
  return isAlways || (bearer === true && entry.bareToBearer === true);
}

function retryHeader(error: AppError, status: number): Record<string, string> {
  if (error.retryAfter === undefined && status !== 429 && status !== 503) return {};
  return { 'retry-after': String(Math.max(1, Math.ceil(error.retryAfter ?? 1))) };
}

/** Puts parameters into a text. If one is missing, its place stays empty. */
function fill(text: string, params: ErrorParams): string {
  return text.replace(/\{(\w+)\}/g, (_, name: string) => (Object.hasOwn(params, name) ? String(params[name]) : ''));
}
