import { EventEmitter } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Logger, parseCronItems, run, type Runner, type Task, type TaskList } from 'graphile-worker';
import pg from 'pg';
import { type ConnectionOptions, poolConfig } from '../db/connection.js';
import type { Log } from '../log/log.js';
import { rejectAfter } from '../time/index.js';
import { type SpanSpec, traced } from '../tracing/index.js';
import type { HandlerMark, JobHandler, JobRun } from './job.js';
import type { JobMetrics } from './job-metrics.js';
import { splitOrigin } from './origin.js';

/** A handler that takes longer has failed, in milliseconds. */
const LIMIT_MS = 300_000;
/** How often to look for jobs of processes that died, in milliseconds. */
const RESCUE_MS = 30_000;
/**
 * A killed process leaves its jobs locked, and the library waits four hours before it gives them to another. No job runs longer
 * than its limit, so a job that is locked for twice that time has no worker.
 */
const RESCUE = `
  UPDATE graphile_worker._private_jobs SET locked_at = NULL, locked_by = NULL, run_at = greatest(run_at, now())
   WHERE locked_at < now() - interval '10 minutes'
     AND task_id IN (SELECT id FROM graphile_worker._private_tasks WHERE identifier = ANY($1))`;
/** The same for the queues in which jobs run one by one, for instance the webhooks of one endpoint. */
const RESCUE_QUEUES = `
  UPDATE graphile_worker._private_job_queues SET locked_at = NULL, locked_by = NULL
   WHERE locked_at < now() - interval '10 minutes'`;

/** A handler with what it handles. */
export interface RegisteredHandler extends HandlerMark {
  readonly handle: JobHandler<object>;
}

/** How long to wait for news before looking anyway, in milliseconds; as a rule a job starts at once, by NOTIFY. */
const POLL_MS = 2000;
const RESTART_MS = 2000;
const PATIENCE_MS = 60_000;
const CONNECT_MS = 1500;
const LAST_WORDS_MS = 3000;
/** Fetches that may fail in a row, for each job that may run at once, before the worker is made anew. */
const FAILURES_AT_MOST = 2;

/** Patience is for a place in the pool, not for a server that does not answer. */
class PromptClient extends pg.Client {
  constructor(config?: pg.ClientConfig) {
    super({ ...config, connectionTimeoutMillis: CONNECT_MS });
  }
}

/**
 * Works off a service's jobs, on connections of its own so that no job waits behind requests. A worker that ends by
 * itself (the database was away for long) is started again.
 */
export class Worker {
  private runner: Runner | undefined;
  private rescues: NodeJS.Timeout | undefined;
  private stopping = false;
  private readonly pool: pg.Pool;

  constructor(
    private readonly handlers: readonly RegisteredHandler[],
    connection: ConnectionOptions,
    private readonly concurrency: number,
    private readonly log: Log,
    private readonly metrics?: JobMetrics,
  ) {
    // one listens, the others fetch and finish jobs; patient, as the library has no answer to a pool that gives up waiting
    const onLoss = (error: Error) => log.warn('the worker lost a connection', { error });
    const options = { ...connection, size: concurrency + 1, patienceMs: PATIENCE_MS, onLoss };
    const { types: _, ...config } = poolConfig(options);
    this.pool = new pg.Pool({ ...config, Client: PromptClient });
    this.pool.on('error', onLoss);
    // poolConfig has listened already; the library only looks for a listener here, and without one prints a warning
    this.pool.on('connect', () => undefined);
  }

  /** Starts working; a service without handlers has nothing to do. */
  async start(): Promise<void> {
    if (this.handlers.length === 0) return;
    await this.begin();
    await this.rescue();
    this.rescues = setInterval(() => void this.rescue(), RESCUE_MS).unref();
  }

  /** Fetches nothing more, and waits for what runs. */
  async stop(): Promise<void> {
    this.stopping = true;
    clearInterval(this.rescues);
    await this.runner?.stop().catch((error: unknown) => this.log.warn('the worker did not stop cleanly', { error }));
    await this.lastWords();
    await this.pool.end();
  }

  /**
   * Lets the library write what it still has to (that a job is done, above all). An ended pool hands out no more connections,
   * and a request that is queued for one then waits until its time limit.
   */
  private async lastWords(): Promise<void> {
    const end = Date.now() + LAST_WORDS_MS;
    while (this.pool.waitingCount > 0 && Date.now() < end) await sleep(10);
  }

  private async begin(): Promise<void> {
    this.runner = await run({
      pgPool: this.pool,
      taskList: Object.fromEntries(this.handlers.map((handler) => [handler.name, this.task(handler)])) as TaskList,
      parsedCronItems: parseCronItems(
        this.handlers.flatMap(({ name, cron }) => (cron ? [{ task: name, match: cron, identifier: name }] : [])),
      ),
      concurrency: this.concurrency,
      pollInterval: POLL_MS,
      noHandleSignals: true,
      events: this.watch(),
      logger: new Logger(() => (level, message) => {
        if (level === 'error' || level === 'warning') this.log.warn(message);
      }),
    });
    void this.runner.promise
      .catch((error: unknown) => this.log.error('the worker ended', { error }))
      .then(() => this.revive());
  }

  /**
   * Notices a worker that only fails. The library keeps the ids of the job names from its first query, and keeps the
   * failure where that query failed: such a worker would never fetch a job again, however well the database is by then.
   */
  private watch(): EventEmitter {
    const events = new EventEmitter();
    let failures = 0;
    const onSuccess = () => void (failures = 0);
    events.on('worker:getJob:empty', onSuccess).on('job:start', onSuccess);
    events.on('worker:getJob:error', () => {
      failures += 1;
      if (failures !== FAILURES_AT_MOST * this.concurrency) return;
      this.log.warn('the worker fetched no jobs and is restarted');
      this.runner?.stop().catch((error: unknown) => this.log.warn('the worker did not stop cleanly', { error }));
    });
    return events;
  }

  private async revive(): Promise<void> {
    while (!this.stopping) {
      await sleep(RESTART_MS);
      try {
        if (!this.stopping) await this.begin();
        return;
      } catch (error) {
        this.log.error('the worker could not start', { error });
      }
    }
  }

  private async rescue(): Promise<void> {
    const names = this.handlers.map(({ name }) => name);
    try {
      const { rowCount } = await this.pool.query(RESCUE, [names]);
      await this.pool.query(RESCUE_QUEUES);
      if (rowCount) this.log.warn('released the jobs of a process that died', { count: rowCount });
    } catch (error) {
      this.log.warn('jobs of processes that died could not be looked for', { error });
    }
  }

  private task({ name, handle }: RegisteredHandler): Task {
    return async (carried, { job, abortSignal }) => {
      const { payload, origin } = splitOrigin(carried as object);
      const { requestId, traceparent: follows } = origin;
      const run = { attempt: job.attempts, isLast: job.attempts >= job.max_attempts, signal: abortSignal, requestId };
      try {
        await traced(
          () => jobSpan(name, run, follows),
          () => rejectAfter(handle(payload, run), LIMIT_MS, 'the job took longer than five minutes'),
        );
        this.metrics?.done(name, 'done');
      } catch (error) {
        this.metrics?.done(name, run.isLast ? 'exhausted' : 'failed');
        this.log.warn(run.isLast ? 'job failed and will not be retried' : 'job failed and will be retried', {
          requestId,
          job: name,
          attempt: run.attempt,
          error,
        });
        throw error;
      }
    };
  }
}

/** The span of a run: a trace of its own, as a job may run hours later, linked to the one it follows from. */
function jobSpan(name: string, { attempt, requestId }: JobRun, follows: string | undefined): SpanSpec {
  const attributes = { 'tollgate.job.attempt': attempt, ...(requestId ? { 'tollgate.request_id': requestId } : {}) };
  return { name: `job ${name}`, kind: 'CONSUMER', attributes, parent: '', follows };
}
