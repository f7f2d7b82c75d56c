import { randomUUID } from 'node:crypto';
import { context, type Tracer } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { setGlobalErrorHandler } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  BatchSpanProcessor,
  ParentBasedSampler,
  type Sampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { waitAtMost } from '../time/index.js';

/** Spans kept for a collector that is slow or away; the next ones are dropped. */
const QUEUE = 4096;
const BATCH = 512;
const EVERY_MS = 1000;
const EXPORT_MS = 5000;
/** Exports under way at once: a collector that hangs holds no more than these. */
const EXPORTS = 2;
const FLUSH_MS = 2000;
const TELL_EVERY_MS = 60_000;

export interface TracerOptions {
  readonly url: string;
  /** As OpenTelemetry has them: `name=value` between commas, values URL-encoded. */
  readonly headers: string | undefined;
  readonly sampler: SamplerName;
  readonly ratio: number;
  readonly service: string;
  /** Called once a minute at most. */
  onFailure(error: unknown): void;
}

/** The names that OTEL_TRACES_SAMPLER has. */
export const SAMPLERS = {
  always_on: () => new AlwaysOnSampler(),
  always_off: () => new AlwaysOffSampler(),
  traceidratio: (ratio) => new TraceIdRatioBasedSampler(ratio),
  parentbased_always_on: () => new ParentBasedSampler({ root: new AlwaysOnSampler() }),
  parentbased_always_off: () => new ParentBasedSampler({ root: new AlwaysOffSampler() }),
  parentbased_traceidratio: (ratio) => new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(ratio) }),
} satisfies Record<string, (ratio: number) => Sampler>;

export type SamplerName = keyof typeof SAMPLERS;

/** A tracer that sends its spans to a collector, in the background and within bounds. Loaded only where one is set. */
export function makeTracer(options: TracerOptions): { tracer: Tracer; shutdown: () => Promise<void> } {
  const { url, headers, sampler, ratio, service, onFailure } = options;
  setGlobalErrorHandler(sometimes(onFailure));
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  const exporter = new OTLPTraceExporter({
    url,
    headers: parseHeaders(headers),
    timeoutMillis: EXPORT_MS,
    concurrencyLimit: EXPORTS,
  });
  const provider = new TracerProvider({
    resource: resourceFromAttributes({
      'service.name': service,
      'service.namespace': 'tollgate',
      'service.instance.id': randomUUID(),
    }),
    sampler: SAMPLERS[sampler](ratio),
    spanProcessors: [
      new BatchSpanProcessor({
        exporter,
        maxQueueSize: QUEUE,
        maxExportBatchSize: BATCH,
        scheduledDelayMillis: EVERY_MS,
        exportTimeoutMillis: EXPORT_MS,
      }),
    ],
  });
  return {
    tracer: provider.getTracer('tollgate'),
    shutdown: async () => {
      await waitAtMost(provider.shutdown().catch(onFailure), FLUSH_MS);
      context.disable();
    },
  };
}

function parseHeaders(text = ''): Record<string, string> {
  const pairs = text.split(',').filter((pair) => pair.includes('='));
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=');
      return [pair.slice(0, at).trim(), decodeURIComponent(pair.slice(at + 1).trim())];
    }),
  );
}

function sometimes(tell: (error: unknown) => void): (error: unknown) => void {
  let last = Number.NEGATIVE_INFINITY;
  return (error) => {
    if (performance.now() - last < TELL_EVERY_MS) return;
    last = performance.now();
    tell(error instanceof Error ? error : new Error('the tracing library failed'));
  };
}
