import { Controller } from '@nestjs/common';
import type { Identity } from '@tollgate/contracts';
import { type TransferRequest, transfersRpc } from '@tollgate/contracts/billing/transfers';
import { Handles, type RequestContext } from '@tollgate/platform/rpc';
import { TransfersService } from './transfers.service.js';

/** Transfers of affiliate quota to the user's balance. */
@Controller()
export class TransfersController {
  constructor(private readonly transfers: TransfersService) {}

  @Handles(transfersRpc.create)
  create(request: TransferRequest, context: RequestContext<Identity>) {
    return this.transfers.create(request, context);
  }
}
