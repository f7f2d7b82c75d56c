export * from './limiter.js';
export { networkOf } from './network.js';
export { limitsOf } from './limits-of.js';
