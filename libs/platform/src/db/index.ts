export * from './database.js';
export { type ConnectionOptions, poolConfig, safeInteger, types } from './connection.js';
export { Connections, primaryAt } from './connections.js';
export { dataSourceOptions, type Entity } from './data-source.js';
export { Repositories } from './repositories.js';
export { getSqlState, getViolatedIndex } from './sql-state.js';
export { UnitOfWork } from './unit-of-work.js';
export { BatchLoader } from './batch-loader.js';
