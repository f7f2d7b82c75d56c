import { Metrics } from '../metrics/metrics.js';
import { HealthRoutes } from './health-routes.js';
import { Readiness } from './readiness.js';

/** Health and metrics of a process: one instance for all services that run in it. */
export class Monitor {
  readonly metrics = new Metrics();
  readonly readiness = new Readiness();
  readonly routes = new HealthRoutes(this.readiness, this.metrics);
}
