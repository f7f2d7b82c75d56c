export {
  attribute,
  batched,
  failed,
  inSpan,
  joined,
  type SpanSpec,
  traced,
  traceId,
  traceparent,
  tracingIsOn,
} from './tracing.js';
export { startTracing, type Tracing } from './start-tracing.js';
export { type OpenSpan, openServerSpan } from './server-span.js';
