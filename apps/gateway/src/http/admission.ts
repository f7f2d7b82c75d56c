import type { Socket } from 'node:net';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { AppError } from '@tollgate/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { HttpConfig } from './config.js';
import type { HttpMetrics } from './http-metrics.js';
import { Lanes } from './lanes.js';

const SAMPLE_MS = 500;
/** One for all: where most are refused, finding out the stack of each is what costs most of ours. */
const OVERLOADED = new AppError('OVERLOADED', {}, { retryAfter: 1 });

/**
 * Refuses at once what could only be answered late: too many requests under way, in all, of a kind or on one connection.
 * While the event loop lags, few of each kind are let in: none would be nothing done, and an idle loop the next moment.
 */
export class Admission {
  /** Requests under way, and how each leaves its lane. */
  private readonly inside = new Map<FastifyReply, (isAnswered: boolean) => void>();
  private readonly owed = new WeakMap<Socket, number>();
  private lagging = false;
  private readonly lanes: Lanes;
  private stopSampling: () => void = () => undefined;

  constructor(
    private readonly limits: Pick<HttpConfig, 'maxInFlight' | 'maxLoopDelayMs' | 'maxAnswerMs'>,
    private readonly metrics: Pick<HttpMetrics, 'shed'>,
  ) {
    this.lanes = new Lanes(limits);
  }

  /** How many requests are under way. */
  get underWay(): number {
    return this.inside.size;
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
   * Counts a request among those its connection is owed answers for, until the answer has been fetched: the parser takes a
   * thousand out of one segment, and who never reads would have them all kept.
   * @throws AppError OVERLOADED: nothing was done
   */
  queue(reply: FastifyReply, connection: Socket, most: number): void {
    const owed = this.owed.get(connection) ?? 0;
    if (owed >= most) this.refuse('pipelined');
    this.owed.set(connection, owed + 1);
    reply.raw.once('close', () => this.owed.set(connection, (this.owed.get(connection) ?? 1) - 1));
  }

  /**
   * Counts a request until it is answered (`leave`) or its connection gone. How long the client takes to fetch the answer
   * does not count: a few who never do would keep everybody out.
   * @throws AppError OVERLOADED: nothing was done
   */
  enter(request: FastifyRequest, reply: FastifyReply): void {
    if (this.inside.size >= this.limits.maxInFlight) this.refuse('in_flight');
    const route = request.routeOptions.config.route;
    const exit = route ? this.lanes.enter(route.contract, this.lagging) : () => undefined;
    if (!exit) this.refuse(this.lagging ? 'loop_delay' : 'lane');
    this.inside.set(reply, exit);
    reply.raw.once('close', () => this.leave(reply, false));
  }

  /**
   * The request is over.
   * @param isAnswered with what says how long work takes: refusals of the mesh are quick and give-ups slow
   */
  leave(reply: FastifyReply, isAnswered = reply.statusCode < 500): void {
    const exit = this.inside.get(reply);
    this.inside.delete(reply);
    exit?.(isAnswered);
  }

  private refuse(reason: Parameters<HttpMetrics['shed']>[0]): never {
    this.metrics.shed(reason);
    throw OVERLOADED;
  }
}
