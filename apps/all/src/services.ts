import type { ServiceDefinition } from '@tollgate/platform/service';

/** The services in their order of start: a service starts before its callers. They stop in the reverse order. */
export const SERVICES = ['auth', 'billing', 'admin', 'gateway'] as const;

export type ServiceName = (typeof SERVICES)[number];

/** Each service is loaded only if it is chosen, so that a process has no code of other services. */
const LOADERS: Readonly<Record<ServiceName, () => Promise<ServiceDefinition>>> = {
  auth: async () => (await import('@tollgate/auth')).auth,
  billing: async () => (await import('@tollgate/billing')).billing,
  admin: async () => (await import('@tollgate/admin')).admin,
  gateway: async () => (await import('@tollgate/gateway')).gateway,
};

/** The definitions of the named services, in the given order. */
export function loadServices(names: readonly ServiceName[]): Promise<ServiceDefinition[]> {
  return Promise.all(names.map((name) => LOADERS[name]()));
}
