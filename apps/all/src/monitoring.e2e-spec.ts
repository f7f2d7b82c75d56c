import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ERRORS } from '@tollgate/contracts';
import { startPlatform, type TestPlatform } from '@tollgate/testing/platform';
import { parse, stringify } from 'yaml';

const hasPromtool = !spawnSync('promtool', ['--version']).error;
const read = (path: string) => readFileSync(fileURLToPath(new URL(`../../../${path}`, import.meta.url)), 'utf8');

/** All queries of the dashboard, the alerts and the autoscaler. */
function queries(): string[] {
  const alerts = parse(read('k8s/components/monitoring/alerts.yaml')) as {
    spec: { groups: { rules: { expr: string }[] }[] };
  };
  const dashboard = JSON.parse(read('k8s/components/monitoring/dashboard.json')) as {
    panels: { targets: { expr: string }[] }[];
  };
  const adapter = parse(read('k8s/monitoring/prometheus-adapter.yaml')) as {
    rules: { custom: { metricsQuery: string }[] };
  };
  return [
    ...alerts.spec.groups.flatMap(({ rules }) => rules.map(({ expr }) => expr)),
    ...dashboard.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)),
    // the adapter fills in labels of the target
    ...adapter.rules.custom.map(({ metricsQuery }) => metricsQuery.replace(/,<<.*?>>/g, '').replace(/<<.*?>>/g, 'pod')),
  ];
}

interface Series {
  readonly name: string;
  readonly labels: ReadonlyMap<string, string>;
}

/** Labels that Prometheus adds to what it scrapes. */
const TARGET = ['namespace', 'pod', 'service', 'job', 'instance'];
/** Labels whose values depend on the traffic, so their values are compared with the tables instead. */
const LIVE = ['code', 'subject', 'route', 'method', 'status'];
const METRIC = /\b((?:tollgate|nodejs|process)_\w+)(?:\{([^}]*)\})?/g;

const parseLabels = (text = '') => [...text.matchAll(/(\w+)(=~|!=|!~|=)"([^"]*)"/g)] as unknown as Matcher[];
type Matcher = readonly [whole: string, label: string, operator: string, value: string];

const parseSeries = (scrape: string): Series[] =>
  [...scrape.matchAll(/^(\w+)(?:\{(.*)\})? \S+$/gm)].map(([, name = '', labels]) => ({
    name,
    labels: new Map(parseLabels(labels).map(([, label, , value]) => [label, value])),
  }));

/** The parts of a query that no series has. */
function missing(query: string, all: readonly Series[]): string[] {
  const lost: string[] = [];
  const known = new Set(TARGET);
  for (const [, name, matchers] of query.matchAll(METRIC)) {
    const mine = all.filter((series) => series.name === name);
    if (mine.length === 0) lost.push(`${name}: no such series`);
    for (const { labels } of mine) for (const label of labels.keys()) known.add(label);
    for (const [, label, operator, value] of parseLabels(matchers)) {
      if (TARGET.includes(label) && !mine.some(({ labels }) => labels.has(label))) continue;
      if (!mine.some(({ labels }) => labels.has(label))) lost.push(`${name}: no label ${label}`);
      if (LIVE.includes(label) || operator.startsWith('!')) continue;
      for (const one of /[()]/.test(value) ? [value] : value.split('|')) {
        const pattern = new RegExp(`^(?:${one})$`);
        const isThere = mine.some(({ labels }) => pattern.test(labels.get(label) ?? ''));
        if (!isThere) lost.push(`${name}: no ${label} is ${one}`);
      }
    }
  }
  for (const [, list = ''] of query.matchAll(/\bby \(([^)]*)\)/g)) {
    for (const label of list.split(',').map((one) => one.trim())) {
      if (!known.has(label)) lost.push(`${query}: grouped by ${label}`);
    }
  }
  return lost;
}

let platform: TestPlatform;
let scrape: string;
const SECRETS = ['a-name-of-a-user', 'a password of a user', 'made-up-path'];

beforeAll(async () => {
  platform = await startPlatform();
  const client = platform.client();
  const [username = '', password = '', path = ''] = SECRETS;
  await client.post('/api/setup', { username, password, confirmPassword: password, SelfUseModeEnabled: false });
  await client.logIn(username, password).catch(() => client.signUp(username, password));
  for (let i = 0; i < 20; i += 1) await client.get(`/api/${path}/${i}?key=${path}`);
  for (const each of ['/api/user/self', '/api/user/topup/info', '/api/status', '/api/log/self']) await client.get(each);
  // time for an audit and a few jobs
  await sleep(3000);
  scrape = (await Promise.all(platform.processes.map(({ lines }) => fetchMetrics(lines)))).join('\n');
}, 120_000);
afterAll(() => platform.close());

async function fetchMetrics(lines: readonly { readonly event?: string; readonly port?: unknown }[]): Promise<string> {
  const port = lines.find(({ event }) => event === 'health and metrics')?.port;
  const reply = await fetch(`http://127.0.0.1:${String(port)}/metrics`);
  expect(reply.status).toBe(200);
  return reply.text();
}

describe('the dashboard, the alerts and the autoscaler', () => {
  it('query only series, labels and values that a scrape has', () => {
    const all = parseSeries(scrape);
    const asked = queries();
    expect(asked.length).toBeGreaterThan(40);
    expect([...new Set(asked.flatMap((query) => missing(query, all)))]).toEqual([]);
  });

  it('name only codes of the error table', () => {
    const codes = queries().flatMap((query) =>
      parseLabels(query).flatMap(([, label, , value]) => (label === 'code' ? value.split('|') : [])),
    );
    expect(codes.length).toBeGreaterThan(5);
    expect([...new Set(codes)].filter((code) => code !== 'ok' && !(code in ERRORS))).toEqual([]);
  });

  it('fail the check if a metric, a label, a value or a grouping does not exist', () => {
    const all = parseSeries(scrape);
    const wrong = [
      'rate(tollgate_rcp_total[5m])',
      'tollgate_jobs{stat="ready"}',
      'tollgate_jobs{state="redy"}',
      'tollgate_jobs{state=~"ready|redy"}',
      'max by (tasc) (tollgate_jobs)',
    ];
    expect(wrong.filter((query) => missing(query, all).length === 0)).toEqual([]);
  });
});

describe('the alerts on an idle platform', () => {
  (hasPromtool ? it : it.skip)(
    'stay silent for ten minutes',
    async () => {
      const idle = await fetchMetrics(platform.processes.flatMap(({ lines }) => lines));
      const folder = await mkdtemp(join(tmpdir(), 'tollgate-idle-'));
      const { spec } = parse(read('k8s/components/monitoring/alerts.yaml')) as { spec: object };
      await writeFile(join(folder, 'rules.yaml'), stringify(spec));
      await writeFile(join(folder, 'tests.yaml'), stringify(toIdleTest(idle)));
      const { status, stdout, stderr } = spawnSync('promtool', ['test', 'rules', join(folder, 'tests.yaml')], {
        encoding: 'utf8',
      });
      await rm(folder, { recursive: true });
      expect([status, stdout + stderr]).toEqual([0, expect.stringContaining('SUCCESS')]);
    },
    60_000,
  );
});

/** A test of promtool in which each series of a scrape keeps its value, and no alert is pending or fires after ten minutes. */
function toIdleTest(text: string): object {
  const services = ['gateway', 'auth', 'billing', 'admin'];
  const up = services.map((service) => ({ series: `up{namespace="tollgate",service="${service}"}`, values: '1+0x15' }));
  const series = [...text.matchAll(/^(\w+)(?:\{(.*)\})? (\S+)$/gm)].flatMap(([, name = '', labels, value = '']) =>
    Number.isFinite(Number(value))
      ? [{ series: `${name}{namespace="tollgate"${labels ? `,${labels}` : ''}}`, values: `${value}+0x15` }]
      : [],
  );
  const silent = { expr: 'count by (alertname) (ALERTS)', eval_time: '10m', exp_samples: [] };
  return {
    rule_files: ['rules.yaml'],
    tests: [{ interval: '1m', input_series: [...up, ...series], promql_expr_test: [silent] }],
  };
}

describe('a scrape', () => {
  it('contains no text that a client sent', () => {
    for (const secret of SECRETS) expect(scrape).not.toContain(secret);
  });

  it('counts requests by route', () => {
    const requests = parseSeries(scrape).filter(({ name }) => name === 'tollgate_http_requests_total');
    const routes = requests.map(({ labels }) => `${labels.get('method')} ${labels.get('route')}`);
    expect(routes).toEqual(expect.arrayContaining(['POST /api/user/login', 'GET /api/user/self', 'any unknown']));
  });
});
