import cluster, { type Worker } from 'node:cluster';
import { EventEmitter, once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '@tollgate/platform/log';
import type { FromWorker, ToWorker, WorkerAnswer } from './messages.js';

/** The wait before a worker that died is replaced, in milliseconds. It doubles while workers die before they are ready. */
const FIRST_WAIT_MS = 100;
const MAX_WAIT_MS = 30_000;
/** Time beyond SHUTDOWN_SECONDS that a worker has to end, in milliseconds. */
const EXTRA_STOP_MS = 2000;

/** Keeps a number of workers running: a worker that dies is replaced. It passes events of a worker on to the others. */
export class WorkerPool extends EventEmitter<{ answer: [WorkerAnswer]; gone: [Worker] }> {
  private readonly workers = new Set<Worker>();
  private readonly ready = new Set<Worker>();
  private failures = 0;
  private stopping = false;
  private replacements = 0;

  constructor(
    private readonly count: number,
    private readonly env: Readonly<Record<string, string>>,
    private readonly log: Log,
  ) {
    super();
  }

  /** Workers that serve. */
  get serving(): readonly Worker[] {
    return [...this.ready];
  }

  /** Workers that died and were replaced, since the start. */
  get replaced(): number {
    return this.replacements;
  }

  /**
   * Starts all workers and resolves with their port when they serve. The first one starts alone, so that a wrong setting is reported
   * once.
   * @throws Error if one ends before it is ready, because then each one would
   */
  async start(): Promise<number | undefined> {
    const port = await this.startOne();
    await Promise.all(Array.from({ length: this.count - 1 }, () => this.startOne()));
    return port;
  }

  /** Stops all workers, which answer what they have begun. Returns false if one had to be killed. */
  async stop(seconds: number): Promise<boolean> {
    this.stopping = true;
    const running = [...this.workers].filter((worker) => !worker.isDead());
    const ended = Promise.all(running.map((worker) => once(worker, 'exit'))).then(() => true);
    for (const worker of running) worker.process.kill('SIGTERM');
    const abort = new AbortController();
    const late = sleep(seconds * 1000 + EXTRA_STOP_MS, false, { signal: abort.signal }).catch(() => true);
    const inTime = await Promise.race([ended, late]);
    abort.abort();
    if (!inTime) for (const worker of running) worker.process.kill('SIGKILL');
    await ended;
    return inTime;
  }

  private fork(): Worker {
    const worker = cluster.fork(this.env);
    this.workers.add(worker);
    worker.on('message', (message: FromWorker) => this.receive(worker, message));
    // a message to a process that is ending cannot be delivered; its exit is handled below
    worker.on('error', (error) => this.log.warn('a worker could not be reached', { error }));
    worker.once('exit', () => {
      this.workers.delete(worker);
      this.ready.delete(worker);
      this.emit('gone', worker);
    });
    return worker;
  }

  private receive(from: Worker, message: FromWorker): void {
    if (message.kind === 'ready') this.ready.add(from);
    else if (message.kind === 'event') this.sendToOthers(from, message);
    else this.emit('answer', message);
  }

  private sendToOthers(from: Worker, message: ToWorker): void {
    for (const worker of this.workers) if (worker !== from && worker.isConnected()) worker.send(message);
  }

  /** Starts a worker, which is replaced if it dies after it was ready. */
  private startOne(): Promise<number | undefined> {
    const worker = this.fork();
    return new Promise((resolve, reject) => {
      const endsEarly = (code: number, signal: string) =>
        reject(new Error(`a worker ended with ${signal || String(code)} before it was ready`));
      worker.once('exit', endsEarly);
      worker.on('message', (message: FromWorker) => {
        if (message.kind !== 'ready') return;
        worker.off('exit', endsEarly);
        worker.once('exit', (code, signal) => this.onDeath(signal || String(code)));
        resolve(message.port);
      });
    });
  }

  private onDeath(reason: string): void {
    if (this.stopping) return;
    this.log.error(`a worker died (${reason}) and is replaced`);
    void this.replace();
  }

  private async replace(): Promise<void> {
    for (;;) {
      await sleep(Math.min(FIRST_WAIT_MS * 2 ** this.failures, MAX_WAIT_MS));
      if (this.stopping) return;
      try {
        await this.startOne();
        this.failures = 0;
        this.replacements += 1;
        return;
      } catch (error) {
        this.failures += 1;
        this.log.error('a worker could not be replaced', { error });
      }
    }
  }
}
