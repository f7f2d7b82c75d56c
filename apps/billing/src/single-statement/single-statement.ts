import { Injectable } from '@nestjs/common';
import type { Identity, RpcContract } from '@tollgate/contracts';
import { Database, type Sql } from '@tollgate/platform/db';
import { Idempotency } from '@tollgate/platform/idempotency';
import type { RequestContext } from '@tollgate/platform/rpc';

/** Runs work that is one statement, and therefore a transaction by itself. */
@Injectable()
export class SingleStatement {
  constructor(
    private readonly database: Database,
    private readonly idempotency: Idempotency,
  ) {}

  /**
   * Runs `work` alone in one round trip. If the request has an Idempotency-Key, it runs in the transaction that stores the reply.
   * @throws AppError those of Idempotency.run
   */
  run<Req extends object, Res extends object>(
    context: RequestContext<Identity>,
    contract: RpcContract<Req, Res>,
    request: Req,
    work: (sql: Sql) => Promise<Res>,
  ): Promise<Res> {
    if (context.caller.idempotencyKey === undefined) return work(this.database);
    return this.idempotency.run(context, contract, request, work);
  }
}
