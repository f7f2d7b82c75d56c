import { traceparent } from '../tracing/index.js';

/** Under this name what a job follows from travels with what it carries; handlers do not see it. */
const ORIGIN = '_origin';

/** What a job follows from. */
export interface Origin {
  readonly requestId?: string;
  readonly traceparent?: string;
}

/** What a job carries, with the request it follows from and the current span, where there are any. */
export function withOrigin(payload: object, requestId: string | undefined): object {
  const origin: Origin = { requestId, traceparent: traceparent() };
  return origin.requestId || origin.traceparent ? { ...payload, [ORIGIN]: origin } : payload;
}

/** What a handler gets, and where it comes from. */
export function splitOrigin(carried: object): { payload: object; origin: Origin } {
  const { [ORIGIN]: origin, ...payload } = carried as { [ORIGIN]?: Origin };
  return { payload, origin: origin ?? {} };
}
