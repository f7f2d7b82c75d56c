import { AppError } from '@tollgate/contracts';
import type { NotifyReply } from '@tollgate/contracts/billing/epay';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Answer, ok, text } from '../http/route/answer.js';
import { wantsJson, wantsProblem } from '../http/request/locale.js';

/**
 * The answer to a payment gateway: exactly `success` or `fail`. An error is answered `fail` with the error's status, so that
 * the gateway tries again. A client that asks for JSON gets the envelope.
 */
export async function notifyAnswer(
  call: Promise<NotifyReply>,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Answer> {
  const json = wantsJson(request) || wantsProblem(request);
  let notified: NotifyReply;
  try {
    notified = await call;
  } catch (error) {
    if (json || !(error instanceof AppError)) throw error;
    void reply.code(error.status);
    return text('fail');
  }
  if (!json) return text(notified.answer);
  if (notified.credited) return ok(undefined, 'paid');
  if (notified.nothing_to_do) return ok(undefined);
  throw new AppError('ORDER_UNKNOWN_OR_DONE');
}
