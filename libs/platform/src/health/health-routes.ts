import type { Metrics } from '../metrics/metrics.js';
import type { Readiness } from './readiness.js';

export interface HealthAnswer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

/**
 * What probes ask, whatever HTTP server carries it: `/health/started`, `/health/ready`, `/health/live`, and `/metrics`.
 * Live means only that the event loop turns: no failure elsewhere is cured by a restart of this process.
 */
export class HealthRoutes {
  constructor(
    private readonly readiness: Readiness,
    private readonly metrics: Metrics,
  ) {}

  /** The answer to a path without its query, or undefined when it is none of these. */
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
