import type { Socket } from 'node:net';
import { AppError, type RpcContract } from '@tollgate/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { HttpConfig } from '../request/http-config.js';
import { EventLoop } from './event-loop.js';
import type { HttpMetrics } from './http-metrics.js';
import { Bulkheads } from './bulkheads.js';

type Reason = Parameters<HttpMetrics['shed']>[0];

/** One for all: where most are refused, finding out the stack of each would be what costs most. */
export const OVERLOADED = new AppError('OVERLOADED', {}, { retryAfter: 1 });

/**
 * Refuses at once what could only be answered late: too many requests under way, in all, of a kind or on one connection.
 * While the event loop lags, few of each kind are let in: none would be nothing done, and an idle loop the next moment.
 */
export class Admission {
  /** Requests under way, and how each leaves its lane. */
  private readonly inside = new Map<FastifyReply, (isAnswered: boolean) => void>();
  private readonly owed = new WeakMap<Socket, number>();
  private readonly loop = new EventLoop();
  private readonly lanes: Bulkheads;

  constructor(
    private readonly limits: Pick<HttpConfig, 'maxInFlight' | 'maxLoopDelayMs' | 'maxAnswerMs'>,
    private readonly metrics: Pick<HttpMetrics, 'shed'>,
  ) {
    this.lanes = new Bulkheads(limits, this.loop);
  }

  /** How many requests are under way. */
  get underWay(): number {
    return this.inside.size;
  }

  /** Begins to watch the event loop. */
  start(): void {
    this.loop.start();
  }

  stop(): void {
    this.loop.stop();
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

  /** Whether there is no room for a request that asks this: it is refused, and counted as refused. */
  isFull(contract: RpcContract): boolean {
    const reason = this.obstacle(contract);
    if (reason) this.metrics.shed(reason);
    return reason !== undefined;
  }

  /**
   * Counts a request until it is answered (`leave`) or its connection gone. How long the client takes to fetch the answer
   * does not count: a few who never do would keep everybody out.
   * @throws AppError OVERLOADED: nothing was done
   */
  enter(request: FastifyRequest, reply: FastifyReply): void {
    const contract = request.routeOptions.config.route?.contract;
    const obstacle = this.obstacle(contract);
    if (obstacle) this.refuse(obstacle);
    const exit = contract && this.lanes.enter(contract, this.lagging);
    this.inside.set(reply, exit ?? (() => undefined));
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

  private get lagging(): boolean {
    return this.loop.lags(this.limits.maxLoopDelayMs);
  }

  /** What there is too much of for one more request; undefined where there is room. */
  private obstacle(contract: RpcContract | undefined): Reason | undefined {
    if (this.inside.size >= this.limits.maxInFlight) return 'in_flight';
    if (!contract || !this.lanes.isFull(contract, this.lagging)) return undefined;
    return this.lagging ? 'loop_delay' : 'lane';
  }

  private refuse(reason: Reason): never {
    this.metrics.shed(reason);
    throw OVERLOADED;
  }
}
