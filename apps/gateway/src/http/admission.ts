import { monitorEventLoopDelay } from 'node:perf_hooks';
import { AppError } from '@tollgate/contracts';
import type { FastifyReply } from 'fastify';
import type { HttpConfig } from './config.js';
import type { HttpMetrics } from './http-metrics.js';

const SAMPLE_MS = 500;

/** Refuses at once what could only be answered late: too many requests under way, or an event loop that lags. */
export class Admission {
  private inFlight = 0;
  private lagging = false;
  private stopSampling: () => void = () => undefined;

  constructor(
    private readonly limits: Pick<HttpConfig, 'maxInFlight' | 'maxLoopDelayMs'>,
    private readonly metrics: Pick<HttpMetrics, 'shed'>,
  ) {}

  /** Begins to watch the event loop. */
  start(): void {
    const delay = monitorEventLoopDelay({ resolution: 20 });
    delay.enable();
    const timer = setInterval(() => {
      this.lagging = delay.mean / 1e6 > this.limits.maxLoopDelayMs;
      delay.reset();
    }, SAMPLE_MS).unref();
    this.stopSampling = () => {
      clearInterval(timer);
      delay.disable();
    };
  }

  stop(): void {
    this.stopSampling();
  }

  /**
   * Counts a request until its reply is out or its connection gone.
   * @throws AppError OVERLOADED: nothing was done
   */
  enter(reply: FastifyReply): void {
    if (this.lagging) this.refuse('loop_delay');
    if (this.inFlight >= this.limits.maxInFlight) this.refuse('in_flight');
    this.inFlight += 1;
    let inside = true;
    const leave = () => {
      if (inside) this.inFlight -= 1;
      inside = false;
    };
    reply.raw.once('finish', leave).once('close', leave);
  }

  private refuse(reason: 'in_flight' | 'loop_delay'): never {
    this.metrics.shed(reason);
    throw new AppError('OVERLOADED', {}, { retryAfter: 1 });
  }
}
