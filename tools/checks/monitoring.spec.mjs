import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { contracts, root } from './product.mjs';

const read = (path) => readFileSync(join(root, path), 'utf8');
const rules = () => parse(read('k8s/base/alerts.yaml')).spec.groups.flatMap((group) => group.rules);
const queries = () => [
  ...rules().map(({ expr }) => expr),
  ...JSON.parse(read('k8s/base/dashboard.json')).panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)),
  ...parse(read('k8s/monitoring/prometheus-adapter.yaml')).rules.custom.map(({ metricsQuery }) => metricsQuery),
];
const names = (pattern) => [
  ...new Set(queries().flatMap((query) => [...query.matchAll(pattern)].map(([, name]) => name))),
];

let subjects;

beforeAll(async () => {
  subjects = (await contracts()).map(({ contract }) => contract.subject);
}, 120_000);

// that metrics and labels exist is shown by a real scrape: apps/all/src/monitoring.e2e-spec.ts
describe('dashboard and alerts', () => {
  it('name subjects that there are', () => {
    const used = names(/subject=~?"([^"]+)"/g);
    expect(used.length).toBeGreaterThan(1);
    expect(used.filter((pattern) => !subjects.some((subject) => new RegExp(`^(${pattern})$`).test(subject)))).toEqual(
      [],
    );
  });

  it('say what to do: each alert has a section in docs/operations.md', () => {
    const sections = [...read('docs/operations.md').matchAll(/^#+ (.+)$/gm)].map(([, title]) => title.toLowerCase());
    const lost = rules().filter(
      ({ alert, annotations }) =>
        annotations.runbook !== `docs/operations.md#${alert.toLowerCase()}` || !sections.includes(alert.toLowerCase()),
    );
    expect(lost.map(({ alert }) => alert)).toEqual([]);
  });
});
