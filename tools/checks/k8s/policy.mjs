import { edgesOf } from './edges.mjs';

/**
 * What must hold of the manifests beyond their form. Each rule returns what breaks it.
 * Numbers here that the product decides: a service's connections beyond its pool, and the drain's length.
 */
const SPARE_GRACE_S = 5;
const SERVICES = ['admin', 'auth', 'billing', 'gateway'];
/** Those who keep something sealed. */
const SEALING = ['admin', 'auth', 'billing'];
/** Beside the pool: one for each job, one that listens for jobs, one for the health check. */
const EXTRA_CONNECTIONS = 2;
const MIGRATION_CONNECTIONS = 3;
const PROBES = { startupProbe: '/health/started', readinessProbe: '/health/ready', livenessProbe: '/health/live' };
const SECRET_LIKE = /secret|password|passwd|token|private|credential|api_?key/i;
const URL_WITH_PASSWORD = /[a-z]+:\/\/[^\s/:@]+:(?!\$\()[^\s@]+@/i;

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

const COMPONENT = 'app.kubernetes.io/component';
export const matches = (selector, labels) =>
  Object.entries(selector?.matchLabels ?? {}).every(([key, value]) => labels[key] === value) &&
  !selector?.matchExpressions;
const seconds = (text) => (/^\d+s$/.test(text) ? Number(text.slice(0, -1)) : NaN);
const mebibytes = (text) => {
  const [, number, unit] = /^(\d+)(Mi|Gi)$/.exec(text) ?? [];
  return number ? Number(number) * (unit === 'Gi' ? 1024 : 1) : NaN;
};

export const RULES = {
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
    const wanted = { health: settings.HEALTH_PORT, http: settings.PORT };
    for (const { name, containers } of services) {
      for (const { name: port, containerPort } of containers.flatMap(({ ports = [] }) => ports)) {
        if (String(containerPort) !== wanted[port]) problems.push(`${name}: ${port} is not what the settings say`);
      }
    }
    return problems;
  },

  'a service is probed for what each probe means': ({ services }) =>
    services.flatMap(({ name, containers: [container] }) =>
      Object.entries(PROBES)
        .filter(
          ([probe, path]) => container[probe]?.httpGet?.path !== path || container[probe].httpGet.port !== 'health',
        )
        .map(([probe]) => `${name}: ${probe}`),
    ),

  'probes leave time to start and to come back': ({ services }) =>
    services.flatMap(
      ({
        name,
        containers: [{ startupProbe: startup = {}, readinessProbe: readiness = {}, livenessProbe: liveness = {} }],
      }) => [
        ...(startup.periodSeconds * startup.failureThreshold >= 60 ? [] : [`${name}: startup`]),
        ...(readiness.periodSeconds * readiness.failureThreshold <= 5 ? [] : [`${name}: readiness`]),
        ...(liveness.periodSeconds * liveness.failureThreshold >= 30 ? [] : [`${name}: liveness`]),
      ],
    ),

  'there is time to drain after preStop': ({ services, settings }) =>
    services
      .filter(({ pod, containers: [container] }) => {
        const wait = container.lifecycle?.preStop?.sleep?.seconds ?? 0;
        const drain = Number(settings.SHUTDOWN_SECONDS ?? 20);
        return !(pod.terminationGracePeriodSeconds >= wait + drain + SPARE_GRACE_S);
      })
      .map(({ name }) => name),

  'what is reached over HTTP waits until nobody sends to it any more': ({ services }) =>
    services
      .filter(
        ({ containers: [{ ports, lifecycle }] }) =>
          ports.some(({ name }) => name === 'http') && !(lifecycle?.preStop?.sleep?.seconds >= 5),
      )
      .map(({ name }) => name),

  'a rollout takes no replica away before another is there': ({ services }) =>
    services
      .filter(
        ({ object: { spec } }) =>
          spec.strategy?.rollingUpdate?.maxUnavailable !== 0 ||
          !(spec.strategy.rollingUpdate.maxSurge >= 1) ||
          !(spec.minReadySeconds >= 5),
      )
      .map(({ name }) => name),

  'a disruption budget leaves something to evict, and something running': ({ of, services, workloads }) => {
    const least = (name) =>
      of('HorizontalPodAutoscaler').find(({ spec }) => spec.scaleTargetRef.name === name)?.spec.minReplicas ??
      workloads.find(({ object }) => object.metadata.name === name)?.object.spec.replicas ??
      1;
    const budgets = of('PodDisruptionBudget');
    return [
      ...services
        .filter(({ object }) => !budgets.some(({ metadata }) => metadata.name === object.metadata.name))
        .map(({ name }) => name),
      ...budgets
        .filter(({ metadata, spec }) => {
          const replicas = least(metadata.name);
          const evictable = replicas - spec.minAvailable;
          return (
            !(evictable >= 1) ||
            (replicas > 1 && spec.minAvailable < 1) ||
            spec.unhealthyPodEvictionPolicy !== 'AlwaysAllow'
          );
        })
        .map(({ metadata }) => `PodDisruptionBudget/${metadata.name}`),
    ];
  },

  'every service scales, slowly down, within bounds': ({ of, services }) =>
    services
      .filter(({ object }) => {
        const scaler = of('HorizontalPodAutoscaler').find(
          ({ spec }) => spec.scaleTargetRef.kind === 'Deployment' && spec.scaleTargetRef.name === object.metadata.name,
        )?.spec;
        const cpu = scaler?.metrics.find(({ resource }) => resource?.name === 'cpu')?.resource.target
          .averageUtilization;
        return (
          object.spec.replicas !== undefined ||
          !scaler ||
          scaler.maxReplicas < scaler.minReplicas ||
          !(cpu > 30 && cpu <= 80) ||
          !(scaler.behavior?.scaleDown?.stabilizationWindowSeconds >= 300)
        );
      })
      .map(({ name }) => name),

  'all replicas together stay within the database': ({ of, services, settings }) => {
    const budget = Number(of('Namespace')[0]?.metadata.annotations?.['tollgate.dev/database-connections']);
    const each = Number(settings.DATABASE_POOL_SIZE) + Number(settings.JOBS_CONCURRENCY) + EXTRA_CONNECTIONS;
    const replicas = services
      .filter(({ labels }) => labels['tollgate.dev/database'] === 'yes')
      .map(({ object }) => {
        const scaler = of('HorizontalPodAutoscaler').find(
          ({ spec }) => spec.scaleTargetRef.name === object.metadata.name,
        );
        return (scaler?.spec.maxReplicas ?? NaN) + (object.spec.strategy?.rollingUpdate?.maxSurge ?? 1);
      });
    const most = replicas.reduce((sum, count) => sum + count, 0) * each + MIGRATION_CONNECTIONS;
    return most <= budget ? [] : [`${most} connections, the budget is ${budget}`];
  },

  'resources are asked for, and memory is limited to what is asked for': ({ workloads }) =>
    workloads.flatMap(({ name, containers }) =>
      containers
        .filter(
          ({ resources }) =>
            !resources?.requests?.cpu ||
            !resources.requests.memory ||
            resources.limits?.memory !== resources.requests.memory,
        )
        .map((container) => `${name}: ${container.name}`),
    ),

  'the heap is three quarters of the memory at most': ({ services }) =>
    services
      .filter(({ containers: [{ env = [], resources }] }) => {
        const options = env.find(({ name }) => name === 'NODE_OPTIONS')?.value ?? '';
        const heap = Number(/--max-old-space-size=(\d+)/.exec(options)?.[1]);
        return !(heap <= 0.75 * mebibytes(resources?.limits?.memory));
      })
      .map(({ name }) => name),

  'images are pinned: a digest or an exact version': ({ workloads }) =>
    workloads.flatMap(({ name, containers }) =>
      containers.filter(({ image }) => !/(@sha256:[0-9a-f]{64}|:v?\d+\.\d+[\w.-]*)$/.test(image)).map(() => name),
    ),

  'nothing runs as root, may become it, or writes where it runs': ({ workloads }) =>
    workloads.flatMap(({ name, pod, containers }) => [
      ...(pod.securityContext?.runAsNonRoot === true && pod.securityContext.runAsUser > 0 ? [] : [`${name}: root`]),
      ...(pod.securityContext?.seccompProfile?.type === 'RuntimeDefault' ? [] : [`${name}: seccomp`]),
      ...(pod.automountServiceAccountToken === false ? [] : [`${name}: token`]),
      ...(pod.hostNetwork || pod.hostPID || pod.hostIPC || pod.volumes?.some(({ hostPath }) => hostPath)
        ? [`${name}: host`]
        : []),
      ...containers
        .filter(
          ({ securityContext: own }) =>
            own?.allowPrivilegeEscalation !== false ||
            own.readOnlyRootFilesystem !== true ||
            own.privileged ||
            own.runAsUser === 0 ||
            !own.capabilities?.drop?.includes('ALL') ||
            (own.capabilities.add ?? []).length > 0,
        )
        .map((container) => `${name}: ${container.name}`),
    ]),

  'replicas are spread over nodes and zones': ({ services }) =>
    services
      .filter(({ pod }) =>
        ['kubernetes.io/hostname', 'topology.kubernetes.io/zone'].some(
          (key) => !pod.topologySpreadConstraints?.some(({ topologyKey }) => topologyKey === key),
        ),
      )
      .map(({ name }) => name),

  'no secret is written down: ConfigMaps and values hold none': ({ of, workloads }) => [
    ...of('Secret').map(({ metadata }) => `Secret/${metadata.name}`),
    ...of('ConfigMap').flatMap(({ metadata, data }) =>
      Object.entries(data)
        .filter(
          ([key, value]) =>
            SECRET_LIKE.test(key) || URL_WITH_PASSWORD.test(value) || /password:\s*"?[^$\s"]/.test(value),
        )
        .map(([key]) => `ConfigMap/${metadata.name}: ${key}`),
    ),
    ...workloads.flatMap(({ name, containers }) =>
      containers.flatMap(({ env = [] }) =>
        env
          .filter(
            (each) => each.value !== undefined && (SECRET_LIKE.test(each.name) || URL_WITH_PASSWORD.test(each.value)),
          )
          .map((each) => `${name}: ${each.name}`),
      ),
    ),
  ],

  'each service has its own account on the bus and in the database': ({ services, workloads }) =>
    [...services, ...workloads.filter(({ labels }) => labels[COMPONENT] === 'migrate')].flatMap(
      ({ object, name, containers: [{ env = [] }] }) => {
        const own = object.metadata.name;
        const value = (key) => env.find((each) => each.name === key);
        const password = value('NATS_PASSWORD')?.valueFrom?.secretKeyRef?.key;
        const isService = object.kind === 'Deployment';
        return [
          ...(isService && value('TARGET')?.value !== own ? [`${name}: TARGET`] : []),
          ...(isService &&
          !(
            password &&
            new RegExp(`^${own}-[ab]$`).test(password) &&
            value('NATS_URL')?.value === `tls://${password}:$(NATS_PASSWORD)@nats:4222`
          )
            ? [`${name}: NATS`]
            : []),
          ...(isService &&
          env.findIndex((each) => each.name === 'NATS_PASSWORD') > env.findIndex((each) => each.name === 'NATS_URL')
            ? [`${name}: order`]
            : []),
          ...(own !== 'gateway' && value('DATABASE_URL')?.valueFrom?.secretKeyRef?.key !== own
            ? [`${name}: DATABASE_URL`]
            : []),
          ...(own === 'gateway' && value('DATABASE_URL') ? [`${name}: needs no database`] : []),
          ...(SEALING.includes(own) && value('CRYPTO_SECRET')?.valueFrom?.secretKeyRef?.key !== 'CRYPTO_SECRET'
            ? [`${name}: CRYPTO_SECRET`]
            : []),
          ...(!SEALING.includes(own) && value('CRYPTO_SECRET') ? [`${name}: needs no CRYPTO_SECRET`] : []),
        ];
      },
    ),

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

  'whoever asks the database has the file of its authority, where there is one': ({ workloads }) =>
    workloads
      .filter(({ labels, pod, containers: [{ volumeMounts = [] }] }) => {
        const { name, secret } = pod.volumes?.find((volume) => volume.secret?.secretName === 'database-ca') ?? {};
        const mount = volumeMounts.find((each) => each.name === name);
        const isThere = mount?.mountPath === '/etc/tollgate/database' && mount.readOnly === true;
        const isOptional = secret?.optional === true && secret.items.every(({ path }) => path === 'ca.crt');
        return labels['tollgate.dev/database'] === 'yes' && !(isThere && isOptional);
      })
      .map(({ name }) => name),

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

  'the database is migrated by a job that ends': ({ of }) => {
    const job = of('Job').find(({ metadata }) => metadata.name === 'migrate');
    const good =
      job?.spec.template.spec.restartPolicy === 'Never' &&
      String(job.spec.template.spec.containers[0].args) === 'migrate' &&
      job.spec.activeDeadlineSeconds > 0;
    return good ? [] : ['migrate'];
  },

  'everything is closed but for the edges listed': ({ of, workloads }, edges) => {
    const closed = of('NetworkPolicy').some(
      ({ spec }) =>
        Object.keys(spec.podSelector).length === 0 &&
        String([...(spec.policyTypes ?? [])].sort()) === 'Egress,Ingress' &&
        !spec.ingress &&
        !spec.egress,
    );
    const drawn = edgesOf(of('NetworkPolicy'), workloads);
    return [
      ...(closed ? [] : ['there is no default-deny']),
      ...drawn.filter((edge) => !edges.includes(edge)).map((edge) => `not listed: ${edge}`),
      ...edges.filter((edge) => !drawn.includes(edge)).map((edge) => `lost: ${edge}`),
    ];
  },

  'traffic from outside is encrypted': ({ of }) =>
    of('Ingress')
      .filter(({ spec }) =>
        spec.rules.some(({ host }) => !host || !spec.tls?.some(({ hosts }) => hosts?.includes(host))),
      )
      .map(({ metadata }) => metadata.name),

  'metrics are fetched in less time than lies between': ({ of }) =>
    of('ServiceMonitor')
      .flatMap(({ spec }) => spec.endpoints)
      .filter(
        ({ path, interval, scrapeTimeout }) => path !== '/metrics' || !(seconds(scrapeTimeout) < seconds(interval)),
      )
      .map(({ port }) => port),
};

/** Everything that breaks a rule, as `rule: what`. */
export function policyProblems(objects, edges) {
  const all = cluster(objects);
  return Object.entries(RULES).flatMap(([rule, find]) => find(all, edges).map((what) => `${rule}: ${what}`));
}
