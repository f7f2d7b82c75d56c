import { traceparent } from '../tracing/index.js';

/** Under this name what a job follows from travels with what it carries; handlers do not see it. */
const ORIGIN = '_origin';

/** The cause of a job. */
export interface Origin {
  readonly requestId?: string;
  readonly traceparent?: string;
}

/** The payload as stored: with the request that caused the job and the current span, if there are any. */
export function withOrigin(payload: object, requestId: string | undefined): object {
  const origin: Origin = { requestId, traceparent: traceparent() };
  return origin.requestId || origin.traceparent ? { ...payload, [ORIGIN]: origin } : payload;
}

/** The payload for the handler, and the cause of the job. */
export function splitOrigin(carried: object): { payload: object; origin: Origin } {
  const { [ORIGIN]: origin, ...payload } = carried as { [ORIGIN]?: Origin };
  return { payload, origin: origin ?? {} };
}
