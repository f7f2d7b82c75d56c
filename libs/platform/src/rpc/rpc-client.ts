import { randomUUID } from 'node:crypto';
import { AppError, type Caller, receive, type RpcContract } from '@tollgate/contracts';
import { toNetwork } from '../limits/index.js';
import { COSTLY_CALLS } from './limits.js';
import type { MeshClient } from './mesh.js';
import { FairQueue } from './fair-queue.js';

/** The only way the gateway reaches a service. Never retries by itself: the client's Idempotency-Key decides what may run again. */
export class RpcClient {
  private readonly costly = new FairQueue(COSTLY_CALLS);

  constructor(private readonly mesh: MeshClient) {}

  /**
   * Sends a request on a contract's subject and waits for its reply; a costly one when the caller's turn comes.
   * @throws AppError whatever the service refused with; UNAVAILABLE, OVERLOADED or OUTCOME_UNKNOWN from the mesh;
   * OUTCOME_UNKNOWN for a reply that breaks the contract: something was done, and nobody can say what
   */
  call<Req extends object, Res extends object>(
    contract: RpcContract<Req, Res>,
    request: Req,
    caller: Caller,
  ): Promise<Res> {
    if (contract.work !== 'costly') return this.send(contract, request, caller);
    const { session, bearer } = caller.credential ?? {};
    // by what was presented, not by the user it claims to be: nobody can wait in another's name
    const owner = session ?? bearer ?? toNetwork(caller.ip);
    return this.costly.run(() => this.send(contract, request, caller), owner);
  }

  private async send<Req extends object, Res extends object>(
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
