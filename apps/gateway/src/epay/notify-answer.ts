import { AppError } from '@tollgate/contracts';
import type { NotifyReply } from '@tollgate/contracts/billing/epay';
import type { FastifyRequest } from 'fastify';
import { type Answer, ok, text } from '../http/route/answer.js';
import { wantsJson, wantsProblem } from '../http/request/locale.js';

/**
 * The answer to a payment gateway: exactly `success` or `fail`. Every error is answered `fail` as well, see `refusesAs`. A client
 * that asks for JSON gets the envelope.
 */
export async function notifyAnswer(call: Promise<NotifyReply>, request: FastifyRequest): Promise<Answer> {
  const notified = await call;
  if (!wantsJson(request) && !wantsProblem(request)) return text(notified.answer);
  if (notified.credited) return ok(undefined, 'paid');
  if (notified.nothing_to_do) return ok(undefined);
  throw new AppError('ORDER_UNKNOWN_OR_DONE');
}
