/** The operations of the load. Each leaves a trace in the database that names the one operation, but for the two that only read. */
export const KINDS = ['self', 'list', 'login', 'register', 'redeem', 'transfer', 'setting', 'remark'] as const;
export type OperationKind = (typeof KINDS)[number];

/** An operation as its client knows it: something to be done at most once, however often it is asked for. */
export interface Operation {
  readonly id: number;
  readonly kind: OperationKind;
  readonly userId: number;
  /** The value that names it in the database: the user name, the code, the amount, the key of the setting, the request id. */
  readonly mark: string;
  /** Sent again with this key until the answer is definite; without one it is never sent twice. */
  readonly key?: string;
}

/** How a request ended, as its client saw it. */
export interface Answer {
  readonly at: number;
  /** None where the connection broke or stayed silent. */
  readonly status?: number;
  readonly success?: boolean;
  readonly code?: string;
  readonly message?: string;
  readonly retryAfter?: string;
  /** Why there is no answer. */
  readonly cut?: string;
  /** Hash of the credential it issued, hexadecimal. */
  readonly credential?: string;
}

/** One request. Times are milliseconds of the load generator's monotonic clock. */
export interface Attempt {
  readonly operation: Operation;
  readonly sentAt: number;
  /** Which replica of the gateway it went to. */
  gateway: number;
  answer?: Answer;
}

/** The load generator's own log: a line when a request is sent, completed when its answer is there. */
export class OperationLog {
  readonly attempts: Attempt[] = [];

  send(operation: Operation): Attempt {
    const attempt: Attempt = { operation, sentAt: performance.now(), gateway: -1 };
    this.attempts.push(attempt);
    return attempt;
  }

  /** Requests that are on their way. */
  inFlight(): number {
    return this.attempts.reduce((count, { answer }) => count + (answer ? 0 : 1), 0);
  }
}

/** Done, and said so. */
export function isAcknowledged({ answer }: Attempt): boolean {
  return answer?.status === 200 && answer.success === true;
}
