import {
  accept,
  AppError,
  breaches,
  type Caller,
  type Identity,
  project,
  type RpcContract,
  type WireError,
} from '@tollgate/contracts';
import { Injectable, Optional } from '@nestjs/common';
import { CallGuard } from '../access/index.js';
import { Limiter, toNetwork } from '../limits/index.js';
import { Log } from '../log/log.js';
import { Metrics } from '../metrics/metrics.js';
import type { RequestContext } from './request-context.js';
import { costlyWork, MIN_TIME_MS } from './limits.js';
import type { MeshContext, Message, Reply } from './mesh.js';
import { FairQueue } from './fair-queue.js';

type Handler = (request: object, context: RequestContext) => Promise<object>;

/** The stations every request passes on its way into a handler and back. */
@Injectable()
export class HandlerPipeline {
  constructor(
    private readonly guard: CallGuard,
    private readonly limiter: Limiter,
    private readonly log: Log,
    @Optional() private readonly metrics?: Metrics,
    /** The queue that the costly handlers of the service share. */
    @Optional() private readonly costly = new FairQueue(costlyWork(2)),
  ) {}

  /**
   * Runs a handler; never rejects. Order: deadline, authentication, role, limiter, validation, step-up, turn, handler, reply
   * shape.
   */
  async run(
    contract: RpcContract,
    handler: Handler,
    message: Message,
    context: MeshContext,
    how: 'resolved' | 'unresolved',
  ): Promise<Reply> {
    const started = performance.now();
    const reply = await this.attempt(contract, handler, message, context, how);
    const ms = performance.now() - started;
    this.log.call(contract.subject, message.caller.requestId, ms);
    this.metrics?.call(contract.subject, reply.ok ? 'ok' : reply.error.code, ms / 1000);
    return reply;
  }

  private async attempt(
    contract: RpcContract,
    handler: Handler,
    message: Message,
    { headers: { deadline } }: MeshContext,
    how: 'resolved' | 'unresolved',
  ): Promise<Reply> {
    const { operation, caller } = message;
    try {
      refuseLate(deadline);
      const { access, permission = null } = contract;
      const identity = how === 'resolved' ? await this.guard.admit(access, caller, permission ?? undefined) : null;
      if (contract.limit) await this.limiter.take(contract.limit, toNetwork(caller.ip));
      const request = accept(contract.Request, message.body);
      if (needsProof(contract, request)) await this.demandProof(identity);
      const work = async () => {
        // authentication and the queue may have taken a while
        refuseLate(deadline);
        return handler(request, { operation, caller, identity, deadline });
      };
      const reply = contract.work === 'costly' ? await this.costly.run(work, getOwner(identity, caller)) : await work();
      const data = project(contract.Response, reply);
      if (this.log.strict) this.refuseBreach(contract, reply);
      return { ok: true, data };
    } catch (error) {
      return { ok: false, error: this.toWire(error, contract, caller.requestId) };
    }
  }

  private demandProof(identity: Identity | null): Promise<void> {
    if (!identity) throw new Error('step-up needs a resolved identity');
    return this.guard.requireStepUp(identity);
  }

  private refuseBreach(contract: RpcContract, reply: object): void {
    const [breach] = breaches(contract.Response, reply);
    if (breach) throw new Error(`reply of ${contract.subject} breaks its contract: ${breach}`);
  }

  private toWire(error: unknown, contract: RpcContract, requestId: string): WireError {
    if (error instanceof AppError) {
      if (error.cause)
        this.log.warn('refused', { requestId, subject: contract.subject, code: error.code, error: error.cause });
      return { code: error.code, params: error.params, retryAfter: error.retryAfter };
    }
    this.log.error('handler failed', { requestId, subject: contract.subject, error });
    return { code: 'INTERNAL' };
  }
}

/** Work that would be done after its caller has gone is not begun. */
function refuseLate(deadline: number): void {
  if (deadline - Date.now() < MIN_TIME_MS) throw new AppError('UNAVAILABLE', {}, { retryAfter: 1 });
}

/** The owner of costly work, for fair shares. */
function getOwner(identity: Identity | null, { ip }: Caller): string {
  return identity ? `user ${identity.userId}` : toNetwork(ip);
}

function needsProof({ stepUp }: RpcContract, request: object): boolean {
  if (typeof stepUp === 'boolean') return stepUp;
  return stepUp.some((field) => Boolean((request as Record<string, unknown>)[field]));
}
