import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parseAllDocuments } from 'yaml';
import { MISTAKES } from './k8s/mistakes.mjs';
import { policyProblems } from './k8s/policy.mjs';
import { render } from './k8s/render.mjs';
import { formProblems } from './k8s/schema.mjs';
import { root } from './product.mjs';

const DATABASE_OF = { dev: 'postgres', prod: '10.20.0.0/24' };
const folder = (overlay) => join(root, 'k8s/overlays', overlay);
const hasKubectl = !spawnSync('kubectl', ['version', '--client']).error;
if (!hasKubectl) process.stderr.write('\nSKIPPED 2 tests: kubectl is not on the PATH\n\n');

function edges(overlay) {
  const listed = readFileSync(join(root, 'tools/checks/k8s/edges.txt'), 'utf8').trim().split('\n');
  const own = overlay === 'dev' ? ['postgres -> kube-system kube-dns: 53/UDP 53/TCP'] : [];
  return [...listed.map((line) => line.replace('-> database:', `-> ${DATABASE_OF[overlay]}:`)), ...own];
}

async function problems(objects, overlay) {
  const form = await Promise.all(objects.map(formProblems));
  // a policy may trip over what has no form at all
  if (form.flat().length > 0) return form.flat();
  return policyProblems(objects, edges(overlay));
}

describe.each(['dev', 'prod'])('the manifests of %s', (overlay) => {
  it('have the form that Kubernetes asks for, and keep the rules', async () => {
    expect(await problems(render(folder(overlay)), overlay)).toEqual([]);
  });

  (hasKubectl ? it : it.skip)('are what kubectl makes of them', () => {
    const made = execFileSync('kubectl', ['kustomize', folder(overlay)], { encoding: 'utf8' });
    const theirs = parseAllDocuments(made).map((document) => document.toJS());
    const byName = (objects) => Object.fromEntries(objects.map((each) => [`${each.kind}/${each.metadata.name}`, each]));
    expect(byName(render(folder(overlay)))).toEqual(byName(theirs));
  });
});

describe('the check finds', () => {
  it.each(Object.entries(MISTAKES))('%s', async (_, make) => {
    const objects = render(folder('prod'));
    make(objects);
    expect(await problems(objects, 'prod')).not.toEqual([]);
  });
});
