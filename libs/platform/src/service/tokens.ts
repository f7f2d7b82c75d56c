/** Under this token a service injects the MeshClient, to publish events and listen to them. */
export const MESH_CLIENT = Symbol('mesh client');

/** Makes the worker of the service's jobs; the platform's own. */
export const NEW_WORKER = Symbol('new worker');
