export * from './limiter.js';
export { limitsOf } from './limits-of.js';
