export { connectionPing, DatabaseWatch, type DatabaseWatchOptions } from './database-watch.js';
export { type HealthAnswer, HealthRoutes } from './health-routes.js';
export { type HealthServer, listenForHealth } from './health-server.js';
export { Monitor } from './monitor.js';
export { Readiness, type ReadinessReport } from './readiness.js';
export { tellTime, ClockSync } from './clock-sync.js';
