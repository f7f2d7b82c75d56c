export * from './caller.js';
export * from './errors/app-error.js';
export type { ErrorEntry } from './errors/entry.js';
export { ERRORS, type ErrorCode, PARAMETERS } from './errors/table.js';
export * from './fields.js';
export { objectIn } from './object-text.js';
export * from './paging.js';
export * from './rpc.js';
export * from './shapes.js';
