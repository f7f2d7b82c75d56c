import { randomUUID } from 'node:crypto';
import { AppError, type Caller, receive, type RpcContract, type WireError } from '@tollgate/contracts';
import type { MeshClient, MeshHeaders, Message } from './mesh.js';

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
    const reply = await this.mesh.request(contract.subject, ...buildCall(contract, request, caller));
    if (reply.ok) return parseReply(contract, reply.data);
    throw toAppError(reply.error);
  }

  /**
   * As `call`, but a handler in the same process is called directly: without JSON, and without a second check of a reply that
   * the handler's pipeline has cut to its contract. For requests that nothing else refers to.
   */
  async callDirectly(contract: RpcContract, request: object, caller: Caller): Promise<object> {
    const [message, headers] = buildCall(contract, request, caller);
    const direct = this.mesh.callDirectly?.(contract.subject, message, headers);
    if (!direct) return this.call(contract, request, caller);
    const reply = await direct;
    if (reply.ok) return reply.data as object;
    throw toAppError(reply.error);
  }
}

function buildCall(contract: RpcContract, body: object, caller: Caller): [Message, MeshHeaders] {
  const headers = { deadline: Date.now() + contract.timeoutMs, requestId: caller.requestId };
  return [{ operation: randomUUID(), caller, body }, headers];
}

function toAppError({ code, params, retryAfter }: WireError): AppError {
  return new AppError(code, params, { retryAfter });
}

function parseReply<Res extends object>({ subject, Response }: RpcContract<object, Res>, data: unknown): Res {
  const received = receive(Response, data);
  if (received) return received;
  throw new AppError('OUTCOME_UNKNOWN', {}, { cause: new Error(`a reply that ${subject} does not give`) });
}
