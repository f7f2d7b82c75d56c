import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { AppError, type RpcContract, type Work } from '@tollgate/contracts';
import { getService } from '@tollgate/platform/rpc';
import { isWellFramed } from '../request/framing.js';
import type { HttpConfig } from '../request/http-config.js';
import type { RouteSpec } from '../route/route-spec.js';
import { type AdmissionBounds, AdmissionQueue, type Refusal } from './admission-queue.js';
import type { ClientErrors } from './client-errors.js';
import type { HttpMetrics, RefusalReason } from './http-metrics.js';

/** The answer to a request that is refused because of overload. */
export const OVERLOADED = new AppError('OVERLOADED', {}, { retryAfter: 1 });

/** Unanswered requests that one connection may have; fewer for pages of the API reference, because they are large. */
const MAX_PIPELINED = 128;
const MAX_PIPELINED_LARGE = 8;

/** The bounds of each kind of work, by the share of MAX_IN_FLIGHT that runs concurrently. */
const BOUNDS: Readonly<Record<Work, { readonly share: number; readonly burst: number; readonly targetMs: number }>> = {
  quick: { share: 1 / 4, burst: 2500, targetMs: 100 },
  hashing: { share: 1 / 64, burst: 300, targetMs: 500 },
  costly: { share: 1 / 128, burst: 150, targetMs: 500 },
  waiting: { share: 1 / 8, burst: 300, targetMs: 500 },
};

/** The parts of the server that admission uses. */
export interface AdmissionContext {
  /** The route of a request; undefined if there is none. */
  readonly findRoute: (request: IncomingMessage) => RouteSpec | undefined;
  /** The owner of a request, for fair shares: the presented credential, or the client's network. */
  readonly getOwner: (request: IncomingMessage) => string;
  /** Answers a request with OVERLOADED. */
  readonly refuse: (
    route: RouteSpec | undefined,
    request: IncomingMessage,
    response: ServerResponse,
    waitedMs: number,
  ) => void;
  readonly clientErrors: Pick<ClientErrors, 'hasEnded'>;
  readonly metrics: Pick<HttpMetrics, 'countRefusal'>;
}

/**
 * Decides when a request runs, before Fastify receives it. Each kind of work of each service has a queue of its own. So logins
 * leave room for reads, and a service that hangs delays only its own requests.
 */
export class Admission {
  private readonly queues = new Map<string, AdmissionQueue>();
  /** Started requests, and the call that ends each. */
  private readonly leaving = new WeakMap<ServerResponse, () => void>();
  /** Requests whose body is being read. */
  private readonly unread = new WeakMap<
    ServerResponse,
    { readonly contract: RpcContract; readonly owner: string; readonly refuse: (reason: RefusalReason) => void }
  >();
  private readonly unanswered = new WeakMap<Socket, number>();

  constructor(private readonly config: Pick<HttpConfig, 'maxInFlight' | 'maxWaitMs' | 'maxHashingWaitMs'>) {}

  /** Requests that run or wait. */
  get underWay(): number {
    return [...this.queues.values()].reduce((sum, { active, waiting }) => sum + active + waiting, 0);
  }

  /** Running and waiting requests of each queue, for the metrics. */
  get queueLengths(): Readonly<Record<string, { readonly running: number; readonly waiting: number }>> {
    const entries = [...this.queues].map(
      ([name, { active, waiting }]) => [name, { running: active, waiting }] as const,
    );
    return Object.fromEntries(entries);
  }

  /** A listener that passes requests to `next` when they are admitted. */
  before(next: RequestListener, context: AdmissionContext): RequestListener {
    return (request, response) => {
      // malformed input, and requests after it on the same connection, are handled by Fastify's hooks
      if (context.clientErrors.hasEnded(request.socket) || !isWellFramed(request)) return next(request, response);
      const route = context.findRoute(request);
      const arrived = performance.now();
      const refuse = (reason: RefusalReason) => {
        context.metrics.countRefusal(reason);
        context.refuse(route, request, response, performance.now() - arrived);
      };
      if (!this.countUnanswered(request.socket, response, isApi(request.url))) return refuse('pipelined');
      if (!route) return next(request, response);
      const owner = context.getOwner(request);
      if (!hasBody(request)) return this.admit(route.contract, response, owner, () => next(request, response), refuse);
      this.unread.set(response, { contract: route.contract, owner, refuse });
      next(request, response);
    };
  }

  /**
   * Admits a request whose body has been read. Such a request enters its queue only then, because a client that sends its body slowly,
   * or never, would otherwise hold a slot that others wait for.
   */
  enterWithBody(response: ServerResponse, run: () => void, beforeRefusal: () => void): void {
    const request = this.unread.get(response);
    if (!request) return run();
    this.unread.delete(response);
    this.admit(request.contract, response, request.owner, run, (reason) => {
      beforeRefusal();
      request.refuse(reason);
    });
  }

  /**
   * The request has its answer. The time that the client takes to receive it does not count, or a few clients that do not read
   * would block the queue.
   */
  leave(response: ServerResponse): void {
    this.leaving.get(response)?.();
    this.leaving.delete(response);
  }

  private admit(
    contract: RpcContract,
    response: ServerResponse,
    owner: string,
    run: () => void,
    refuse: (reason: Refusal) => void,
  ): void {
    const queue = this.getQueue(contract);
    const start = () => {
      this.leaving.set(response, () => queue.leave());
      run();
    };
    const waiting = queue.enter({ owner, start, refuse });
    response.once('close', () => {
      if (waiting) queue.withdraw(waiting);
      this.leave(response);
    });
  }

  private getQueue({ subject, work }: RpcContract): AdmissionQueue {
    const name = `${work} ${getService(subject)}`;
    const known = this.queues.get(name);
    if (known) return known;
    const queue = new AdmissionQueue(this.getBounds(work));
    this.queues.set(name, queue);
    return queue;
  }

  private getBounds(work: Work): AdmissionBounds {
    const { maxInFlight, maxWaitMs, maxHashingWaitMs } = this.config;
    const { share, burst, targetMs } = BOUNDS[work];
    const concurrency = Math.max(1, Math.ceil(maxInFlight * share));
    return { concurrency, burst, targetMs, maxWaitMs: work === 'hashing' ? maxHashingWaitMs : maxWaitMs };
  }

  /**
   * Counts the unanswered requests of a connection. Returns false if there are too many: Node's parser reads a thousand requests
   * from one segment, and the answers to a client that never reads would fill the memory.
   */
  private countUnanswered(connection: Socket, response: ServerResponse, isSmall: boolean): boolean {
    const before = this.unanswered.get(connection) ?? 0;
    if (before >= (isSmall ? MAX_PIPELINED : MAX_PIPELINED_LARGE)) return false;
    this.unanswered.set(connection, before + 1);
    response.once('close', () => this.unanswered.set(connection, (this.unanswered.get(connection) ?? 1) - 1));
    return true;
  }
}

/** Whether a path is part of the API, and not of the API reference. */
function isApi(url = ''): boolean {
  return url.startsWith('/api') || url.startsWith('/dashboard') || url.startsWith('/v1');
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0';
}
