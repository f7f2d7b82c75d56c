import { patchOne } from './render.mjs';

/** Mistakes that people make in manifests, each as a change of the rendered objects. The check must find every one of them. */
const change = (kind, name, op, path, value) => (objects) => {
  const object = objects.find((each) => each.kind === kind && each.metadata.name.startsWith(name));
  patchOne(object, { op, path, value });
};
const POD = '/spec/template/spec';
const ONE = `${POD}/containers/0`;
const without = (kind, name) => (objects) => {
  objects.splice(
    objects.findIndex((each) => each.kind === kind && each.metadata.name === name),
    1,
  );
};
const setEnv = (service, name, value) => (objects) => {
  const { containers } = objects.find((each) => each.kind === 'Deployment' && each.metadata.name === service).spec
    .template.spec;
  const env = containers[0].env;
  env.splice(
    env.findIndex((each) => each.name === name),
    1,
    { name, ...value },
  );
};

export const MISTAKES = {
  'a misspelt field': change('Deployment', 'auth', 'add', `${POD}/terminationGracePeriodSecond`, 60),
  'a number as text': change('HorizontalPodAutoscaler', 'auth', 'replace', '/spec/maxReplicas', '6'),
  'a boolean as text': change('Deployment', 'gateway', 'replace', `${POD}/automountServiceAccountToken`, 'false'),
  'a quantity that is none': change('Deployment', 'billing', 'replace', `${ONE}/resources/requests/cpu`, '250 m'),
  'a required field left out': change('Deployment', 'admin', 'remove', '/spec/selector'),
  'a field of an older API': change('Ingress', 'gateway', 'add', '/spec/backend', { serviceName: 'gateway' }),
  'an API version that is gone': change(
    'HorizontalPodAutoscaler',
    'billing',
    'replace',
    '/apiVersion',
    'autoscaling/v2beta2',
  ),
  'a selector of another label': change(
    'Deployment',
    'auth',
    'replace',
    '/spec/selector/matchLabels/app.kubernetes.io~1name',
    'auht',
  ),
  'a service that selects nothing': change(
    'Service',
    'gateway',
    'replace',
    '/spec/selector/app.kubernetes.io~1name',
    'api',
  ),
  'a service port that no container has': change('Service', 'gateway', 'replace', '/spec/ports/0/targetPort', 'web'),
  'an ingress to a port that is not there': change(
    'Ingress',
    'gateway',
    'replace',
    '/spec/rules/0/http/paths/0/backend/service/port/name',
    'https',
  ),
  'a container port beside the setting': change(
    'Deployment',
    'gateway',
    'replace',
    `${ONE}/ports/0/containerPort`,
    8080,
  ),
  'liveness that asks for readiness': change(
    'Deployment',
    'billing',
    'replace',
    `${ONE}/livenessProbe/httpGet/path`,
    '/health/ready',
  ),
  'no startup probe': change('Deployment', 'admin', 'remove', `${ONE}/startupProbe`),
  'liveness that kills after six seconds': change(
    'Deployment',
    'auth',
    'replace',
    `${ONE}/livenessProbe/periodSeconds`,
    2,
  ),
  'less grace than the drain needs': change(
    'Deployment',
    'gateway',
    'replace',
    `${POD}/terminationGracePeriodSeconds`,
    30,
  ),
  'no wait before SIGTERM at the gateway': change('Deployment', 'gateway', 'remove', `${ONE}/lifecycle`),
  'a rollout that takes a replica away first': change(
    'Deployment',
    'billing',
    'replace',
    '/spec/strategy/rollingUpdate/maxUnavailable',
    1,
  ),
  'a disruption budget that forbids every eviction': change(
    'PodDisruptionBudget',
    'auth',
    'replace',
    '/spec/minAvailable',
    2,
  ),
  'no disruption budget': without('PodDisruptionBudget', 'billing'),
  'no autoscaler': without('HorizontalPodAutoscaler', 'admin'),
  'replicas that fight the autoscaler': change('Deployment', 'auth', 'add', '/spec/replicas', 2),
  'more connections than the database has': change(
    'HorizontalPodAutoscaler',
    'billing',
    'replace',
    '/spec/maxReplicas',
    30,
  ),
  'no memory limit': change('Deployment', 'auth', 'remove', `${ONE}/resources/limits`),
  'a heap as large as the memory': setEnv('auth', 'NODE_OPTIONS', { value: '--max-old-space-size=640' }),
  'the latest image': change(
    'Deployment',
    'gateway',
    'replace',
    `${ONE}/image`,
    'registry.example.com/tollgate:latest',
  ),
  'an image without a tag': change('StatefulSet', 'nats', 'replace', `${ONE}/image`, 'docker.io/library/nats'),
  'a process that may run as root': change('Deployment', 'admin', 'remove', `${POD}/securityContext/runAsNonRoot`),
  'a file system that can be written': change(
    'Deployment',
    'billing',
    'replace',
    `${ONE}/securityContext/readOnlyRootFilesystem`,
    false,
  ),
  'a capability added': change('StatefulSet', 'nats', 'add', `${ONE}/securityContext/capabilities/add`, ['NET_ADMIN']),
  'no seccomp profile': change('Job', 'migrate', 'remove', `${POD}/securityContext/seccompProfile`),
  'a folder of the node': change('Deployment', 'gateway', 'add', `${POD}/volumes/-`, {
    name: 'host',
    hostPath: { path: '/' },
  }),
  'a password in a ConfigMap': change(
    'ConfigMap',
    'tollgate-settings',
    'add',
    '/data/DATABASE_URL',
    'postgres://tollgate:hunter2@db/tollgate',
  ),
  'a secret as a plain value': setEnv('auth', 'CRYPTO_SECRET', { value: 'W4eRt6Yu8IoP0aSd2FgH5jKl7ZxC9vBn' }),
  'the account of another service on the bus': setEnv('billing', 'NATS_PASSWORD', {
    valueFrom: { secretKeyRef: { name: 'tollgate-nats', key: 'gateway-a' } },
  }),
  'a database login for the gateway': change('Deployment', 'gateway', 'add', `${ONE}/env/-`, {
    name: 'DATABASE_URL',
    valueFrom: { secretKeyRef: { name: 'tollgate-database', key: 'auth' } },
  }),
  'two services of one target': setEnv('admin', 'TARGET', { value: 'auth' }),
  'a settings map that is not there': change(
    'Deployment',
    'auth',
    'replace',
    `${ONE}/envFrom/0/configMapRef/name`,
    'tollgate-settings',
  ),
  'a job that waits for settings which come after it': (objects) => {
    const settings = objects.find(
      ({ kind, metadata }) => kind === 'ConfigMap' && metadata.name.startsWith('tollgate-settings'),
    );
    const envFrom = [{ configMapRef: { name: settings.metadata.name } }];
    change('Job', 'migrate', 'add', `${ONE}/envFrom`, envFrom)(objects);
  },
  'a secret that a migration does not need': change('Job', 'migrate', 'add', `${ONE}/env/-`, {
    name: 'CRYPTO_SECRET',
    valueFrom: { secretKeyRef: { name: 'tollgate-secrets', key: 'CRYPTO_SECRET' } },
  }),
  "no file of the database's authority": change('Job', 'migrate', 'remove', `${ONE}/volumeMounts`),
  'a start that needs an authority of one’s own': change(
    'Deployment',
    'billing',
    'remove',
    `${POD}/volumes/1/secret/optional`,
  ),
  'an alert on another namespace': change(
    'PrometheusRule',
    'tollgate',
    'replace',
    '/spec/groups/0/rules/2/expr',
    'absent(up{namespace="production", service="gateway"} == 1)',
  ),
  'mail from whoever may reach the internet': change(
    'NetworkPolicy',
    'to-mail',
    'replace',
    '/spec/podSelector/matchLabels',
    { 'tollgate.dev/internet': 'yes' },
  ),
  'no default-deny': without('NetworkPolicy', 'default-deny'),
  'the bus open to everybody': change('NetworkPolicy', 'bus', 'remove', '/spec/ingress/0/from'),
  'an edge that only one side allows': change(
    'NetworkPolicy',
    'to-bus',
    'replace',
    '/spec/egress/0/ports/0/port',
    6222,
  ),
  'the gateway let out to the internet': change(
    'Deployment',
    'gateway',
    'add',
    '/spec/template/metadata/labels/tollgate.dev~1internet',
    'yes',
  ),
  'a host without TLS': change('Ingress', 'gateway', 'replace', '/spec/tls/0/hosts/0', 'www.example.com'),
  'metrics on a port that no service names': change(
    'ServiceMonitor',
    'tollgate',
    'replace',
    '/spec/endpoints/0/port',
    'metrics',
  ),
  'an object outside the namespace': change('PodDisruptionBudget', 'nats', 'replace', '/metadata/namespace', 'default'),
};
