// The objects exist and fit together.
import { SERVICES, matches, seconds } from './cluster.mjs';

/** Rules, by name; each returns what breaks it. */
export const OBJECTS = {
  'there are the four services': ({ services }) =>
    SERVICES.filter(
      (name) => !services.some(({ object }) => object.kind === 'Deployment' && object.metadata.name === name),
    ),

  'everything is in the namespace of the kustomization, once': ({ objects, of }) => {
    const [namespace] = of('Namespace');
    const names = objects.map(({ kind, metadata }) => `${kind}/${metadata.name}`);
    return [
      ...names.filter((name, i) => names.indexOf(name) !== i),
      ...objects
        .filter(({ kind, metadata }) => kind !== 'Namespace' && metadata.namespace !== namespace?.metadata.name)
        .map(({ metadata }) => metadata.name),
      ...(namespace?.metadata.labels?.['pod-security.kubernetes.io/enforce'] === 'restricted' ? [] : ['pod security']),
    ];
  },

  'selectors match the labels of what they mean': ({ of, workloads }) => [
    ...workloads
      .filter(({ object, labels }) => object.spec.selector && !matches(object.spec.selector, labels))
      .map(({ name }) => name),
    ...of('Service')
      .filter(({ spec }) => !workloads.some(({ labels }) => matches({ matchLabels: spec.selector }, labels)))
      .map(({ metadata }) => `Service/${metadata.name}`),
    ...of('PodDisruptionBudget')
      .filter(
        ({ spec, metadata }) =>
          !workloads.some(
            ({ object, labels }) => object.metadata.name === metadata.name && matches(spec.selector, labels),
          ),
      )
      .map(({ metadata }) => `PodDisruptionBudget/${metadata.name}`),
    ...of('ServiceMonitor')
      .filter(
        ({ spec }) =>
          SERVICES.some((name) => {
            const service = of('Service').find(({ metadata }) => metadata.name === name);
            return !service || !matches(spec.selector, service.metadata.labels ?? {});
          }) ||
          spec.endpoints.some(({ port }) =>
            of('Service').some(
              (s) => matches(spec.selector, s.metadata.labels ?? {}) && !s.spec.ports.some(({ name }) => name === port),
            ),
          ),
      )
      .map(({ metadata }) => `ServiceMonitor/${metadata.name}`),
    ...workloads.flatMap(({ name, pod, labels }) => [
      ...(pod.topologySpreadConstraints ?? [])
        .filter(({ labelSelector }) => !matches(labelSelector, labels))
        .map(() => `${name}: spread`),
      ...(pod.affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [])
        .filter(({ labelSelector }) => !matches(labelSelector, labels))
        .map(() => `${name}: anti-affinity`),
    ]),
  ],

  'every port that is named exists': ({ of, workloads, services, settings }) => {
    const has = (containers, port) =>
      containers.some(({ ports = [] }) => ports.some((each) => each.name === port || each.containerPort === port));
    const problems = [];
    for (const { metadata, spec } of of('Service')) {
      const [target] = workloads.filter(({ labels }) => matches({ matchLabels: spec.selector }, labels));
      for (const { name, targetPort } of spec.ports) {
        if (target && !has(target.containers, targetPort)) problems.push(`Service/${metadata.name}:${name}`);
      }
    }
    for (const { name, containers } of workloads) {
      for (const container of containers) {
        for (const probe of ['startupProbe', 'readinessProbe', 'livenessProbe']) {
          const { httpGet, tcpSocket } = container[probe] ?? {};
          const { port } = httpGet ?? tcpSocket ?? {};
          if (port !== undefined && !has([container], port)) problems.push(`${name}: ${probe}`);
        }
      }
    }
    for (const { metadata, spec } of of('Ingress')) {
      for (const { backend } of spec.rules.flatMap(({ http }) => http.paths)) {
        const service = of('Service').find((each) => each.metadata.name === backend.service.name);
        if (!service?.spec.ports.some(({ name }) => name === backend.service.port.name))
          problems.push(`Ingress/${metadata.name}`);
      }
    }
    for (const { metadata, spec } of of('HTTPRoute')) {
      for (const backend of spec.rules.flatMap(({ backendRefs }) => backendRefs)) {
        const service = of('Service').find((each) => each.metadata.name === backend.name);
        if (!service?.spec.ports.some(({ port }) => port === backend.port)) problems.push(`HTTPRoute/${metadata.name}`);
      }
    }
    const wanted = { health: settings.HEALTH_PORT, http: settings.PORT };
    for (const { name, containers } of services) {
      for (const { name: port, containerPort } of containers.flatMap(({ ports = [] }) => ports)) {
        if (String(containerPort) !== wanted[port]) problems.push(`${name}: ${port} is not what the settings say`);
      }
    }
    return problems;
  },

  'what is mounted and referred to exists': ({ of, workloads }) =>
    workloads.flatMap(({ object, name, pod, containers }) => {
      const volumes = [
        ...(pod.volumes ?? []).map((each) => each.name),
        ...(object.spec.volumeClaimTemplates ?? []).map(({ metadata }) => metadata.name),
      ];
      const maps = of('ConfigMap').map(({ metadata }) => metadata.name);
      const named = [
        ...containers.flatMap(({ envFrom = [] }) => envFrom.map(({ configMapRef }) => configMapRef?.name)),
        ...(pod.volumes ?? []).map(({ configMap }) => configMap?.name),
      ];
      return [
        ...containers
          .flatMap(({ volumeMounts = [] }) => volumeMounts)
          .filter((mount) => !volumes.includes(mount.name))
          .map((mount) => `${name}: ${mount.name}`),
        ...named.filter((each) => each && !maps.includes(each)).map((each) => `${name}: ${each}`),
        ...(object.kind === 'StatefulSet' &&
        !of('Service').some(({ metadata }) => metadata.name === object.spec.serviceName)
          ? [`${name}: service`]
          : []),
      ];
    }),

  'a job runs before what a release makes anew is there: it refers to no ConfigMap': ({ workloads }) =>
    workloads
      .filter(({ object, pod }) => object.kind === 'Job' && /"configMap(KeyRef|Ref)?":/.test(JSON.stringify(pod)))
      .map(({ name }) => name),

  'the database is migrated by a job that ends': ({ of }) => {
    const job = of('Job').find(({ metadata }) => metadata.name === 'migrate');
    const good =
      job?.spec.template.spec.restartPolicy === 'Never' &&
      String(job.spec.template.spec.containers[0].args) === 'migrate' &&
      job.spec.activeDeadlineSeconds > 0;
    return good ? [] : ['migrate'];
  },

  'alerts name no other namespace': ({ of }) => {
    const own = of('Namespace')[0]?.metadata.name;
    const named = ({ expr, labels = {} }) => [
      ...[...expr.matchAll(/namespace=~?"([^"]*)"/g)].map(([, name]) => name),
      labels.namespace ?? own,
    ];
    return of('PrometheusRule')
      .flatMap(({ spec }) => spec.groups.flatMap(({ rules }) => rules))
      .filter((rule) => named(rule).some((name) => name !== own))
      .map(({ alert }) => alert);
  },

  'metrics are fetched in less time than lies between': ({ of }) =>
    of('ServiceMonitor')
      .flatMap(({ spec }) => spec.endpoints)
      .filter(
        ({ path, interval, scrapeTimeout }) => path !== '/metrics' || !(seconds(scrapeTimeout) < seconds(interval)),
      )
      .map(({ port }) => port),
};
