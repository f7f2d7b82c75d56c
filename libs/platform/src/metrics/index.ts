export { type HttpRequest, Metrics } from './metrics.js';
export type { Reading, Sample } from './readings.js';
export { addCounts, aggregateText, type ProcessMetrics } from './aggregate.js';
