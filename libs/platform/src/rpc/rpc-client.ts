import { randomUUID } from 'node:crypto';
import { AppError, type Caller, type RpcContract } from '@tollgate/contracts';
import type { MeshClient } from './mesh.js';

/** The only way the gateway reaches a service. Never retries by itself: the client's Idempotency-Key decides what may run again. */
export class RpcClient {
  constructor(private readonly mesh: MeshClient) {}

  /**
   * Sends a request on a contract's subject and waits for its reply.
   * @throws AppError whatever the service refused with; UNAVAILABLE, OVERLOADED or OUTCOME_UNKNOWN from the mesh
   */
  async call<Req extends object, Res extends object>(
    contract: RpcContract<Req, Res>,
    request: Req,
    caller: Caller,
  ): Promise<Res> {
    const deadline = Date.now() + contract.timeoutMs;
    const reply = await this.mesh.request(
      contract.subject,
      { operation: randomUUID(), caller, body: request },
      { deadline, requestId: caller.requestId, traceparent: caller.traceparent },
    );
    if (reply.ok) return reply.data as Res;
    const { code, params, retryAfter } = reply.error;
    throw new AppError(code, params, { retryAfter });
  }
}
