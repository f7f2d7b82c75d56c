import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import Ajv from 'ajv';
import { parse, parseAllDocuments, stringify } from 'yaml';
import { render } from './k8s/render.mjs';
import { root } from './product.mjs';

const CHART = join(root, 'k8s/chart');
const hasHelm = !spawnSync('helm', ['version']).error;
if (!hasHelm && process.env.REQUIRE_HELM) throw new Error('helm is not on the PATH: .ci/tools <folder>');
if (!hasHelm) process.stderr.write('\nSKIPPED the rendering of the chart: helm is not on the PATH\n\n');

/** The choices of k8s/overlays/prod, as values. */
const PROD = {
  image: { repository: 'registry.example.com/tollgate', tag: '0.1.0', digest: '' },
  exposure: { kind: 'httpRoute', host: 'api.example.com' },
  monitoring: { enabled: true },
};

function helm(...args) {
  const { status, stdout, stderr } = spawnSync('helm', args, { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  if (status !== 0) throw new Error(`helm ${args[0]}: ${stderr}`);
  return stdout;
}

function template(values) {
  const folder = mkdtempSync(join(tmpdir(), 'tollgate-chart-'));
  const file = join(folder, 'values.yaml');
  writeFileSync(file, stringify(values));
  try {
    const text = helm('template', 'tollgate', CHART, '--namespace', 'tollgate', '-f', file);
    return parseAllDocuments(text)
      .map((document) => document.toJS())
      .filter(Boolean);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The objects of a kustomization of base and components, rendered as `kubectl kustomize` does. */
function kustomized(...folders) {
  const overlay = mkdtempSync(join(tmpdir(), 'tollgate-overlay-'));
  const resources = folders.map((folder) => relative(realpathSync(overlay), join(root, 'k8s', folder)));
  const kustomization = { apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization', resources };
  writeFileSync(join(overlay, 'kustomization.yaml'), stringify(kustomization));
  try {
    return render(overlay);
  } finally {
    rmSync(overlay, { recursive: true });
  }
}

/**
 * Objects by kind and name, without what the two tools name differently: the digests in names of ConfigMaps, hooks of Helm and of Argo
 * CD, and the namespace, which Helm's user creates. The order of environment variables means nothing here.
 */
function comparable(objects) {
  const text = JSON.stringify(objects.filter(({ kind }) => kind !== 'Namespace'))
    .replace(/"(tollgate-settings|nats-config)-[a-z0-9]{10}"/g, '"$1"')
    .replace(/"(helm\.sh|argocd\.argoproj\.io)\/[^"]+":"[^"]*",?/g, '');
  return Object.fromEntries(
    JSON.parse(text.replace(/"annotations":\{\},|,"annotations":\{\}/g, '')).map((object) => {
      for (const { env } of object.spec?.template?.spec.containers ?? [])
        env?.sort((a, b) => (a.name < b.name ? -1 : 1));
      return [`${object.kind}/${object.metadata.name}`, object];
    }),
  );
}

describe('the values of the chart', () => {
  const schema = JSON.parse(readFileSync(join(CHART, 'values.schema.json'), 'utf8'));
  const values = () => parse(readFileSync(join(CHART, 'values.yaml'), 'utf8'));
  const validate = new Ajv({ strict: false }).compile(schema);

  it('are what their schema says', () => {
    expect([validate(values()), validate.errors]).toEqual([true, null]);
  });

  it.each([
    ['a misspelt name', (v) => (v.exposre = {})],
    ['a secret among the settings', (v) => (v.settings.CRYPTO_SECRET = 'x')],
    ['a tag that moves', (v) => (v.image.tag = 'latest')],
    ['two NATS servers', (v) => (v.nats.replicas = 2)],
    ['a login in the address of NATS', (v) => (v.nats.address = 'a:b@nats:4222')],
  ])('are refused with %s', (_, change) => {
    const changed = values();
    change(changed);
    expect(validate(changed)).toBe(false);
  });
});

(hasHelm ? describe : describe.skip)('the chart', () => {
  it('passes helm lint', () => {
    expect(helm('lint', '--strict', CHART)).toContain('0 chart(s) failed');
  });

  it('renders the same objects as the overlay prod for the same choices', () => {
    expect(comparable(template(PROD))).toEqual(comparable(render(join(root, 'k8s/overlays/prod'))));
  });

  it('renders the same Ingress as the component', () => {
    const objects = template({ exposure: { kind: 'ingress', host: 'tollgate.example.com' } });
    const theirs = kustomized('components/ingress');
    expect(comparable(objects)['Ingress/gateway']).toEqual(comparable(theirs)['Ingress/gateway']);
    expect(objects.filter(({ kind }) => ['HTTPRoute', 'ServiceMonitor', 'PrometheusRule'].includes(kind))).toEqual([]);
  });

  it('leaves out what is switched off', () => {
    const off = { nats: { enabled: false, address: 'nats.example.com:4222' }, network: { enabled: false } };
    const objects = template({ ...off, autoscaling: { enabled: false }, migration: { enabled: false } });
    const kinds = new Set(objects.map(({ kind }) => kind));
    expect([...kinds].sort()).toEqual(['ConfigMap', 'Deployment', 'HTTPRoute', 'PodDisruptionBudget', 'Service']);
    const auth = objects.find(({ kind, metadata }) => kind === 'Deployment' && metadata.name === 'auth');
    expect(auth.spec.replicas).toBe(2);
    expect(JSON.stringify(auth)).toContain('@nats.example.com:4222');
  });
});
