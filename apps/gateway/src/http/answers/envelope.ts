import { getFields, type Locale, type JsonObject } from '@tollgate/contracts';
import type { Answer } from '../route/answer.js';
import { MESSAGES } from '../route/messages.js';
import type { RouteSpec } from '../route/route-spec.js';

/** The JSON body of a success: `{ success, message, data? }`, or the unchanged reply if the route is plain. */
export function buildEnvelope(route: RouteSpec, reply: object, locale: Locale): object {
  if (route.envelope === 'plain' || route.envelope === 'openai') return reply;
  const data = toData(route, reply as JsonObject);
  const beside = Object.fromEntries((route.beside ?? []).map((name) => [name, (reply as JsonObject)[name]]));
  return {
    success: true,
    message: getMessage(route, undefined, locale),
    ...(data === undefined ? {} : { data }),
    ...beside,
  };
}

/** The body if the handler chose its data or message itself. */
export function buildAnswerEnvelope(route: RouteSpec, answer: Answer, locale: Locale): object {
  if (route.envelope === 'plain' && answer.message === undefined) return answer.value as object;
  const message = getMessage(route, answer, locale);
  return { success: true, message, ...(answer.value === undefined ? {} : { data: answer.value }) };
}

function toData(route: RouteSpec, reply: JsonObject): unknown {
  if (route.data) return reply[route.data];
  // a reply of which every field is left out is none: clients of 2025 get no tokens, and no `data`
  if (getFields(route.contract.Response).length === 0 || Object.keys(reply).length === 0) return undefined;
  if (!route.beside) return reply;
  return Object.fromEntries(Object.entries(reply).filter(([name]) => !route.beside?.includes(name)));
}

function getMessage(route: RouteSpec, answer: Answer | undefined, locale: Locale): string {
  if (route.envelope === 'payment') return 'success';
  const key = answer?.message ?? route.success;
  return key ? MESSAGES[key][locale] : '';
}
