import type { ServiceDefinition } from '@tollgate/platform/service';

/** The services in the order in which they start: the called before their callers. They stop in the opposite one. */
export const SERVICES = ['auth', 'billing', 'admin', 'gateway'] as const;

export type ServiceName = (typeof SERVICES)[number];

/** Loaded when chosen, so that a process carries no code of services it does not run. */
const LOADERS: Readonly<Record<ServiceName, () => Promise<ServiceDefinition>>> = {
  auth: async () => (await import('@tollgate/auth')).auth,
  billing: async () => (await import('@tollgate/billing')).billing,
  admin: async () => (await import('@tollgate/admin')).admin,
  gateway: async () => (await import('@tollgate/gateway')).gateway,
};

/** The definitions of services, in the order of their names given. */
export function loadServices(names: readonly ServiceName[]): Promise<ServiceDefinition[]> {
  return Promise.all(names.map((name) => LOADERS[name]()));
}
