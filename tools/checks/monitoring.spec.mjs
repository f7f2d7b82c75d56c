import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { contracts, root } from './product.mjs';

const read = (path) => readFileSync(join(root, path), 'utf8');
const rules = () => parse(read('k8s/components/monitoring/alerts.yaml')).spec.groups.flatMap((group) => group.rules);
const queries = () => [
  ...rules().map(({ expr }) => expr),
  ...JSON.parse(read('k8s/components/monitoring/dashboard.json')).panels.flatMap(({ targets }) =>
    targets.map(({ expr }) => expr),
  ),
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
    expect(used).not.toEqual([]);
    expect(used.filter((pattern) => !subjects.some((subject) => new RegExp(`^(${pattern})$`).test(subject)))).toEqual(
      [],
    );
  });

  it('tell installations apart: each alert is of one namespace', () => {
    const groupings = (expr) => [...expr.matchAll(/\b(?:sum|max|min|avg|count)\b(?: by \(([^)]*)\))?/g)];
    const mixed = rules().filter(
      ({ expr, labels }) =>
        groupings(expr).some(([, by = '']) => !by.split(', ').includes('namespace')) ||
        (groupings(expr).length === 0 && !labels.namespace),
    );
    expect(mixed.map(({ alert }) => alert)).toEqual([]);
  });

  it('compare with zero what has never been counted: a side without a series would keep the alert silent', () => {
    const asNumber = String.raw`(?![\d.]+\s*(?:$|and\b|or\b))`;
    const withSeries = rules().filter(({ expr }) => new RegExp(String.raw`[<>]=?\s+${asNumber}`).test(expr.trim()));
    expect(withSeries.map(({ alert }) => alert)).toEqual(['WrongPasswords']);
    // the side that is compared is there in every namespace that the other is in: the same selector, times zero
    for (const { expr } of withSeries) {
      const [left, right] = expr.split(/\s>\s/).map((side) => side.trim());
      expect(right.replace(/\s+/g, ' ')).toContain(`or 0 * ${left} )`);
    }
  });

  it('name the service that is missing, though what is absent has no labels', () => {
    const { expr, annotations } = rules().find(({ alert }) => alert === 'ServiceMissing');
    expect(annotations.summary).toContain('{{ $labels.service }}');
    const branches = expr.trim().split(/\s+or\s+/);
    const named = branches.map(
      (branch) =>
        /^label_replace\(absent\(up\{.*service="(\w+)"\} == 1\), "service", "\1", "", ""\)$/.exec(branch)?.[1],
    );
    expect(named.sort()).toEqual(['admin', 'auth', 'billing', 'gateway']);
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
