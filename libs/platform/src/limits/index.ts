export * from './limiter.js';
export { toNetwork } from './network.js';
export { buildLimits } from './build-limits.js';
