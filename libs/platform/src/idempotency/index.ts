export { Idempotency } from './idempotency.js';
