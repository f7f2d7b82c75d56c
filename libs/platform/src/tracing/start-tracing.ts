import type { PlatformConfig } from '../config/index.js';
import type { Log } from '../log/log.js';
import { setTracer } from './tracing.js';

/** The function that a traced process calls before it ends. */
export interface Tracing {
  /** Sends what is left, for two seconds at most, and makes no more spans. */
  stop(): Promise<void>;
}

const OFF: Tracing = { stop: () => Promise.resolve() };

/**
 * Begins tracing where an endpoint is set; else nothing of the tracing library is even loaded.
 * @param services names of the services in this process
 */
export async function startTracing(config: PlatformConfig, services: readonly string[], log: Log): Promise<Tracing> {
  const endpoint = config.OTEL_EXPORTER_OTLP_ENDPOINT;
  if (!endpoint) return OFF;
  const { makeTracer } = await import('./sdk.js');
  const { tracer, shutdown } = makeTracer({
    url: `${endpoint.replace(/\/+$/, '')}/v1/traces`,
    headers: config.OTEL_EXPORTER_OTLP_HEADERS,
    sampler: config.OTEL_TRACES_SAMPLER,
    ratio: Number(config.OTEL_TRACES_SAMPLER_ARG),
    service: config.OTEL_SERVICE_NAME ?? `tollgate-${services.length === 1 ? services[0] : 'all'}`,
    onFailure: (error) => log.warn('spans could not be sent', { error }),
  });
  setTracer(tracer);
  return {
    stop: async () => {
      setTracer(undefined);
      await shutdown();
    },
  };
}
