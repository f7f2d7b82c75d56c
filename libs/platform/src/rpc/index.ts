export * from './handles.js';
export { inProcessMesh } from './in-process-mesh.js';
export type * from './mesh.js';
export { HandlerPipeline } from './pipeline.js';
export { RpcClient } from './rpc-client.js';
