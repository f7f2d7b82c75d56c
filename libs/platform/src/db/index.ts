export * from './database.js';
export { UnitOfWork } from './unit-of-work.js';
export { BatchLoader } from './batch-loader.js';
