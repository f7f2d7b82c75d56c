/** Under this token a service injects the MeshClient, to publish events and listen to them. */
export const MESH_CLIENT = Symbol('mesh client');

/** How the service connects to the database; the platform's own. */
export const CONNECTION = Symbol('connection');
