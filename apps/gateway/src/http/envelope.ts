import { fieldsOf, type Locale } from '@tollgate/contracts';
import type { Answer } from './answer.js';
import { MESSAGES } from './messages.js';
import type { RouteSpec } from './route-spec.js';

type Plain = Record<string, unknown>;

/** The JSON body of a success: `{ success, message, data? }`, or the reply as it is on plain routes. */
export function envelopeOf(route: RouteSpec, reply: object, locale: Locale): object {
  if (route.envelope === 'plain' || route.envelope === 'openai') return reply;
  const data = dataOf(route, reply as Plain);
  const beside = Object.fromEntries((route.beside ?? []).map((name) => [name, (reply as Plain)[name]]));
  return {
    success: true,
    message: messageOf(route, undefined, locale),
    ...(data === undefined ? {} : { data }),
    ...beside,
  };
}

/** The same for a handler that chose its data or message itself. */
export function envelopeOfAnswer(route: RouteSpec, answer: Answer, locale: Locale): object {
  if (route.envelope === 'plain' && answer.message === undefined) return answer.value as object;
  const message = messageOf(route, answer, locale);
  return { success: true, message, ...(answer.value === undefined ? {} : { data: answer.value }) };
}

function dataOf(route: RouteSpec, reply: Plain): unknown {
  if (route.data) return reply[route.data];
  if (fieldsOf(route.contract.Response).length === 0) return undefined;
  if (!route.beside) return reply;
  return Object.fromEntries(Object.entries(reply).filter(([name]) => !route.beside?.includes(name)));
}

function messageOf(route: RouteSpec, answer: Answer | undefined, locale: Locale): string {
  if (route.envelope === 'payment') return 'success';
  const key = answer?.message ?? route.success;
  return key ? MESSAGES[key][locale] : '';
}
