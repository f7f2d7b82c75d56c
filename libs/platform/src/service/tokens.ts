/** Under this token a service injects the MeshClient, to publish events and listen to them. */
export const MESH_CLIENT = Symbol('mesh client');
