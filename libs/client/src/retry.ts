import { TollgateError } from './error.js';

export interface RetryOptions {
  /** Calls at most, including the first; default 4. */
  readonly attempts?: number;
  /** Milliseconds before the second call; doubled for each further call, up to 30 seconds. Default 500. */
  readonly waitMs?: number;
  /** Ends the wait; the result is rejected with its reason. */
  readonly signal?: AbortSignal;
}

const MAX_WAIT_MS = 30_000;
/** Limited, shed, unreachable, or the outcome is unknown. */
const REPEATABLE: readonly number[] = [429, 502, 503, 504];

/**
 * Repeats a call after a network error, a timeout, a limit, an overload or an unknown outcome. All calls get the same idempotency key, so
 * the server executes the operation once. Use it only for reads and for operations that take an `idempotencyKey`. It waits `retryAfter`
 * seconds if the server reports them.
 */
export async function withRetries<T>(
  call: (idempotencyKey: string) => Promise<T>,
  { attempts = 4, waitMs = 500, signal }: RetryOptions = {},
): Promise<T> {
  const key = crypto.randomUUID();
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await call(key);
    } catch (error) {
      if (attempt >= attempts || !isRepeatable(error)) throw error;
      const { retryAfter } = error as Partial<TollgateError>;
      // a random part, so that clients that failed together do not return together
      const backoff = Math.min(MAX_WAIT_MS, waitMs * 2 ** (attempt - 1)) * (0.5 + Math.random() / 2);
      await wait(retryAfter === undefined ? backoff : retryAfter * 1000, signal);
    }
  }
}

function isRepeatable(error: unknown): boolean {
  // in progress: the first call timed out here and still runs there
  if (error instanceof TollgateError)
    return error.code === 'IDEMPOTENCY_IN_PROGRESS' || REPEATABLE.includes(error.status);
  // fetch raises a TypeError without an answer, and a TimeoutError after timeoutMs
  return error instanceof TypeError || (error as Partial<Error> | null)?.name === 'TimeoutError';
}

function wait(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const abort = () => {
      clearTimeout(timer);
      reject(signal?.reason as Error);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', abort);
      resolve();
    }, ms);
    signal?.addEventListener('abort', abort, { once: true });
  });
}
