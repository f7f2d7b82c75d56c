import { Controller } from '@nestjs/common';
import { AppError, type Identity } from '@tollgate/contracts';
import {
  type ExtendRequest,
  type Receipt,
  type ReceiptRequest,
  type ReleaseRequest,
  relayRpc,
  type RelayVerifyRequest,
  type ReserveRequest,
  type SettleRequest,
  type UsageBatch,
} from '@tollgate/contracts/billing/relay';
import { Handles, HandlesUnresolved, type RequestContext } from '@tollgate/platform/rpc';
import { ReceiptsRepository } from './receipts.repository.js';
import { RelayAccess } from './relay-access.js';
import { ReservationsService } from './reservations.service.js';
import { SettlingService } from './settling.service.js';

/** The operations of the relay API. Each first checks the relay's credential. */
@Controller()
export class RelayController {
  constructor(
    private readonly access: RelayAccess,
    private readonly reservations: ReservationsService,
    private readonly settling: SettlingService,
    private readonly receipts: ReceiptsRepository,
  ) {}

  @HandlesUnresolved(relayRpc.verify)
  async verify(request: RelayVerifyRequest, { caller }: RequestContext<null>) {
    await this.access.admit('verify', caller);
    return this.reservations.verify(request);
  }

  @HandlesUnresolved(relayRpc.reserve)
  async reserve(request: ReserveRequest, { caller, deadline }: RequestContext<null>) {
    await this.access.admit('usage', caller);
    return this.reservations.reserve(request, deadline);
  }

  @HandlesUnresolved(relayRpc.settle)
  async settle(request: SettleRequest, { caller, deadline }: RequestContext<null>) {
    await this.access.admit('usage', caller);
    return this.settling.settle(request, deadline);
  }

  @HandlesUnresolved(relayRpc.extend)
  async extend(request: ExtendRequest, { caller, deadline }: RequestContext<null>) {
    await this.access.admit('usage', caller);
    return this.reservations.extend(request, deadline);
  }

  @HandlesUnresolved(relayRpc.release)
  async release(request: ReleaseRequest, { caller, deadline }: RequestContext<null>) {
    await this.access.admit('usage', caller);
    return this.reservations.release(request, deadline);
  }

  @HandlesUnresolved(relayRpc.usage)
  async usage(request: UsageBatch, { caller, deadline }: RequestContext<null>) {
    await this.access.admit('usage', caller);
    return this.settling.usage(request, deadline);
  }

  @HandlesUnresolved(relayRpc.receipt)
  async receipt({ request_id: id }: ReceiptRequest, { caller }: RequestContext<null>): Promise<Receipt> {
    await this.access.admit('verify', caller);
    return found(await this.receipts.read(id, null));
  }

  @Handles(relayRpc.ownReceipt)
  async ownReceipt({ request_id: id }: ReceiptRequest, { identity }: RequestContext<Identity>): Promise<Receipt> {
    return found(await this.receipts.read(id, identity.userId));
  }
}

function found(receipt: Receipt | undefined): Receipt {
  if (!receipt) throw new AppError('RECEIPT_NOT_FOUND');
  return receipt;
}
