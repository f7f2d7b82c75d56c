import type { Metrics } from '../metrics/metrics.js';
import type { Readiness } from './readiness.js';

export interface HealthAnswer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

/**
 * The answers to probes, the same on every HTTP server that shows them: `/health/started`, `/health/ready`, `/health/live`, and
 * `/metrics`. Live means only that the event loop turns: no failure elsewhere is cured by a restart of this process.
 */
export class HealthRoutes {
  constructor(
    private readonly readiness: Readiness,
    private readonly metrics: Metrics,
  ) {}

  /** The answer to a path without its query, or undefined if the path is not a probe. */
  async answer(path: string): Promise<HealthAnswer | undefined> {
    if (path !== '/metrics') return this.health(path);
    return { status: 200, type: this.metrics.registry.contentType, body: await this.metrics.text() };
  }

  /** As answer, for the paths under /health alone: those that may be public. */
  health(path: string): HealthAnswer | undefined {
    if (path === '/health/live') return json(true, { live: true });
    if (path === '/health/started') return json(this.readiness.started, { started: this.readiness.started });
    if (path !== '/health/ready' && path !== '/health') return undefined;
    const report = this.readiness.report();
    return json(report.ready, report);
  }
}

function json(good: boolean, body: object): HealthAnswer {
  return { status: good ? 200 : 503, type: 'application/json', body: JSON.stringify(body) };
}
