import { accept, AppError, breaches, project, type RpcContract, type WireError } from '@tollgate/contracts';
import { Injectable } from '@nestjs/common';
import { Authenticator } from '../access/authenticator.js';
import { Limiter, networkOf } from '../limits/index.js';
import { Log } from '../log/log.js';
import type { RequestContext } from './handles.js';
import { LEAST_TIME_MS } from './limits.js';
import type { MeshContext, Message, Reply } from './mesh.js';

type Handler = (request: object, context: RequestContext) => Promise<object>;

/** The stations every request passes on its way into a handler and back. */
@Injectable()
export class HandlerPipeline {
  constructor(
    private readonly authenticator: Authenticator,
    private readonly limiter: Limiter,
    private readonly log: Log,
  ) {}

  /** Runs a handler; never rejects. Order: deadline, authentication, role, limiter, validation, handler, reply shape. */
  async run(
    contract: RpcContract,
    handler: Handler,
    message: Message,
    context: MeshContext,
    how: 'resolved' | 'unresolved',
  ): Promise<Reply> {
    const started = performance.now();
    const { caller } = message;
    try {
      if (context.headers.deadline - Date.now() < LEAST_TIME_MS)
        throw new AppError('UNAVAILABLE', {}, { retryAfter: 1 });
      const identity = how === 'resolved' ? await this.authenticator.admit(contract.access, caller) : null;
      if (contract.limit) await this.limiter.take(contract.limit, networkOf(caller.ip));
      const request = accept(contract.Request, message.body);
      const reply = await handler(request, { caller, identity, deadline: context.headers.deadline });
      const data = project(contract.Response, reply);
      if (this.log.strict) this.refuseBreach(contract, reply);
      return { ok: true, data };
    } catch (error) {
      return { ok: false, error: this.toWire(error, contract, caller.requestId) };
    } finally {
      this.log.call(contract.subject, caller.requestId, performance.now() - started);
    }
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
