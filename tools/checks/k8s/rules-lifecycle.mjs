// How a pod starts, is probed, drains and is replaced; how many there are.
import { mebibytes } from './cluster.mjs';

const SPARE_GRACE_S = 5;
/** Beside the pool: one for each job, one that listens for jobs, one for the health check. */
const EXTRA_CONNECTIONS = 2;
const MIGRATION_CONNECTIONS = 3;
const PROBES = { startupProbe: '/health/started', readinessProbe: '/health/ready', livenessProbe: '/health/live' };

/** Rules, by name; each returns what breaks it. */
export const LIFECYCLE = {
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

  'replicas are spread over nodes and zones': ({ services }) =>
    services
      .filter(({ pod }) =>
        ['kubernetes.io/hostname', 'topology.kubernetes.io/zone'].some(
          (key) => !pod.topologySpreadConstraints?.some(({ topologyKey }) => topologyKey === key),
        ),
      )
      .map(({ name }) => name),

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
};
