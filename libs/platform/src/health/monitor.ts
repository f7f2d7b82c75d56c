import { Metrics } from '../metrics/metrics.js';
import { HealthRoutes } from './health-routes.js';
import { Readiness } from './readiness.js';

/** What a process tells of itself: one for each process, whichever services run in it. */
export class Monitor {
  readonly metrics = new Metrics();
  readonly readiness = new Readiness();
  readonly routes = new HealthRoutes(this.readiness, this.metrics);
}
