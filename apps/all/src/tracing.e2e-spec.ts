import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Collector, type CollectedSpan } from '@tollgate/testing/otlp';
import { startPlatform, type TestPlatform } from '@tollgate/testing/platform';

const NAME = 'ada-of-the-traces';
const PASSWORD = 'a password that no span may hold';

/** The names of a span and its descendants, indented by depth. */
function tree(spans: readonly CollectedSpan[], root: CollectedSpan): string[] {
  const children = spans.filter(({ parentSpanId }) => parentSpanId === root.spanId);
  return [root.name, ...children.flatMap((child) => tree(spans, child).map((line) => `  ${line}`))];
}

describe('traces', () => {
  let collector: Collector;
  let platform: TestPlatform;
  const secrets: string[] = [NAME, PASSWORD];

  beforeAll(async () => {
    collector = await Collector.start();
    const env = {
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint,
      TRUSTED_PROXIES: '127.0.0.1',
      LOG_LEVEL: 'info',
    };
    platform = await startPlatform({ env });
  }, 120_000);
  afterAll(async () => {
    await platform.close();
    await collector.close();
  });

  it('cover the gateway, the message, the service and SQL in one trace', async () => {
    const client = platform.client();
    await client.signUp(NAME, PASSWORD);
    const requestId = 'a-request-of-the-traces';
    const headers = { 'x-request-id': requestId };
    const reply = await client.post(
      '/api/user/login?turnstile=a-query',
      { username: NAME, password: PASSWORD },
      { headers },
    );
    expect(reply.headers.get('x-request-id')).toBe(requestId);
    secrets.push(...client.cookies.values(), 'a-query');

    const isRoot = ({ kind, attributes }: CollectedSpan) =>
      kind === 'server' && attributes['tollgate.request_id'] === requestId && attributes['http.route'] !== undefined;
    const spans = await collector.trace(isRoot);
    const roots = spans.filter(({ parentSpanId }) => !parentSpanId);
    expect(roots.map(({ name }) => name)).toEqual(['POST /api/user/login']);
    const [root] = roots as [CollectedSpan];
    expect(root.attributes).toEqual({
      'http.request.method': 'POST',
      'http.response.status_code': 200,
      'http.route': '/api/user/login',
      'tollgate.code': 'ok',
      'tollgate.request_id': requestId,
      'url.scheme': 'http',
    });
    const [send] = spans.filter(({ parentSpanId }) => parentSpanId === root.spanId) as [CollectedSpan];
    expect(send).toMatchObject({ name: 'send rpc.auth.session.login', kind: 'client' });
    const [work] = spans.filter(({ parentSpanId }) => parentSpanId === send.spanId) as [CollectedSpan];
    expect(work).toMatchObject({
      name: 'rpc.auth.session.login',
      kind: 'server',
      attributes: {
        'tollgate.request_id': requestId,
        'messaging.system': platform.nats ? 'nats' : 'in_process',
        'tollgate.code': 'ok',
      },
    });
    if (platform.nats) {
      expect([root, send, work].map(({ service }) => service)).toEqual([
        'tollgate-gateway',
        'tollgate-gateway',
        'tollgate-auth',
      ]);
    }
    const statements = tree(spans, work).slice(1);
    // one statement reserves the attempt, then a transaction creates the session
    expect(statements).toEqual(expect.arrayContaining(['  throttle.reserve', '  BEGIN', '  COMMIT']));
    expect(statements.indexOf('  throttle.reserve')).toBeLessThan(statements.indexOf('  COMMIT'));
    // all spans belong to the tree
    expect(tree(spans, root)).toHaveLength(spans.length);
    for (const span of spans.filter(({ attributes }) => attributes['db.system.name'])) {
      expect(Object.keys(span.attributes).sort()).toEqual(['db.query.summary', 'db.system.name']);
      expect(span.attributes['db.query.summary']).toMatch(/^([a-z_.]+|[A-Z]+)$/);
    }
  });

  it('link a batch to its requests, and contain the code of a refusal', async () => {
    const client = platform.client();
    await client.logIn(NAME, PASSWORD);
    secrets.push(...client.cookies.values());
    const ids = Array.from({ length: 30 }, (_, n) => `one-of-a-batch-${n}`);
    await Promise.all(ids.map((id) => client.get('/api/user/self', { headers: { 'x-request-id': id } })));
    client.cookies.set('session', 'A'.repeat(43));
    await client.get('/api/user/self', { headers: { 'x-request-id': 'a-refused-request' } });
    await collector.trace(({ attributes }) => attributes['tollgate.request_id'] === 'a-refused-request');
    const mine = collector.spans.filter(({ attributes }) => ids.includes(String(attributes['tollgate.request_id'])));
    const works = mine.filter(({ name }) => name.startsWith('rpc.'));
    expect(works).toHaveLength(30);
    // each is the parent of a batch, or a batch links to it
    const batches = collector.spans.filter(({ name }) => name === 'batch');
    const reached = new Set(
      batches.flatMap(({ parentSpanId, links = [] }) => [parentSpanId, ...links.map(({ spanId }) => spanId)]),
    );
    expect(works.filter(({ spanId }) => !reached.has(spanId))).toEqual([]);
    const refused = collector.spans.find(
      ({ attributes }) => attributes['tollgate.request_id'] === 'a-refused-request' && attributes['http.route'],
    );
    expect(refused?.attributes['tollgate.code']).not.toBe('ok');
    expect(refused?.status?.code ?? 0).toBe(0);
  });

  it('continue the trace of a trusted proxy, and ignore a malformed traceparent', async () => {
    const client = platform.client();
    const traceId = 'abcdefabcdefabcdefabcdefabcdef01';
    const headers = { traceparent: `00-${traceId}-00f067aa0ba902b7-01`, 'x-request-id': 'of-a-proxy-01' };
    await client.get('/api/status', { headers });
    const bad = { traceparent: `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`, 'x-request-id': 'of-a-proxy-02' };
    await client.get('/api/status', { headers: bad });
    await collector.trace(({ attributes }) => attributes['tollgate.request_id'] === 'of-a-proxy-02');
    const of = (id: string) =>
      collector.spans.find(
        ({ attributes }) => attributes['tollgate.request_id'] === id && attributes['http.route'] !== undefined,
      );
    expect(of('of-a-proxy-01')).toMatchObject({ traceId, parentSpanId: '00f067aa0ba902b7' });
    expect(of('of-a-proxy-02')?.parentSpanId ?? '').toBe('');
    expect(of('of-a-proxy-02')?.traceId).not.toMatch(/^0+$/);
  });

  it('are named in the log of every process beside the request id', async () => {
    const requestId = 'a-request-that-fails';
    await platform.db.owner.query('ALTER TABLE auth.throttles RENAME TO throttles_away');
    const client = platform.client();
    const headers = { 'x-request-id': requestId };
    const reply = await client.post('/api/user/login', { username: NAME, password: PASSWORD }, { headers });
    await platform.db.owner.query('ALTER TABLE auth.throttles_away RENAME TO throttles');
    expect(reply.headers.get('x-request-id')).toBe(requestId);
    const isRoot = ({ attributes }: CollectedSpan) =>
      attributes['tollgate.request_id'] === requestId && attributes['http.route'] !== undefined;
    const spans = await collector.trace(isRoot);
    const root = spans.find(isRoot);
    expect(root).toMatchObject({ status: { code: 2 }, attributes: { 'error.type': 'INTERNAL' } });
    expect(spans.find(({ name }) => name === 'throttle.reserve')).toMatchObject({
      status: { code: 2 },
      // undefined table, or undefined type if the statement names the row's type first
      attributes: { 'error.type': expect.stringMatching(/^42(P01|704)$/) },
    });
    const lines = platform.processes.flatMap((process) => process.lines).filter((line) => line.requestId === requestId);
    expect(lines.map(({ service }) => service).sort()).toEqual(['auth', 'gateway']);
    expect(lines.map((line) => line.traceId)).toEqual([root?.traceId, root?.traceId]);
  });

  it('contain no name, password, session or query', () => {
    expect(collector.spans.length).toBeGreaterThan(50);
    expect(secrets.length).toBeGreaterThan(3);
    for (const secret of secrets) expect(collector.text).not.toContain(secret);
    const keys = new Set(collector.spans.flatMap(({ attributes }) => Object.keys(attributes)));
    expect(
      [...keys].filter((key) =>
        /url\.(full|path|query)|header|body|user_agent|address|db\.query\.(text|parameter)/.test(key),
      ),
    ).toEqual([]);
  });

  it('do not slow requests if the collector hangs', async () => {
    collector.mood = 'hangs';
    const client = platform.client();
    const started = performance.now();
    for (let i = 0; i < 300; i += 1) expect((await client.get('/api/status')).status).toBe(200);
    const each = (performance.now() - started) / 300;
    expect(each).toBeLessThan(250);
    collector.mood = 'refuses';
    expect((await client.get('/api/status')).status).toBe(200);
  });
});

describe('the end of a process', () => {
  it('is not delayed by a collector that hangs', async () => {
    const collector = await Collector.start();
    collector.mood = 'hangs';
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint };
    const platform = await startPlatform({ env, mesh: 'in-process' });
    await platform.client().get('/api/status');
    const started = performance.now();
    await platform.close(); // fails unless it ends with 0
    expect(performance.now() - started).toBeLessThan(15_000);
    expect(collector.requests).toBeGreaterThan(0);
    await collector.close();
  });
});

describe('tracing', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tollgate-loaded-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  /** The modules that a process loaded, read from the coverage that it writes at its end. */
  async function loaded(env: Record<string, string>, headers = {}): Promise<string[]> {
    const to = await mkdtemp(join(folder, 'run-'));
    const platform = await startPlatform({ env: { ...env, NODE_V8_COVERAGE: to }, mesh: 'in-process' });
    expect((await platform.client().get('/api/status', { headers })).status).toBe(200);
    await platform.close();
    const files = await Promise.all((await readdir(to)).map((file) => readFile(join(to, file), 'utf8')));
    return files.flatMap((file) => (JSON.parse(file) as { result: { url: string }[] }).result.map(({ url }) => url));
  }

  const SDK = /@opentelemetry\/(sdk-|exporter-|otlp-|resources|context-)/;

  it('loads no SDK if no endpoint is set', async () => {
    const modules = await loaded({});
    expect(modules.length).toBeGreaterThan(500);
    expect(modules.filter((url) => SDK.test(url))).toEqual([]);
  }, 120_000);

  it('loads the SDK if an endpoint is set, sends all spans at the end, and does not join the trace of an untrusted client', async () => {
    const collector = await Collector.start();
    const traceId = 'abcdefabcdefabcdefabcdefabcdef02';
    const headers = { traceparent: `00-${traceId}-00f067aa0ba902b7-00` };
    const modules = await loaded({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint }, headers);
    expect(modules.some((url) => SDK.test(url))).toBe(true);
    // an untrusted traceparent neither suppresses the trace nor becomes its parent
    const root = collector.spans.find(({ attributes }) => attributes['http.route'] === '/api/status');
    expect(root).toMatchObject({ links: [{ traceId, spanId: '00f067aa0ba902b7' }] });
    expect(root?.traceId).not.toBe(traceId);
    await collector.close();
  }, 120_000);
});
