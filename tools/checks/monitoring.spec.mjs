import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { Monitor } from '@tollgate/platform/health';
import { parse } from 'yaml';
import { contracts, filesUnder, root } from './product.mjs';

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

/** Suffixes that a histogram's name has in queries. */
const base = (name) => name.replace(/_(bucket|sum|count)$/, '');
let exposed;
let subjects;

beforeAll(async () => {
  const { metrics } = new Monitor();
  metrics.watchProcess();
  const own = filesUnder('apps', '.ts')
    .filter((file) => !/spec\.ts$/.test(file))
    .flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(/\.watch\(\s*'(tollgate_\w+)'/g)].map(([, name]) => name),
    );
  exposed = new Set([...metrics.registry.getMetricsAsArray().map(({ name }) => name), ...own]);
  subjects = (await contracts()).map(({ contract }) => contract.subject);
}, 120_000);

describe('dashboard and alerts', () => {
  it('name metrics that the product exposes', () => {
    const used = names(/\b((?:tollgate|nodejs|process)_\w+)/g);
    expect(used.length).toBeGreaterThan(8);
    expect(used.filter((name) => !exposed.has(name) && !exposed.has(base(name)))).toEqual([]);
  });

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
