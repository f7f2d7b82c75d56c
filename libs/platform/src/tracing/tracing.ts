import {
  type Attributes,
  type Context,
  context,
  isSpanContextValid,
  type Link,
  ROOT_CONTEXT,
  type Span,
  type SpanContext,
  SpanKind,
  SpanStatusCode,
  trace,
  TraceFlags,
  type Tracer,
} from '@opentelemetry/api';
import { AppError } from '@tollgate/contracts';

/** W3C Trace Context 3.2.2, version 00; an id of zeros is none. */
const TRACEPARENT = /^00-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})$/;

/** The process's tracer; none while tracing is off, and then nothing of this costs more than a look at it. */
let tracer: Tracer | undefined;

/** Begins or ends tracing in this process. */
export function setTracer(next: Tracer | undefined): void {
  tracer = next;
}

/** Whether spans are made at all. */
export function tracingIsOn(): boolean {
  return tracer !== undefined;
}

/** True in a traced request or job; used for work that is worth a span only as a part of one. */
export function inSpan(): boolean {
  return current() !== undefined;
}

/** A span to be. Names and attributes hold what the code knows, never what a client sent and no values of statements. */
export interface SpanSpec {
  readonly name: string;
  readonly kind?: keyof typeof SpanKind;
  readonly attributes?: Attributes;
  /** The `traceparent` that came with a message; without it the current span is the parent. */
  readonly parent?: string | undefined;
  /** The `traceparent` of what this follows from without being a part of it. */
  readonly follows?: string | undefined;
}

/** Runs work in a span, which ends with it. An error of the work marks the span as failed, by its code or class alone. */
export function traced<T>(spec: () => SpanSpec, work: () => Promise<T>): Promise<T> {
  if (!tracer) return work();
  const { span, inside } = open(tracer, spec());
  return context.with(inside, () => finish(span, work));
}

async function finish<T>(span: Span, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    mark(span, error instanceof AppError ? error.code : getErrorType(error));
    throw error;
  } finally {
    span.end();
  }
}

/** Opens a span that the caller ends, and the context inside it. */
export function open(by: Tracer, { name, kind = 'INTERNAL', attributes, parent, follows }: SpanSpec) {
  const from = parent === undefined ? context.active() : parseContext(parent);
  const links = linksTo(follows);
  const span = by.startSpan(name, { kind: SpanKind[kind], attributes, links }, from);
  return { span, inside: trace.setSpan(from, span) };
}

/** The process's tracer, for spans that are not one function. */
export function currentTracer(): Tracer | undefined {
  return tracer;
}

/** Adds to the current span. */
export function attribute(name: string, value: string | number): void {
  if (tracer) trace.getActiveSpan()?.setAttribute(name, value);
}

/** Marks the current span as failed for a reason that was not thrown. */
export function failed(code: string): void {
  if (tracer) mark(trace.getActiveSpan(), code);
}

function mark(span: Span | undefined, type: string): void {
  span?.setAttribute('error.type', type);
  span?.setStatus({ code: SpanStatusCode.ERROR });
}

/** A database's code, or the class: messages may quote what a client sent. */
function getErrorType(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const { code } = error as { code?: unknown };
  return typeof code === 'string' ? code : error.name;
}

/** The current span in W3C form, to travel with a message; undefined outside of one. */
export function traceparent(): string | undefined {
  const span = current();
  if (!span) return undefined;
  const flags = (span.traceFlags & TraceFlags.SAMPLED).toString(16).padStart(2, '0');
  return `00-${span.traceId}-${span.spanId}-${flags}`;
}

/** The current trace, for the log; undefined outside of one. */
export function traceId(): string | undefined {
  return current()?.traceId;
}

function current(): SpanContext | undefined {
  if (!tracer) return undefined;
  const span = trace.getSpanContext(context.active());
  return span && isSpanContextValid(span) ? span : undefined;
}

/** A malformed one is as good as none (W3C Trace Context 3.2.2). */
function parseSpanContext(text: string | undefined): SpanContext | undefined {
  const [, id, spanId, flags] = TRACEPARENT.exec(text ?? '') ?? [];
  if (!id || !spanId || !flags) return undefined;
  return { traceId: id, spanId, traceFlags: Number.parseInt(flags, 16) & TraceFlags.SAMPLED, isRemote: true };
}

function parseContext(text: string): Context {
  const remote = parseSpanContext(text);
  return remote ? trace.setSpanContext(ROOT_CONTEXT, remote) : ROOT_CONTEXT;
}

function linksTo(text: string | undefined): Link[] {
  const followed = parseSpanContext(text);
  return followed ? [{ context: followed }] : [];
}

/** The span of a caller that joined a batch; undefined while tracing is off. */
export function joined(): Context | undefined {
  return tracer ? context.active() : undefined;
}

/** Runs a batch for all who joined it: as a part of the first one's trace, with links to the others. */
export function batched<T>(from: readonly (Context | undefined)[], work: () => Promise<T>): Promise<T> {
  const [first, ...others] = from.filter((one) => one !== undefined);
  if (!tracer || !first) return work();
  const links = others.flatMap((one) => {
    const followed = trace.getSpanContext(one);
    return followed ? [{ context: followed }] : [];
  });
  const attributes = { 'tollgate.batch.size': from.length };
  const span = tracer.startSpan('batch', { links, attributes }, first);
  return context.with(trace.setSpan(first, span), () => finish(span, work));
}
