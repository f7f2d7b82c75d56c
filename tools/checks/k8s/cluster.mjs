// The manifests as the rules ask of them.

/** The services of the product. */
export const SERVICES = ['admin', 'auth', 'billing', 'gateway'];
/** The label that tells services from the rest. */
export const COMPONENT = 'app.kubernetes.io/component';

/** All objects, by what the rules ask of them. */
export function cluster(objects) {
  const of = (...kinds) => objects.filter(({ kind }) => kinds.includes(kind));
  const workloads = of('Deployment', 'StatefulSet', 'Job').map((object) => ({
    object,
    name: `${object.kind}/${object.metadata.name}`,
    pod: object.spec.template.spec,
    labels: object.spec.template.metadata?.labels ?? {},
    containers: [...(object.spec.template.spec.initContainers ?? []), ...object.spec.template.spec.containers],
  }));
  const settings = of('ConfigMap').find(({ metadata }) => metadata.name.startsWith('tollgate-settings'))?.data ?? {};
  return {
    objects,
    of,
    workloads,
    settings,
    services: workloads.filter(({ labels }) => labels[COMPONENT] === 'service'),
  };
}

/** Whether a selector means what bears these labels. */
export const matches = (selector, labels) =>
  Object.entries(selector?.matchLabels ?? {}).every(([key, value]) => labels[key] === value) &&
  !selector?.matchExpressions;
/** Seconds of a duration such as 30s. */
export const seconds = (text) => (/^\d+s$/.test(text) ? Number(text.slice(0, -1)) : NaN);
/** Mebibytes of a quantity of memory. */
export const mebibytes = (text) => {
  const [, number, unit] = /^(\d+)(Mi|Gi)$/.exec(text) ?? [];
  return number ? Number(number) * (unit === 'Gi' ? 1024 : 1) : NaN;
};
