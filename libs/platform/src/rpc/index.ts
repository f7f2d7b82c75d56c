export * from './handles.js';
export { inProcessMesh } from './in-process-mesh.js';
export type { MeshOptions } from './limits.js';
export type * from './mesh.js';
export type { NatsOptions } from './nats-connection.js';
export { natsMesh } from './nats-mesh.js';
export { HandlerPipeline } from './pipeline.js';
export { RpcClient } from './rpc-client.js';
export { refuseTooLarge } from './wire.js';
