import { createRequire } from 'node:module';
import type { Pool } from 'pg';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { UnitOfWork } from '../db/index.js';
import type { ClientStats, ServerStats } from '../rpc/mesh.js';
import { type Reading, Readings } from './readings.js';

/** Seconds: from a cached answer to the longest timeout of a contract. */
const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

const { version } = createRequire(import.meta.url)('../../package.json') as { version: string };

const NO_ROUTE = { route: 'unknown', method: 'any' };

/** The figures of a connection pool of pg. */
type PoolFigures = Pick<Pool, 'totalCount' | 'idleCount' | 'waitingCount'> & {
  readonly options: { readonly max: number };
};

type Values = readonly (readonly [labels: Record<string, string>, value: number])[];

/** One answered HTTP request. */
export interface HttpRequest {
  /** The template of its route (`/api/user/:id`), never its path; undefined where there is none. */
  readonly route: string | undefined;
  readonly method: string;
  readonly status: number;
  /** "ok", or the code of the refusal: refusals are answered with status 200 as a rule. */
  readonly code: string;
  readonly seconds: number;
}

/**
 * The metrics of a process for Prometheus, on a registry of its own. Labels are routes, subjects, codes and names of
 * services: never anything a client sent, which would make them without number.
 */
export class Metrics {
  readonly registry = new Registry();
  private readonly sources: Record<'server' | 'client' | 'pool', Map<string, () => Values>> = {
    server: new Map(),
    client: new Map(),
    pool: new Map(),
  };
  private readonly calls = new Counter({
    name: 'tollgate_rpc_total',
    help: 'Requests handled, by subject and by "ok" or the code of the refusal',
    labelNames: ['subject', 'code'],
    registers: [this.registry],
  });
  private readonly durations = new Histogram({
    name: 'tollgate_rpc_duration_seconds',
    help: 'Time from the start of a request to its reply',
    labelNames: ['subject'],
    buckets: BUCKETS,
    registers: [this.registry],
  });

  private readonly requests = new Counter({
    name: 'tollgate_http_requests_total',
    help: 'HTTP requests answered, by route, verb, class of the status, and by "ok" or the code of the refusal',
    labelNames: ['route', 'method', 'status', 'code'],
    registers: [this.registry],
  });
  private readonly responses = new Histogram({
    name: 'tollgate_http_request_duration_seconds',
    help: 'Time from the first byte of a request to the last of its answer',
    labelNames: ['route', 'method'],
    buckets: BUCKETS,
    registers: [this.registry],
  });
  private readonly jobs = new Counter({
    name: 'tollgate_job_runs_total',
    help: 'Runs of background jobs, by how they ended; exhausted ones are not tried again',
    labelNames: ['service', 'task', 'outcome'],
    registers: [this.registry],
  });
  private readonly readings = new Readings(this.registry);
  private readonly databases = new Map<string, () => boolean>();

  constructor() {
    const { databases } = this;
    new Gauge({
      name: 'tollgate_database_up',
      help: 'Whether the database answers within a second',
      labelNames: ['service'],
      aggregator: 'min',
      registers: [this.registry],
      collect() {
        for (const [service, answers] of databases) this.set({ service }, Number(answers()));
      },
    });
    this.gauge('server', 'tollgate_mesh_server', 'The answering side of the mesh');
    this.gauge('client', 'tollgate_mesh_client', 'The calling side of the mesh; breaker_<service> is 1 while open');
    this.gauge('pool', 'tollgate_database_pool', 'Connections of the pool, and those who wait for one');
  }

  /** Counts one handled request. @param code "ok" or the code of its refusal; @param seconds its duration */
  call(subject: string, code: string, seconds: number): void {
    this.calls.inc({ subject, code });
    this.durations.observe({ subject }, seconds);
  }

  /** Counts one HTTP request. All that have no route are one: paths and verbs are the client's. */
  http({ route, method, status, code, seconds }: HttpRequest): void {
    const labels = route === undefined ? NO_ROUTE : { route, method };
    this.requests.inc({ ...labels, status: `${Math.floor(status / 100)}xx`, code });
    this.responses.observe(labels, seconds);
  }

  /** Counts runs of a job; 0 of them shows the series before there is one. */
  job(service: string, task: string, outcome: 'done' | 'failed' | 'exhausted', runs = 1): void {
    this.jobs.inc({ service, task, outcome }, runs);
  }

  /** Shows an answering side: running, waiting, shed, stale, dropped, reconnects, connected. */
  watchServer(service: string, stats: () => ServerStats): void {
    this.sources.server.set(service, () => each(service, { ...stats() }));
  }

  /** Shows a calling side: pending, reconnects, connected and the breaker of each service. */
  watchClient(service: string, stats: () => ClientStats): void {
    this.sources.client.set(service, () => {
      const { breakers, ...numbers } = stats();
      const open = Object.entries(breakers).map(([name, state]) => [`breaker_${name}`, state === 'open'] as const);
      return each(service, { ...numbers, ...Object.fromEntries(open) });
    });
  }

  /** Shows whether a service's database answers. */
  watchDatabase(service: string, answers: () => boolean): void {
    this.databases.set(service, answers);
  }

  /** Shows what a service's database knows: asked at a scrape, at most every ten seconds, never for long. */
  watchReading(service: string, reading: Reading, work: Pick<UnitOfWork, 'run'>): void {
    this.readings.add(service, reading, work);
  }

  /**
   * A counter of a slice's own. Each set of labels counts from 0 where it is named; labels must be few and known. Once per
   * name.
   */
  counter<L extends string>(name: string, help: string, from: readonly Readonly<Record<L, string>>[]): Counter<L> {
    const labelNames = Object.keys(from[0] ?? {}) as L[];
    const counter = new Counter({ name, help, labelNames, registers: [this.registry] });
    for (const labels of from) counter.inc(labels, 0);
    return counter;
  }

  /**
   * Shows a connection pool: total, idle, waiting, and in use. Only requests that wait for a connection of another request count as
   * waiting. A pool that may open one more makes them wait for that alone, and the scrape's own statement would be one of them.
   */
  watchPool(service: string, pool: PoolFigures): void {
    this.sources.pool.set(service, () => {
      const { totalCount: total, idleCount: idle, waitingCount, options } = pool;
      const waiting = total < options.max ? 0 : waitingCount;
      return each(service, { total, idle, waiting, in_use: total - idle });
    });
  }

  /** Shows numbers of a slice's own under one name, each under its label `value`; read when asked for. Once per name. */
  watch(name: string, help: string, read: () => Readonly<Record<string, number>>): void {
    new Gauge({
      name,
      help,
      labelNames: ['value'],
      registers: [this.registry],
      collect() {
        for (const [value, number] of Object.entries(read())) this.set({ value }, number);
      },
    });
  }

  /** Shows the process itself: version, event-loop delay, memory, garbage collection, CPU, file descriptors. Once per process. */
  watchProcess(): void {
    new Gauge({
      name: 'tollgate_build_info',
      help: 'Always 1; its labels are the version of Tollgate and of Node.js',
      labelNames: ['version', 'node_version'],
      // one value for all workers of a machine, which run the same build
      aggregator: 'max',
      registers: [this.registry],
    }).set({ version, node_version: process.version }, 1);
    collectDefaultMetrics({ register: this.registry });
  }

  /** Everything, in the text format of Prometheus. */
  text(): Promise<string> {
    return this.registry.metrics();
  }

  private gauge(kind: 'server' | 'client' | 'pool', name: string, help: string): void {
    const sources = this.sources[kind];
    new Gauge({
      name,
      help,
      labelNames: ['service', 'value'],
      registers: [this.registry],
      collect() {
        this.reset();
        for (const read of sources.values()) for (const [labels, value] of read()) this.set(labels, value);
      },
    });
  }
}

function each(service: string, values: Record<string, number | boolean>): Values {
  return Object.entries(values).map(([value, number]) => [{ service, value }, Number(number)]);
}
