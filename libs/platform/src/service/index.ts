export * from './definition.js';
export { type RunningService, startService, type StartOptions } from './start-service.js';
export { MESH_CLIENT } from './tokens.js';
