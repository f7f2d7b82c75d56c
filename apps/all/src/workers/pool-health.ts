import type { Worker } from 'node:cluster';
import type { HealthAnswer } from '@tollgate/platform/health';
import { addCounts, aggregateText, Metrics, type ProcessMetrics } from '@tollgate/platform/metrics';
import type { ToWorker, WorkerAnswer } from './messages.js';
import type { WorkerPool } from './worker-pool.js';

/** If a worker does not answer in this time, it counts as not ready, and its last metrics are shown. In milliseconds. */
const PATIENCE_MS = 2000;

/**
 * Health and metrics of all workers. They are ready if at least one is, because the others are replaced while it serves. Counters
 * go on after the death of a worker, because its counts stay in the sum.
 */
export class PoolHealth {
  private readonly own = new Metrics();
  private readonly waiting = new Map<number, (answer: WorkerAnswer) => void>();
  private readonly newest = new Map<Worker, ProcessMetrics>();
  private departed: ProcessMetrics[] = [];
  private serial = 0;
  private started = false;
  private draining = false;

  constructor(
    private readonly pool: WorkerPool,
    wanted: number,
  ) {
    this.own.watchProcess();
    this.own.watch('tollgate_workers', 'Workers that should run, that serve, and that died and were replaced', () => ({
      wanted,
      serving: pool.serving.length,
      replaced: pool.replaced,
    }));
  }

  /** All workers have started. */
  start(): void {
    this.started = true;
  }

  /** Not ready any more, because the workers finish their work and end. */
  drain(): void {
    this.draining = true;
  }

  /** Takes the answer of a worker. */
  take(answer: WorkerAnswer): void {
    this.waiting.get(answer.id)?.(answer);
    this.waiting.delete(answer.id);
  }

  /** Keeps the counts of a worker that died. */
  keepCounts(worker: Worker): void {
    const last = this.newest.get(worker);
    this.newest.delete(worker);
    if (last) this.departed.push(last);
  }

  /** The answer to a path, as `HealthRoutes` gives it for one process. */
  async answer(path: string): Promise<HealthAnswer | undefined> {
    if (path === '/metrics') return this.metrics();
    if (path === '/health/live') return json(true, { live: true });
    if (path === '/health/started') return json(this.started, { started: this.started });
    if (path !== '/health/ready' && path !== '/health') return undefined;
    const reports = await Promise.all(this.pool.serving.map((worker) => this.ask(worker, 'health')));
    const workers = reports.map((report) => report?.kind === 'health' && report.health?.status === 200);
    const ready = this.started && !this.draining && workers.includes(true);
    return json(ready, { ready, checks: { started: this.started, 'not draining': !this.draining }, workers });
  }

  private async metrics(): Promise<HealthAnswer> {
    await Promise.all(
      this.pool.serving.map(async (worker) => {
        const answer = await this.ask(worker, 'metrics');
        if (answer?.kind === 'metrics' && !worker.isDead()) this.newest.set(worker, answer.metrics);
      }),
    );
    if (this.departed.length > 0) {
      const dead = this.departed.splice(0);
      this.departed.push(await addCounts(dead));
    }
    const own = await this.own.registry.getMetricsAsJSON();
    const body = await aggregateText([...this.newest.values(), ...this.departed, own]);
    return { status: 200, type: this.own.registry.contentType, body };
  }

  private ask(worker: Worker, about: 'health' | 'metrics'): Promise<WorkerAnswer | undefined> {
    const id = (this.serial += 1);
    return new Promise((resolve) => {
      const late = setTimeout(() => {
        this.waiting.delete(id);
        resolve(undefined);
      }, PATIENCE_MS);
      this.waiting.set(id, (answer) => {
        clearTimeout(late);
        resolve(answer);
      });
      const question: ToWorker = { kind: 'ask', id, about };
      if (worker.isConnected()) worker.send(question);
    });
  }
}

function json(good: boolean, body: object): HealthAnswer {
  return { status: good ? 200 : 503, type: 'application/json', body: JSON.stringify(body) };
}
