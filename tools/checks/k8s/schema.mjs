import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from '../product.mjs';

/**
 * Checks objects against the models that @kubernetes/client-node generates from the Kubernetes API: unknown fields, wrong types and
 * missing required fields. Only the model files are loaded: the package itself does not load on every Node that builds this.
 */
const MODELS = join(root, 'node_modules/@kubernetes/client-node/dist/gen/models');
const QUANTITY = /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+|[numkMGTPE]|[KMGTPE]i)?$/;
const SCALARS = {
  string: (value, format) => typeof value === 'string' && (format !== 'quantity' || QUANTITY.test(value)),
  number: (value) => typeof value === 'number' && Number.isFinite(value),
  boolean: (value) => typeof value === 'boolean',
  IntOrString: (value) => Number.isInteger(value) || typeof value === 'string',
  any: () => true,
  object: (value) => value !== null && typeof value === 'object',
  Date: (value) => typeof value === 'string' && !Number.isNaN(Date.parse(value)),
};
/** Kinds that Kubernetes does not know by itself: the fields that matter, in the same form. */
const CUSTOM = {
  'monitoring.coreos.com/v1 ServiceMonitor': {
    selector: 'V1LabelSelector',
    namespaceSelector: 'object',
    endpoints: [{ port: 'string', path: 'string', interval: 'string', scrapeTimeout: 'string' }],
  },
  'gateway.networking.k8s.io/v1 HTTPRoute': {
    parentRefs: [{ name: 'string', namespace: 'string', sectionName: 'string' }],
    hostnames: ['string'],
    rules: [
      {
        matches: [{ path: { type: 'string', value: 'string' } }],
        timeouts: { request: 'string' },
        backendRefs: [{ name: 'string', port: 'number' }],
      },
    ],
  },
  'monitoring.coreos.com/v1 PrometheusRule': {
    groups: [
      {
        name: 'string',
        rules: [{ alert: 'string', expr: 'string', for: 'string', labels: 'object', annotations: 'object' }],
      },
    ],
  },
};
const known = new Map();

/** A model's fields by name with their types, and which of them must be there (from its declaration file). */
async function modelOf(name) {
  if (known.has(name)) return known.get(name);
  const file = join(MODELS, `${name}.js`);
  if (!existsSync(file)) return undefined;
  const loaded = (await import(pathToFileURL(file).href))[name];
  const declared = readFileSync(join(MODELS, `${name}.d.ts`), 'utf8');
  const model = {
    fields: new Map(
      loaded.getAttributeTypeMap().map(({ name: own, baseName, type, format }) => [baseName, { own, type, format }]),
    ),
    required: [],
  };
  for (const [baseName, { own }] of model.fields) {
    if (new RegExp(`^ {4}'${own.replaceAll('$', '\\$')}': `, 'm').test(declared)) model.required.push(baseName);
  }
  known.set(name, model);
  return model;
}

/** `apps/v1 Deployment` -> V1Deployment; the group is not part of a model's name. */
const modelName = ({ apiVersion, kind }) => {
  const version = String(apiVersion).split('/').at(-1);
  return `${version.charAt(0).toUpperCase()}${version.slice(1)}${kind}`;
};
const GROUPS = {
  v1: ['Namespace', 'Service', 'ConfigMap', 'Secret', 'ServiceAccount', 'PersistentVolumeClaim'],
  'apps/v1': ['Deployment', 'StatefulSet'],
  'batch/v1': ['Job', 'CronJob'],
  'policy/v1': ['PodDisruptionBudget'],
  'autoscaling/v2': ['HorizontalPodAutoscaler'],
  'networking.k8s.io/v1': ['NetworkPolicy', 'Ingress'],
};

/** Everything wrong with the form of an object, each with where it is. */
export async function formProblems(object) {
  const custom = CUSTOM[`${object.apiVersion} ${object.kind}`];
  if (custom) return customProblems(object, custom);
  if (!GROUPS[object.apiVersion]?.includes(object.kind)) return [`${object.apiVersion} ${object.kind} is not known`];
  return walk(object, modelName(object), '', object.kind);
}

async function customProblems({ apiVersion, kind, metadata, spec, ...unknown }, shape) {
  const problems = Object.keys(unknown).map((key) => `${kind}.${key} is not known`);
  if (!apiVersion || !spec) problems.push(`${kind} has no spec`);
  problems.push(...(await walk(metadata, 'V1ObjectMeta', '', `${kind}.metadata`)));
  return [...problems, ...(await walkShape(spec, shape, `${kind}.spec`))];
}

async function walkShape(value, shape, at) {
  if (typeof shape === 'string') return walk(value, shape, '', at);
  if (Array.isArray(shape)) {
    if (!Array.isArray(value)) return [`${at} is no list`];
    return (await Promise.all(value.map((each, i) => walkShape(each, shape[0], `${at}[${i}]`)))).flat();
  }
  if (value === null || typeof value !== 'object') return [`${at} is no object`];
  const each = Object.entries(value).map(([key, inner]) =>
    shape[key] ? walkShape(inner, shape[key], `${at}.${key}`) : [`${at}.${key} is not known`],
  );
  return (await Promise.all(each)).flat();
}

async function walk(value, type, format, at) {
  const scalar = SCALARS[type];
  if (scalar) return scalar(value, format) ? [] : [`${at} is ${JSON.stringify(value)}, not ${format || type}`];
  const list = /^Array<(.+)>$/.exec(type)?.[1];
  if (list) {
    if (!Array.isArray(value)) return [`${at} is no list`];
    return (await Promise.all(value.map((each, i) => walk(each, list, format, `${at}[${i}]`)))).flat();
  }
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return [`${at} is no object`];
  const map = /^\{ \[key: string\]: (.+); \}$/.exec(type)?.[1];
  if (map) {
    const each = Object.entries(value).map(([key, inner]) =>
      walk(inner, map, format || quantityAt(at), `${at}.${key}`),
    );
    return (await Promise.all(each)).flat();
  }
  const model = await modelOf(type);
  if (!model) throw new Error(`there is no model ${type} for ${at}`);
  const problems = model.required.filter((name) => value[name] === undefined).map((name) => `${at}.${name} is missing`);
  for (const [key, inner] of Object.entries(value)) {
    const field = model.fields.get(key);
    if (!field) problems.push(`${at}.${key} is not known`);
    else problems.push(...(await walk(inner, field.type, field.format, `${at}.${key}`)));
  }
  return problems;
}

/** The models call quantities plain strings. */
const quantityAt = (at) => (/\.resources\.(requests|limits)$/.test(at) ? 'quantity' : '');
