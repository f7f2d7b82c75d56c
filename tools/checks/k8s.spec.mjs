import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse, parseAllDocuments, stringify } from 'yaml';
import { MISTAKES } from './k8s/mistakes.mjs';
import { policyProblems } from './k8s/policy.mjs';
import { render } from './k8s/render.mjs';
import { formProblems } from './k8s/schema.mjs';
import { root } from './product.mjs';

const DATABASE_OF = { dev: 'postgres', prod: '10.20.0.0/24' };
const folder = (overlay) => join(root, 'k8s/overlays', overlay);
const hasKubectl = !spawnSync('kubectl', ['version', '--client']).error;
if (!hasKubectl) process.stderr.write('\nSKIPPED 2 tests: kubectl is not on the PATH\n\n');

function edges(overlay, more) {
  const text = readFileSync(join(root, 'tools/checks/k8s/edges.txt'), 'utf8');
  const listed = [...text.trim().split('\n'), ...more];
  const own = overlay === 'dev' ? ['postgres -> kube-system kube-dns: 53/UDP 53/TCP'] : [];
  return [...listed.map((line) => line.replace('-> database:', `-> ${DATABASE_OF[overlay]}:`)), ...own];
}

const byName = (objects) => Object.fromEntries(objects.map((each) => [`${each.kind}/${each.metadata.name}`, each]));
const kustomized = (path) =>
  parseAllDocuments(execFileSync('kubectl', ['kustomize', path], { encoding: 'utf8' })).map((document) =>
    document.toJS(),
  );

async function problems(objects, overlay, more = []) {
  const form = await Promise.all(objects.map(formProblems));
  // a policy may trip over what has no form at all
  if (form.flat().length > 0) return form.flat();
  return policyProblems(objects, edges(overlay, more));
}

describe.each(['dev', 'prod'])('the manifests of %s', (overlay) => {
  it('have the form that Kubernetes asks for, and keep the rules', async () => {
    expect(await problems(render(folder(overlay)), overlay)).toEqual([]);
  });

  (hasKubectl ? it : it.skip)('are what kubectl makes of them', () => {
    expect(byName(render(folder(overlay)))).toEqual(byName(kustomized(folder(overlay))));
  });
});

describe('an overlay', () => {
  it('may name what it runs by digest', async () => {
    const overlay = mkdtempSync(join(tmpdir(), 'tollgate-overlay-'));
    const digest = `sha256:${'5a'.repeat(32)}`;
    const images = ['registry.example.com/tollgate', 'docker.io/library/nats'].map((name) => ({ name, digest }));
    const resources = [relative(realpathSync(overlay), folder('prod'))];
    const kustomization = { apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization', resources, images };
    writeFileSync(join(overlay, 'kustomization.yaml'), stringify(kustomization));
    const objects = render(overlay);
    const theirs = hasKubectl ? kustomized(overlay) : objects;
    rmSync(overlay, { recursive: true });
    const pods = ({ kind }) => ['Deployment', 'StatefulSet', 'Job'].includes(kind);
    const used = objects.filter(pods).flatMap(({ spec }) => spec.template.spec.containers.map(({ image }) => image));
    expect([...new Set(used)].sort()).toEqual(images.map(({ name }) => `${name}@${digest}`).sort());
    expect(byName(objects)).toEqual(byName(theirs));
    expect(await problems(objects, 'prod')).toEqual([]);
  });
});

describe('the job for checks that docs/operations.md shows', () => {
  it('keeps the rules beside the rest, and reaches the database alone', async () => {
    const text = readFileSync(join(root, 'docs/operations.md'), 'utf8');
    const job = parse(/^## Checks$.*?^```yaml$(.*?)^```$/ms.exec(text)[1]);
    const own = ['check -> database: 5432/TCP', 'check -> kube-system kube-dns: 53/UDP 53/TCP'];
    const objects = [...render(folder('prod')), job];
    expect(await problems(objects, 'prod', own)).toEqual([]);
  });
});

describe('the check finds', () => {
  it.each(Object.entries(MISTAKES))('%s', async (_, make) => {
    const objects = [...render(folder('prod')), ...render(join(root, 'k8s/components/ingress'))];
    make(objects);
    expect(await problems(objects, 'prod')).not.toEqual([]);
  });
});
