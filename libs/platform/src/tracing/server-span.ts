import { type Attributes, context, ROOT_CONTEXT, SpanStatusCode, trace } from '@opentelemetry/api';
import { currentTracer, open } from './tracing.js';

/** A span that is opened in one place and ended in another. */
export interface OpenSpan {
  /** Runs a function, and all that follows from it, inside the span. */
  within(run: () => void): void;
  /** Ends it, once. */
  end(name: string, attributes: Attributes, failed: boolean): void;
}

/**
 * Opens the span of a request that came in; undefined while tracing is off.
 * @param given the `traceparent` it came with, and whether that comes from one of our own proxies. Otherwise the request begins
 * a trace of its own, linked to the given one, because strangers must not decide what is sampled and into whose trace they
 * write
 */
export function openServerSpan(
  given: { readonly traceparent: string | undefined; readonly believed: boolean },
  attributes: Attributes,
): OpenSpan | undefined {
  const tracer = currentTracer();
  if (!tracer) return undefined;
  const { traceparent, believed } = given;
  const origin = believed ? { parent: traceparent } : { follows: traceparent };
  const { span, inside } = context.with(ROOT_CONTEXT, () =>
    open(tracer, { name: 'request', kind: 'SERVER', attributes, ...origin }),
  );
  let isOpen = true;
  return {
    within: (run) => context.with(trace.setSpan(inside, span), run),
    end: (name, more, failed) => {
      if (!isOpen) return;
      isOpen = false;
      span.updateName(name);
      span.setAttributes(more);
      if (failed) span.setStatus({ code: SpanStatusCode.ERROR });
      span.end();
    },
  };
}
