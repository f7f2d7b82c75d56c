import { monitorEventLoopDelay } from 'node:perf_hooks';
import { AppError } from '@tollgate/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { HttpConfig } from './config.js';
import type { HttpMetrics } from './http-metrics.js';
import { Lanes } from './lanes.js';

const SAMPLE_MS = 500;

/** Refuses at once what could only be answered late: too many requests under way, in all or of a kind, or an event loop that lags. */
export class Admission {
  private inFlight = 0;
  private lagging = false;
  private readonly lanes: Lanes;
  private stopSampling: () => void = () => undefined;

  constructor(
    private readonly limits: Pick<HttpConfig, 'maxInFlight' | 'maxLoopDelayMs'>,
    private readonly metrics: Pick<HttpMetrics, 'shed'>,
  ) {
    this.lanes = new Lanes(limits.maxInFlight);
  }

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
  enter(request: FastifyRequest, reply: FastifyReply): void {
    if (this.lagging) this.refuse('loop_delay');
    if (this.inFlight >= this.limits.maxInFlight) this.refuse('in_flight');
    const route = request.routeOptions.config.route;
    const exit = route ? this.lanes.enter(route.contract) : () => undefined;
    if (!exit) this.refuse('lane');
    this.inFlight += 1;
    let inside = true;
    const leave = () => {
      if (!inside) return;
      inside = false;
      this.inFlight -= 1;
      // refusals of the mesh are quick and give-ups slow, and neither says how long work takes
      exit(reply.raw.writableFinished && reply.raw.statusCode < 500);
    };
    reply.raw.once('finish', leave).once('close', leave);
  }

  private refuse(reason: Parameters<HttpMetrics['shed']>[0]): never {
    this.metrics.shed(reason);
    throw new AppError('OVERLOADED', {}, { retryAfter: 1 });
  }
}
