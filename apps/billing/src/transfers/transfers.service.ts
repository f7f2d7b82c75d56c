import { Injectable } from '@nestjs/common';
import { AppError, type Identity, Nothing } from '@tollgate/contracts';
import { type TransferRequest, transfersRpc } from '@tollgate/contracts/billing/transfers';
import { logQuota } from '@tollgate/money';
import { Options, quotaDisplay } from '@tollgate/options';
import type { RequestContext } from '@tollgate/platform/rpc';
import { SingleStatement } from '../single-statement/single-statement.js';
import { TransfersRepository } from './transfers.repository.js';

/** Transfers affiliate quota to the user's balance. */
@Injectable()
export class TransfersService {
  constructor(
    private readonly transfers: TransfersRepository,
    private readonly single: SingleStatement,
    private readonly options: Options,
  ) {}

  /**
   * Moves at least one unit of affiliate quota to the balance; two postings of one transaction.
   * @throws AppError TRANSFER_TOO_SMALL, AFF_QUOTA_INSUFFICIENT, QUOTA_OUT_OF_RANGE, CREDENTIAL_INVALID
   */
  async create(request: TransferRequest, context: RequestContext<Identity>): Promise<Nothing> {
    const { quota } = request;
    const unit = Math.max(1, Number(this.options.get('QuotaPerUnit')));
    if (quota < unit) {
      throw new AppError('TRANSFER_TOO_SMALL', { minimum: logQuota(unit, quotaDisplay(this.options)) });
    }
    const { identity, caller, operation } = context;
    const transfer = { userId: identity.userId, ref: operation, requestId: caller.requestId, quota };
    return this.single.run(context, transfersRpc.create, request, async (sql) => {
      if (!(await this.transfers.transfer(sql, transfer))) throw new AppError('CREDENTIAL_INVALID');
      return new Nothing();
    });
  }
}
