// The rights of a pod, its network edges, and the places of secrets.
import { COMPONENT } from './cluster.mjs';
import { edgesOf } from './edges.mjs';

/** Those who keep something sealed. */
const SEALING = ['admin', 'auth', 'billing'];
const SECRET_LIKE = /secret|password|passwd|token|private|credential|api_?key/i;
const URL_WITH_PASSWORD = /[a-z]+:\/\/[^\s/:@]+:(?!\$\()[^\s@]+@/i;

/** Rules, by name; each returns what breaks it. */
export const SECURITY = {
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
};
