import { ERRORS, type ErrorCode } from './table.js';

export type ErrorParams = Readonly<Record<string, string | number>>;

export interface AppErrorOptions {
  cause?: unknown;
  /** Seconds until it is worth trying again; becomes Retry-After. */
  retryAfter?: number;
}

/** A refusal the caller may see. Its code is in the table, so that every one has a status and both texts. */
export class AppError extends Error {
  readonly retryAfter?: number;

  constructor(
    readonly code: ErrorCode,
    readonly params: ErrorParams = {},
    options: AppErrorOptions = {},
  ) {
    super(code, { cause: options.cause });
    this.name = 'AppError';
    this.retryAfter = options.retryAfter;
  }

  /** HTTP status of the problem-details form. */
  get status(): number {
    return ERRORS[this.code].status;
  }
}

/** An error on the bus: plain JSON, rebuilt as AppError by the client. */
export interface WireError {
  code: ErrorCode;
  params?: ErrorParams;
  retryAfter?: number;
}

export function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(ERRORS, code);
}
