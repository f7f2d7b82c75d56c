import { randomUUID } from 'node:crypto';
import { AppError, type Caller, receive, type RpcContract } from '@tollgate/contracts';
import type { MeshClient } from './mesh.js';

/** The gateway's way to call services. It never retries, because the client's Idempotency-Key decides what may run again. */
export class RpcClient {
  constructor(private readonly mesh: MeshClient) {}

  /**
   * Sends a request on a contract's subject and waits for its reply.
   * @throws AppError the service's refusal; UNAVAILABLE, OVERLOADED or OUTCOME_UNKNOWN from the mesh; OUTCOME_UNKNOWN if the
   * reply breaks the contract, because the request was executed and its result is unknown
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
      { deadline, requestId: caller.requestId },
    );
    if (reply.ok) return parseReply(contract, reply.data);
    const { code, params, retryAfter } = reply.error;
    throw new AppError(code, params, { retryAfter });
  }
}

function parseReply<Res extends object>({ subject, Response }: RpcContract<object, Res>, data: unknown): Res {
  const received = receive(Response, data);
  if (received) return received;
  throw new AppError('OUTCOME_UNKNOWN', {}, { cause: new Error(`a reply that ${subject} does not give`) });
}
