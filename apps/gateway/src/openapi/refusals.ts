import { AppError, type ErrorCode, ERRORS } from '@tollgate/contracts';
import { renderError } from '../http/answers/render-error.js';
import type { RouteSpec } from '../http/route/route-spec.js';
import { refusesUnknown } from '../http/route/unknown-parameters.js';

const ALWAYS: readonly ErrorCode[] = ['RATE_LIMITED', 'OVERLOADED', 'UNAVAILABLE', 'OUTCOME_UNKNOWN', 'INTERNAL'];
const WITH_INPUT: readonly ErrorCode[] = ['INVALID_PARAMETER'];
const WITH_BODY: readonly ErrorCode[] = ['MALFORMED_BODY', 'BODY_TOO_LARGE'];
const WITH_CREDENTIAL: readonly ErrorCode[] = ['UNAUTHENTICATED', 'CREDENTIAL_INVALID', 'USER_DISABLED'];
const WITH_USER: readonly ErrorCode[] = ['NEW_API_USER_MISSING', 'NEW_API_USER_MALFORMED', 'NEW_API_USER_MISMATCH'];
const WITH_KEY: readonly ErrorCode[] = ['IDEMPOTENCY_KEY_INVALID', 'IDEMPOTENCY_KEY_REUSED', 'IDEMPOTENCY_IN_PROGRESS'];

/** All errors that a route can answer: those of its contract, and those that follow from its access and input. */
export function collectErrors(route: RouteSpec, takesInput: boolean): ErrorCode[] {
  const { access, errors, idempotent, permission } = route.contract;
  const writes = route.verb !== 'GET';
  const all: readonly ErrorCode[] = [
    ...errors,
    ...(takesInput ? WITH_INPUT : []),
    ...(refusesUnknown(route) ? (['UNKNOWN_PARAMETER'] as const) : []),
    ...(writes && route.verb !== 'DELETE' ? WITH_BODY : []),
    ...(access === 'public' ? [] : WITH_CREDENTIAL),
    ...(access === 'public' || route.newApiUser === 'ignored' ? [] : WITH_USER),
    ...(permission ? (['PERMISSION_MISSING'] as const) : []),
    ...(access === 'admin' || access === 'root' ? (['PERMISSION_DENIED'] as const) : []),
    ...(!route.anyOrigin && (writes || route.changesState) ? (['ORIGIN_REFUSED'] as const) : []),
    ...(route.secondFactor === 'refused' ? (['SECOND_FACTOR_REQUIRED'] as const) : []),
    ...(idempotent ? WITH_KEY : []),
    ...ALWAYS,
  ];
  return [...new Set(all)];
}

/** The errors of a route by their status in the envelope, each with its body as an example. */
export function groupByStatus(route: RouteSpec, codes: readonly ErrorCode[]): Map<number, Record<string, object>> {
  const byStatus = new Map<number, Record<string, object>>();
  for (const code of codes) {
    const format = { locale: 'zh', problem: false, envelope: route.envelope ?? 'standard', requestId: '' } as const;
    const { status, body } = renderError(new AppError(code, placeholders(code)), format);
    const examples = byStatus.get(status) ?? {};
    examples[code] = { summary: ERRORS[code].en, value: body };
    byStatus.set(status, examples);
  }
  return byStatus;
}

/** `<name>` for each parameter of the text, so that the reference shows its place. */
function placeholders(code: ErrorCode): Record<string, string> {
  const names = [...ERRORS[code].zh.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '');
  return Object.fromEntries(names.map((name) => [name, `<${name}>`]));
}
