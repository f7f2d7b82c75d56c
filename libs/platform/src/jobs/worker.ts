import { setTimeout as sleep } from 'node:timers/promises';
import { Logger, parseCronItems, run, type Runner, type Task, type TaskList } from 'graphile-worker';
import pg from 'pg';
import { type ConnectionOptions, poolConfig, surviveLosses } from '../db/connection.js';
import type { Log } from '../log/log.js';
import type { HandlerMark, JobHandler } from './job.js';

/** A handler with what it handles. */
export interface RegisteredHandler extends HandlerMark {
  readonly handle: JobHandler<object>;
}

/** How long to wait for news before looking anyway, in milliseconds; as a rule a job starts at once, by NOTIFY. */
const POLL_MS = 2000;
const RESTART_MS = 2000;

/**
 * Works off a service's jobs, on connections of its own so that no job waits behind requests. A worker that ends by
 * itself (the database was away for long) is started again.
 */
export class Worker {
  private runner: Runner | undefined;
  private stopping = false;
  private readonly pool: pg.Pool;

  constructor(
    private readonly handlers: readonly RegisteredHandler[],
    connection: ConnectionOptions,
    private readonly concurrency: number,
    private readonly log: Log,
  ) {
    // one listens, the others fetch and finish jobs
    const { types: _, ...config } = poolConfig({ ...connection, size: concurrency + 1, patienceMs: 5000 });
    const onLoss = (error: Error) => log.warn('the worker lost a connection', { error });
    this.pool = surviveLosses(new pg.Pool(config), onLoss);
    this.pool.on('error', onLoss);
  }

  /** Starts working; a service without handlers has nothing to do. */
  async start(): Promise<void> {
    if (this.handlers.length > 0) await this.begin();
  }

  /** Fetches nothing more, and waits for what runs. */
  async stop(): Promise<void> {
    this.stopping = true;
    await this.runner?.stop();
    await this.pool.end();
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
      logger: new Logger(() => (level, message) => {
        if (level === 'error' || level === 'warning') this.log.warn(message);
      }),
    });
    void this.runner.promise
      .catch((error: unknown) => this.log.error('the worker ended', { error }))
      .then(() => this.revive());
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

  private task({ name, handle }: RegisteredHandler): Task {
    return async (payload, { job, abortSignal }) => {
      const run = { attempt: job.attempts, isLast: job.attempts >= job.max_attempts, signal: abortSignal };
      try {
        await handle(payload as object, run);
      } catch (error) {
        this.log.warn(run.isLast ? 'job failed for good' : 'job failed, to be tried again', {
          job: name,
          attempt: run.attempt,
          error,
        });
        throw error;
      }
    };
  }
}
