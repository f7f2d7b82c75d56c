import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';

/**
 * Renders like `kubectl kustomize <folder>`, for the part of kustomize that k8s/ uses: resources, namespace, labels, images, JSON 6902
 * patches and generated ConfigMaps with the digest in their names. Anything else in a kustomization is refused, not ignored.
 * So the check of the manifests needs no kubectl; where there is one, the check compares the two.
 * @returns the objects, in the order of the resources
 */
export function render(folder) {
  const {
    apiVersion,
    kind,
    resources = [],
    configMapGenerator = [],
    ...rest
  } = read(join(folder, 'kustomization.yaml'));
  const { namespace, labels = [], images = [], patches = [], ...unknown } = rest;
  if (kind !== 'Kustomization' || apiVersion !== 'kustomize.config.k8s.io/v1beta1')
    throw new Error(`${folder}: ${kind}`);
  if (Object.keys(unknown).length > 0) throw new Error(`${folder}: ${Object.keys(unknown)} is not known here`);
  const objects = resources.flatMap((resource) => {
    const path = join(folder, resource);
    return /\.ya?ml$/.test(resource) ? readAll(path) : render(path);
  });
  for (const { target, patch } of patches) applyPatch(objects, target, parse(patch));
  const renamed = new Map();
  for (const each of configMapGenerator) {
    const made = configMap(folder, each);
    renamed.set(each.name, made.metadata.name);
    objects.push(made);
  }
  for (const object of objects) {
    if (namespace && object.kind !== 'Namespace') object.metadata.namespace = namespace;
    if (namespace && object.kind === 'Namespace') object.metadata.name = namespace;
    for (const rule of labels) addLabels(object, rule);
  }
  visit(objects, (node) => {
    for (const key of ['configMapRef', 'configMapKeyRef', 'configMap']) {
      if (renamed.has(node[key]?.name)) node[key].name = renamed.get(node[key].name);
    }
    if (typeof node.image === 'string') node.image = imageOf(node.image, images);
  });
  return objects;
}

const read = (file) => parse(readFileSync(file, 'utf8'));
const readAll = (file) =>
  parseAllDocuments(readFileSync(file, 'utf8'), { strict: true }).map((document) => {
    if (document.errors.length > 0) throw new Error(`${file}: ${document.errors[0].message}`);
    return document.toJS();
  });

function addLabels(object, { pairs, includeSelectors, includeTemplates, ...unknown }) {
  if (includeSelectors || Object.keys(unknown).length > 0) throw new Error('such labels are not known here');
  object.metadata.labels = { ...object.metadata.labels, ...pairs };
  const template = object.spec?.template;
  if (!includeTemplates || !template) return;
  template.metadata = { ...template.metadata, labels: { ...template.metadata?.labels, ...pairs } };
  for (const claim of object.spec.volumeClaimTemplates ?? []) {
    claim.metadata.labels = { ...claim.metadata.labels, ...pairs };
  }
}

function imageOf(image, images) {
  const [, name, end = ''] = /^(.+?)(:[\w.-]+|@sha256:\w+)?$/.exec(image) ?? [];
  const rule = images.find((each) => each.name === name);
  if (!rule) return image;
  const tag = rule.newTag ? `:${rule.newTag}` : '';
  const digest = rule.digest ? `@${rule.digest}` : '';
  return `${rule.newName ?? name}${tag || digest ? tag + digest : end}`;
}

function configMap(folder, { name, literals = [], files = [], options = {}, ...rest }) {
  const { disableNameSuffixHash = false, labels, ...unknown } = { ...options, ...rest };
  if (Object.keys(unknown).length > 0) throw new Error(`${name}: ${Object.keys(unknown)} is not known here`);
  const data = {};
  for (const literal of literals) {
    const [, key, value] = /^([^=]+)=(.*)$/s.exec(literal) ?? [];
    data[key] = value;
  }
  for (const file of files) data[basename(file)] = readFileSync(join(folder, file), 'utf8');
  const sorted = Object.fromEntries(Object.entries(data).sort(([a], [b]) => (a < b ? -1 : 1)));
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      name: disableNameSuffixHash ? name : `${name}-${digest({ data: sorted, kind: 'ConfigMap', name: '' })}`,
      ...(labels ? { labels } : {}),
    },
    data: sorted,
  };
}

/** As kustomize does: SHA-256 of Go's JSON (its name is empty there), ten hexadecimal digits, with letters in place of those that could spell a word. */
function digest(value) {
  const escaped = { '<': '\\u003c', '>': '\\u003e', '&': '\\u0026', '\u2028': '\\u2028', '\u2029': '\\u2029' };
  const json = JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, (letter) => escaped[letter]);
  const letters = { 0: 'g', 1: 'h', 3: 'k', a: 'm', e: 't' };
  const hex = createHash('sha256').update(json).digest('hex').slice(0, 10);
  return hex.replace(/[013ae]/g, (letter) => letters[letter]);
}

/** JSON Patch (RFC 6902) on every object that the target means; a target that means none is a mistake. */
function applyPatch(objects, { kind, name }, operations) {
  const meant = objects.filter(
    (object) => (!kind || object.kind === kind) && (!name || new RegExp(`^(${name})$`).test(object.metadata.name)),
  );
  if (meant.length === 0) throw new Error(`no ${kind} ${name ?? ''} to patch`);
  for (const object of meant) for (const operation of operations) patchOne(object, operation);
}

/** One operation on one object; `test` is not needed. */
export function patchOne(object, { op, path, value }) {
  const steps = path
    .slice(1)
    .split('/')
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
  const last = steps.pop();
  const parent = steps.reduce((node, step) => node?.[step], object);
  if (parent === undefined || (op !== 'add' && !(last in parent))) throw new Error(`${object.kind} has no ${path}`);
  if (op === 'remove') {
    if (Array.isArray(parent)) parent.splice(Number(last), 1);
    else Reflect.deleteProperty(parent, last);
  } else if (op === 'add' && Array.isArray(parent)) {
    parent.splice(last === '-' ? parent.length : Number(last), 0, structuredClone(value));
  } else if (op === 'add' || op === 'replace') {
    parent[last] = structuredClone(value);
  } else throw new Error(`${op} is not known here`);
}

function visit(node, see) {
  if (node === null || typeof node !== 'object') return;
  if (!Array.isArray(node)) see(node);
  for (const value of Object.values(node)) visit(value, see);
}
