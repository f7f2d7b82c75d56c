import type { Pool } from 'pg';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { ClientStats, ServerStats } from '../rpc/mesh.js';

/** Seconds: from a cached answer to the longest timeout of a contract. */
const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

type Values = readonly (readonly [labels: Record<string, string>, value: number])[];

/**
 * What a process says of itself to Prometheus, on a registry of its own. Labels are subjects, codes and names of services:
 * never anything a client sent, which would make them without number.
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

  constructor() {
    this.gauge('server', 'tollgate_mesh_server', 'The answering side of the mesh');
    this.gauge('client', 'tollgate_mesh_client', 'The calling side of the mesh; breaker_<service> is 1 while open');
    this.gauge('pool', 'tollgate_database_pool', 'Connections of the pool, and those who wait for one');
  }

  /** Counts one handled request. @param code "ok" or the code of its refusal; @param seconds its duration */
  call(subject: string, code: string, seconds: number): void {
    this.calls.inc({ subject, code });
    this.durations.observe({ subject }, seconds);
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

  /** Shows a connection pool: total, idle, waiting. */
  watchPool(service: string, pool: Pick<Pool, 'totalCount' | 'idleCount' | 'waitingCount'>): void {
    this.sources.pool.set(service, () =>
      each(service, { total: pool.totalCount, idle: pool.idleCount, waiting: pool.waitingCount }),
    );
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

  /** Shows the process itself: event-loop delay, memory, garbage collection, CPU, file descriptors. Once per process. */
  watchProcess(): void {
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
