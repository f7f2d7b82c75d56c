import { TollgateClient, TollgateError } from '@tollgate/client';
import { getLanguage } from '../texts/texts';
import { getUserId } from './session';

/** A question to the user in the middle of a call: to sign in again, or to prove their identity. */
export type Question = 'sign-in' | 'step-up';

/** Asks the user. Resolves to true if the call may be sent again. */
export type Ask = (question: Question) => Promise<boolean>;

const SESSION_ENDED = new Set([
  'UNAUTHENTICATED',
  'CREDENTIAL_INVALID',
  'NEW_API_USER_MISMATCH',
  'AUTH_SESSION_REVOKED',
  'AUTH_SESSION_NOT_FOUND',
]);
const PROOF_NEEDED = new Set(['VERIFICATION_REQUIRED', 'VERIFICATION_EXPIRED']);
/** One answer makes the next refusal possible: an expired session, then a missing proof. */
const MAX_QUESTIONS = 3;

let ask: Ask = () => Promise.resolve(false);

/** Registers the dialogs that ask. They belong to the page's frame. */
export function setAsk(next: Ask): void {
  ask = next;
}

/** The client of the signed-in user, in the language of the page. */
export function getClient(): TollgateClient {
  const userId = getUserId();
  return new TollgateClient({
    identity: userId === undefined ? {} : { userId },
    headers: { 'Accept-Language': getLanguage() },
    timeoutMs: 30_000,
  });
}

/**
 * Calls the gateway. If the session has ended, or the server wants a proof of identity, the user is asked and the call is
 * sent again. So a page never sees these refusals, and what was typed in a form stays.
 * @throws TollgateError for any other refusal, TypeError or DOMException if no answer came
 */
export async function call<T>(send: (client: TollgateClient) => Promise<T>): Promise<T> {
  for (let asked = 0; ; asked++) {
    try {
      return await send(getClient());
    } catch (error) {
      const question = getQuestion(error);
      if (!question || asked >= MAX_QUESTIONS || !(await ask(question))) throw error;
    }
  }
}

/** The question after an error, if an answer to it can help. */
function getQuestion(error: unknown): Question | undefined {
  if (!(error instanceof TollgateError) || getUserId() === undefined) return undefined;
  if (SESSION_ENDED.has(error.code)) return 'sign-in';
  return PROOF_NEEDED.has(error.code) ? 'step-up' : undefined;
}
